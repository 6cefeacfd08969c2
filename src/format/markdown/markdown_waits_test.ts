import assert from "node:assert/strict";
import { requestRecording } from "../../../tests/golden/request_recording.ts";
import { ProfileBuilder } from "../../model/profile_builder.ts";
import type { Recording } from "../codec.ts";
import { frameKind } from "../frame_kind.ts";
import { markdownReport } from "./markdown_report.ts";
import { markdownWaits } from "./markdown_waits.ts";

function waitsOf(recording: Recording): readonly string[] {
  return markdownWaits(markdownReport(recording, { base: "/srv/app" }));
}

Deno.test("markdownWaits() counts the waits of each site", () => {
  assert.deepEqual(waitsOf(requestRecording()), [
    "## Waits",
    "",
    "| total ms | total % | count | longest ms | function  | site |",
    "| -------: | ------: | ----: | ---------: | --------- | --- |",
    "|    14.00 |    74.7 |     2 |       7.00 | `handler` | `main.ts:15:9` |",
    "|     1.30 |     6.9 |     1 |       1.30 |           | `(queued)` |",
  ]);
});

Deno.test("markdownWaits() has no counts for an aggregate, whose samples are not waits", () => {
  const { profile } = requestRecording();
  const aggregate = { key: "GET /a", requests: 2, duration: 18_750 };
  const [, , head, , row] = waitsOf({ profile, aggregate });
  assert.equal(head, "| total ms | total % | function  | site |");
  assert.equal(row, "|    14.00 |    74.7 | `handler` | `main.ts:15:9` |");
});

Deno.test("markdownWaits() says behind whom a request queued", () => {
  const builder = new ProfileBuilder(0);
  const frame = (name: string) => ({ name, url: "", line: 0, column: 0, kind: "wait" } as const);
  const queued = builder.node(0, frame("(queued)"));
  builder.sample(builder.node(queued, frame("(queued behind GET /a #12)")), 2000);
  const [row] = waitsOf({ profile: builder.build() }).slice(4);
  assert.equal(
    row,
    "|    2.000 |   100.0 |     1 |      2.000 |          | `(queued behind GET /a #12)` |",
  );
});

Deno.test("markdownWaits() leaves out a process that is idle", () => {
  const builder = new ProfileBuilder(0);
  const frame = { name: "(idle)", url: "", line: 0, column: 0, kind: frameKind("(idle)", "") };
  builder.sample(builder.node(0, frame), 100);
  assert.deepEqual(waitsOf({ profile: builder.build() }), []);
});

Deno.test("markdownWaits() shows eight sites, the longest first", () => {
  const builder = new ProfileBuilder(0);
  for (let line = 1; line <= 12; line++) {
    const site = { name: "(await)", url: "file:///a.ts", line, column: 1, kind: "wait" } as const;
    builder.sample(builder.node(0, site), line * 100);
  }
  const rows = waitsOf({ profile: builder.build() }).slice(4);
  assert.equal(rows.length, 8);
  assert.match(rows[0]!, /a\.ts:12:1/);
  assert.match(rows[7]!, /a\.ts:5:1/);
});
