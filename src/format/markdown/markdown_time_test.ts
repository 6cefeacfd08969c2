import assert from "node:assert/strict";
import { requestRecording } from "../../../tests/golden/request_recording.ts";
import { ProfileBuilder } from "../../model/profile_builder.ts";
import type { Recording } from "../codec.ts";
import { frameKind } from "../frame_kind.ts";
import { markdownReport } from "./markdown_report.ts";
import { markdownTime } from "./markdown_time.ts";

const { profile, request } = requestRecording();

function timeOf(recording: Recording): readonly string[] {
  return markdownTime(markdownReport(recording, { base: "" }));
}

Deno.test("markdownTime() shows the parts of a request", () => {
  assert.deepEqual(timeOf({ profile, request: request! }), [
    "## Where the time went",
    "",
    "| part   |    ms |     % |",
    "| ------ | ----: | ----: |",
    "| cpu    |  3.20 |  17.1 |",
    "| gc     |  0.25 |   1.3 |",
    "| wait   | 14.00 |  74.7 |",
    "| queued |  1.30 |   6.9 |",
    "| total  | 18.75 | 100.0 |",
  ]);
});

Deno.test("markdownTime() says also that a request did not wait", () => {
  const lines = timeOf({ profile, request: { ...request!, cpu: 17_200, wait: 0 } });
  assert.ok(lines.includes("| wait   |  0.00 |   0.0 |"));
});

Deno.test("markdownTime() shares an aggregate out among its requests", () => {
  const aggregate = { key: "GET /a", requests: 3, duration: 18_750 };
  const lines = timeOf({ profile, aggregate });
  assert.equal(lines[2], "| part   |    ms |     % | ms per request |");
  assert.equal(lines.at(-1), "| total  | 18.75 | 100.0 |           6.25 |");
});

Deno.test("markdownTime() says what percentages are of when the process was idle", () => {
  const builder = new ProfileBuilder(0);
  for (const [name, micros] of [["f", 300], ["(idle)", 700]] as const) {
    const frame = { name, url: "", line: 0, column: 0, kind: frameKind(name, "") };
    builder.sample(builder.node(0, frame), micros);
  }
  assert.deepEqual(timeOf({ profile: builder.build() }).slice(4), [
    "| cpu   | 0.300 |  30.0 |",
    "| idle  | 0.700 |  70.0 |",
    "| total | 1.000 | 100.0 |",
    "",
    "Percentages from here on are of the 0.300 ms without idle.",
  ]);
});
