import assert from "node:assert/strict";
import { NEEDS_READING, runCodecSuite } from "../../../tests/codec_suite.ts";
import { assertGolden } from "../../../tests/golden/golden_file.ts";
import { requestRecording } from "../../../tests/golden/request_recording.ts";
import { ProfileBuilder } from "../../model/profile_builder.ts";
import type { Recording } from "../codec.ts";
import { markdownCodec } from "./markdown.ts";

const OPTIONS = { base: "/srv/app", creator: "runprofileserver 0.1.0" };

const reason = "a report can only be written";
runCodecSuite(markdownCodec, {
  skip: Object.fromEntries(NEEDS_READING.map((name) => [name, reason])),
});

function encoded(recording: Recording): string {
  return new TextDecoder().decode(markdownCodec.encode(recording, OPTIONS));
}

Deno.test("markdownCodec writes a request as in the golden file", () => {
  assertGolden("formats/request.md", encoded(requestRecording()));
});

Deno.test("markdownCodec writes an aggregate as in the golden file", () => {
  const { profile } = requestRecording();
  const aggregate = { key: "GET /users/:id", requests: 3, duration: 18_750 };
  assertGolden("formats/aggregate.md", encoded({ profile, aggregate }));
});

Deno.test("markdownCodec recognizes no Markdown but its own", () => {
  const readme = "# runprofileserver\n\n## Where the time goes\n";
  assert.ok(!markdownCodec.recognizes(new TextEncoder().encode(readme)));
});

Deno.test("markdownCodec stays within a screenful however large the profile", () => {
  const builder = new ProfileBuilder(0);
  for (let i = 0; i < 5000; i++) {
    const at = { url: `file:///${i % 100}.ts`, line: i, column: 1 } as const;
    const caller = builder.node(0, { name: `caller${i}`, ...at, kind: "app" });
    const callee = builder.node(caller, { name: `callee${i}`, ...at, kind: "app" });
    builder.sample(callee, 100);
    builder.line(callee, i + 1, 100);
    builder.sample(builder.node(callee, { name: "(await)", ...at, kind: "wait" }), 100);
  }
  const notes = Array.from({ length: 50 }, (_, i) => ({ name: `n${i}`, value: "x" }));
  const recording = { ...requestRecording(), profile: builder.build(), notes };
  const lines = encoded(recording).split("\n").length;
  assert.ok(lines > 60 && lines < 85, `${lines} lines`);
});
