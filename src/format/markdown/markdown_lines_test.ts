import assert from "node:assert/strict";
import { requestRecording } from "../../../tests/golden/request_recording.ts";
import type { Profile } from "../../model/profile.ts";
import { ProfileBuilder } from "../../model/profile_builder.ts";
import { markdownLines } from "./markdown_lines.ts";
import { markdownReport } from "./markdown_report.ts";

function linesOf(profile: Profile): readonly string[] {
  return markdownLines(markdownReport({ profile }, { base: "/srv/app" }));
}

Deno.test("markdownLines() shows the lines with the most self time", () => {
  assert.deepEqual(linesOf(requestRecording().profile).slice(0, 7), [
    "## Hot lines",
    "",
    "| self ms | self % | function      | line |",
    "| ------: | -----: | ------------- | --- |",
    "|    0.60 |    3.2 | `handler`     | `main.ts:13` |",
    "|    0.60 |    3.2 | `walk`        | `src/tree walk.ts:4` |",
    "|    0.40 |    2.1 | `walk`        | `src/tree walk.ts:3` |",
  ]);
});

Deno.test("markdownLines() adds up the nodes of a function, whole microseconds or not", () => {
  const builder = new ProfileBuilder(0);
  const frame = {
    name: "f",
    url: "file:///srv/app/a.ts",
    line: 1,
    column: 1,
    kind: "app",
  } as const;
  const outer = builder.node(0, frame);
  for (const node of [outer, builder.node(outer, frame)]) {
    builder.sample(node, 100.25);
    builder.line(node, 7, 100.25);
  }
  assert.equal(linesOf(builder.build())[4], "|   0.201 |  100.2 | `f`      | `a.ts:7` |");
});

Deno.test("markdownLines() shows ten lines at most, and none that are not known", () => {
  const builder = new ProfileBuilder(0);
  const frame = { name: "f", url: "file:///a.ts", line: 0, column: 0, kind: "app" } as const;
  const node = builder.node(0, frame);
  for (let line = 0; line < 14; line++) {
    builder.sample(node, 10);
    if (line > 0) builder.line(node, line, 10);
  }
  const rows = linesOf(builder.build()).slice(4);
  assert.equal(rows.length, 10);
  assert.ok(rows.every((row) => !row.includes("a.ts:0`")));
});

Deno.test("markdownLines() shows the code where its source is there", () => {
  const text = "\n".repeat(11) + `const handler = async (c) => {
  const ${"long".repeat(30)} = a | \`b\`;
};
`;
  const readSource = (url: string) => url === "file:///srv/app/main.ts" ? { text } : undefined;
  const { profile } = requestRecording();
  const frames = profile.frames.map((frame) =>
    frame.name === "handler" ? { ...frame, column: "const handler = async (".length } : frame
  );
  const report = markdownReport({ profile: { ...profile, frames } }, {
    base: "/srv/app",
    readSource,
  });
  const [, , head, , first, second] = markdownLines(report);
  assert.match(head!, /\| line {13,} \| code \|$/);
  assert.match(first!, /`main\.ts:13` +\| `const (long)+l?o?n?…` \|$/);
  assert.match(second!, /`src\/tree walk\.ts:4` \| {2}\|$/);
});

Deno.test("markdownLines() is nothing without line times", () => {
  const { lines: _, ...profile } = requestRecording().profile;
  assert.deepEqual(linesOf(profile), []);
});
