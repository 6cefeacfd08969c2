import assert from "node:assert/strict";
import { ProfileBuilder } from "../../model/profile_builder.ts";
import type { Profile } from "../../model/profile.ts";
import type { RequestRecord } from "../../model/request_record.ts";
import { RequestGroups } from "./request_groups.ts";

function profileOf(micros: number): Profile {
  const builder = new ProfileBuilder(1e6);
  const frame = { name: "f", url: "file:///a.ts", line: 1, column: 1, kind: "app" } as const;
  builder.sample(builder.node(0, frame), micros);
  return builder.build();
}

function member(file: string, key: string, { micros, cpu, wait }: Record<Part, number>) {
  const profile = profileOf(micros);
  const request = { start: 5, end: 5 + micros, cpu, wait } as RequestRecord;
  return { group: { key, fileBase: key.replace(/[ /]+/, ".") }, file, profile, request };
}

type Part = "micros" | "cpu" | "wait";

const MEMBERS = [
  member("b2", "GET /b", { micros: 60, cpu: 60, wait: 0 }),
  member("b0", "GET /b", { micros: 40, cpu: 30, wait: 10 }),
  member("a", "GET /a", { micros: 1, cpu: 1, wait: 0 }),
  member("b1", "GET /b", { micros: 60, cpu: 20, wait: 40 }),
];

Deno.test("RequestGroups sums each group and finds its slowest file", () => {
  const groups = new RequestGroups();
  for (const one of MEMBERS) groups.add(one);
  const [a, b] = groups.results();
  assert.deepEqual([a!.key, b!.key], ["GET /a", "GET /b"]);
  assert.deepEqual([a!.fileBase, b!.fileBase], ["GET.a", "GET.b"]);
  assert.equal(b!.slowestFile, "b1");
  const { profile, statistics } = b!.build();
  assert.deepEqual(statistics.durations, { count: 3, total: 160, values: [40, 60, 60] });
  assert.deepEqual([statistics.cpu?.total, statistics.wait?.total], [110, 50]);
  assert.equal(profile.end, 160);
  assert.equal(a!.build().profile.end, 1);
});

Deno.test("RequestGroups takes duration from the profile where no request is recorded", () => {
  const groups = new RequestGroups();
  groups.add({ group: { key: "a", fileBase: "a" }, file: "a", profile: profileOf(70) });
  const { durations, cpu, wait, waits } = groups.results()[0]!.build().statistics;
  assert.deepEqual(durations.values, [70]);
  assert.deepEqual([cpu, wait, waits], [undefined, undefined, undefined]);
});

Deno.test("RequestGroups names the first of the slowest files, in whatever order they come", () => {
  for (const members of [MEMBERS, MEMBERS.toReversed()]) {
    const groups = new RequestGroups();
    for (const one of members) groups.add(one);
    assert.equal(groups.results()[1]!.slowestFile, "b1");
  }
});

Deno.test("RequestGroups of two threads add up to the same", () => {
  const here = new RequestGroups();
  for (const one of MEMBERS) here.add(one);
  const parts = [new RequestGroups(), new RequestGroups()];
  MEMBERS.forEach((one, i) => parts[i % 2]!.add(one));
  const sum = new RequestGroups();
  // As it comes out of a worker.
  for (const part of parts) sum.addColumns(structuredClone(part.columns()));
  const plain = (groups: RequestGroups) =>
    groups.results().map(({ build, ...rest }) => ({ ...rest, ...build() }));
  assert.deepEqual(plain(sum), plain(here));
});
