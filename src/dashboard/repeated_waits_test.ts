import assert from "node:assert/strict";
import type { Recording } from "../format/codec.ts";
import { ProfileBuilder } from "../model/profile_builder.ts";
import { repeatedWaits } from "./repeated_waits.ts";

/** A request that waits so often at line 12 and at line 30 of db.ts, and once for itself, unknown where. */
function recording(query: number, other = 0): Recording {
  const builder = new ProfileBuilder(0);
  const frame = (name: string, line: number, kind: "app" | "wait") =>
    ({ name, url: "file:///srv/db.ts", line, column: 5, kind }) as const;
  const load = builder.node(0, frame("loadRow", 10, "app"));
  const site = builder.node(load, frame("(await)", 12, "wait"));
  const unplaced = builder.node(load, { ...frame("(await)", 0, "wait"), url: "" });
  for (let i = 0; i < query; i++) {
    builder.sample(load, 50);
    builder.sample(site, 1000);
    builder.sample(unplaced, 5);
  }
  const rare = builder.node(load, frame("(await)", 30, "wait"));
  for (let i = 0; i < other; i++) builder.sample(rare, 10_000);
  return { profile: builder.build() };
}

Deno.test("repeatedWaits() finds queries in a loop", () => {
  const [waits, ...rest] = repeatedWaits([
    recording(20),
    recording(40),
    recording(6),
    recording(2),
  ]);
  assert.deepEqual(rest, []);
  assert.equal(waits!.site.line, 12);
  assert.deepEqual({ ...waits, site: undefined }, {
    site: undefined,
    caller: "loadRow",
    typical: 20,
    most: 40,
    requests: 3,
    micros: 22_000,
  });
});

Deno.test("repeatedWaits() takes a few waits, and those at unknown places, for no loop", () => {
  assert.deepEqual(repeatedWaits([recording(4, 4), recording(0)]), []);
  assert.deepEqual(repeatedWaits([]), []);
});

Deno.test("repeatedWaits() has those first that cost most", () => {
  const lines = repeatedWaits([recording(8, 5), recording(9)]).map(({ site }) => site.line);
  assert.deepEqual(lines, [30, 12]);
});
