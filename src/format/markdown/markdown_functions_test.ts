import assert from "node:assert/strict";
import { requestRecording } from "../../../tests/golden/request_recording.ts";
import type { Profile } from "../../model/profile.ts";
import { ProfileBuilder } from "../../model/profile_builder.ts";
import { markdownFunctions } from "./markdown_functions.ts";
import { markdownReport } from "./markdown_report.ts";

function rowsOf(profile: Profile): readonly string[] {
  return markdownFunctions(markdownReport({ profile }, { base: "/srv/app" })).slice(6);
}

Deno.test("markdownFunctions() shows self and total, recursion and waiting counted once", () => {
  assert.deepEqual(rowsOf(requestRecording().profile), [
    "|    1.00 |    5.3 |     2.25 |    12.0 | `walk`                | `src/tree walk.ts:3:17` |",
    "|    0.80 |    4.3 |    17.45 |    93.1 | `handler`             | `main.ts:12:20` |",
    "|    0.60 |    3.2 |     0.60 |     3.2 | `sort`                |  |",
    "|    0.40 |    2.1 |     1.65 |     8.8 | `visit`               | `src/tree walk.ts:9:10` |",
    "|    0.40 |    2.1 |     0.40 |     2.1 | `(anonymous)`         | `[eval 41]:2:1` |",
    "|    0.25 |    1.3 |     0.25 |     1.3 | `(garbage collector)` |  |",
  ]);
});

Deno.test("markdownFunctions() says what it leaves out", () => {
  const builder = new ProfileBuilder(0);
  for (let i = 1; i <= 20; i++) {
    const frame = { name: `f${i}`, url: "", line: 0, column: 0, kind: "engine" } as const;
    builder.sample(builder.node(0, frame), i * 1000);
  }
  const rows = rowsOf(builder.build());
  assert.equal(rows.length, 17);
  assert.match(rows[0]!, /^\| {4}20\.0 .*`f20`/);
  assert.match(rows[14]!, /`f6`/);
  assert.equal(rows[16], "5 more functions: 15.0 ms of self time.");
});

Deno.test("markdownFunctions() shows of the root only its own time", () => {
  const builder = new ProfileBuilder(0);
  builder.sample(0, 20_000);
  const f = { name: "f", url: "", line: 0, column: 0, kind: "engine" } as const;
  builder.sample(builder.node(0, f), 80_000);
  assert.equal(
    rowsOf(builder.build())[1],
    "|    20.0 |   20.0 |     20.0 |    20.0 | `(root)` |  |",
  );
});

Deno.test("markdownFunctions() is nothing when nothing ran", () => {
  const report = markdownReport({ profile: new ProfileBuilder(0).build() }, { base: "" });
  assert.deepEqual(markdownFunctions(report), []);
});
