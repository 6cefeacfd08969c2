import assert from "node:assert/strict";
import { ProfileBuilder } from "../model/profile_builder.ts";
import type { Profile } from "../model/profile.ts";
import type { RequestRecord } from "../model/request_record.ts";
import { RequestGroups } from "./request_groups.ts";

function profileOf(micros: number): Profile {
  const builder = new ProfileBuilder(1e6);
  const frame = { name: "f", url: "file:///a.ts", line: 1, column: 1, kind: "app" } as const;
  builder.sample(builder.node(0, frame), micros);
  return builder.build();
}

function requestOf({ micros, cpu, wait }: Record<"micros" | "cpu" | "wait", number>) {
  return { start: 5, end: 5 + micros, cpu, wait } as RequestRecord;
}

Deno.test("RequestGroups sums each group and finds its slowest file", () => {
  const groups = new RequestGroups();
  const members = [[40, 30, 10], [60, 20, 40], [60, 60, 0]] as const;
  members.forEach(([micros, cpu, wait], i) =>
    groups.add({
      key: "GET /b",
      fileBase: "GET.b",
      file: `b${i}`,
      profile: profileOf(micros),
      request: requestOf({ micros, cpu, wait }),
    })
  );
  groups.add({
    key: "GET /a",
    fileBase: "GET.a",
    file: "a",
    profile: profileOf(1),
    request: requestOf({ micros: 1, cpu: 1, wait: 0 }),
  });
  const [a, b] = groups.results();
  assert.deepEqual([a!.key, b!.key], ["GET /a", "GET /b"]);
  assert.deepEqual([a!.fileBase, b!.fileBase], ["GET.a", "GET.b"]);
  assert.deepEqual(b!.durations, { count: 3, total: 160, p50: 60, p95: 60, max: 60 });
  assert.deepEqual([b!.cpu, b!.wait, b!.slowestFile], [110, 50, "b1"]);
  assert.equal(b!.buildProfile().end, 160);
  assert.equal(a!.buildProfile().end, 1);
});

Deno.test("RequestGroups takes duration from the profile where no request is recorded", () => {
  const groups = new RequestGroups();
  groups.add({ key: "a", fileBase: "a", file: "a", profile: profileOf(70) });
  const [group] = groups.results();
  assert.equal(group!.durations.max, 70);
  assert.ok(Number.isNaN(group!.cpu) && Number.isNaN(group!.wait));
});
