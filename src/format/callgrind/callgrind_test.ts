import assert from "node:assert/strict";
import { NEEDS_READING, runCodecSuite } from "../../../tests/codec_suite.ts";
import { assertGolden } from "../../../tests/golden/golden_file.ts";
import { requestRecording } from "../../../tests/golden/request_recording.ts";
import { callgrindCodec } from "./callgrind.ts";
import type { Recording } from "../codec.ts";
import { ProfileBuilder } from "../../model/profile_builder.ts";

const OPTIONS = { base: "/srv/app", creator: "runprofileserver 0.1.0" };

function encoded(recording: Recording): string {
  return new TextDecoder().decode(callgrindCodec.encode(recording, OPTIONS));
}

/** The lines of `text` that start with `start`, without it. */
function linesAfter(text: string, start: string): string[] {
  return text.split("\n").filter((line) => line.startsWith(start))
    .map((line) => line.slice(start.length));
}

const reason = "callgrind can only be written";
runCodecSuite(callgrindCodec, {
  skip: Object.fromEntries(NEEDS_READING.map((name) => [name, reason])),
});

Deno.test("callgrindCodec writes a request as in the golden file", () => {
  assertGolden("request.callgrind", encoded(requestRecording()));
});

Deno.test("callgrindCodec recognizes what valgrind writes", () => {
  const head = "version: 1\ncreator: callgrind-3.13.0\npid: 1\ncmd: ls\nevents: Ir\n";
  assert.ok(callgrindCodec.recognizes(new TextEncoder().encode(head)));
});

Deno.test("callgrindCodec puts the record on one line, for programs", () => {
  const { request } = requestRecording();
  const [record] = linesAfter(encoded(requestRecording()), "desc: runprofileserver: ");
  assert.deepEqual(JSON.parse(record!), { version: 1, request });
});

Deno.test("callgrindCodec names the group of an aggregate", () => {
  const aggregate = { key: "GET /users/:id", requests: 3, duration: 38_211 };
  const text = encoded({ profile: requestRecording().profile, aggregate });
  assert.deepEqual(linesAfter(text, "cmd: "), ["GET /users/:id (3 requests, 38.2 ms)"]);
  assert.deepEqual(linesAfter(text, "pid: "), []);
});

Deno.test("callgrindCodec survives a request with impossible numbers and hostile text", () => {
  const request = {
    ...requestRecording().request!,
    pid: -1.5,
    startedAt: 1e300,
    method: "GET\n\nevents: Ir",
    path: "/\0",
    unsampled: 1,
  };
  const text = encoded({ ...requestRecording(), request });
  assert.deepEqual(linesAfter(text, "pid: "), ["0"]);
  assert.deepEqual(linesAfter(text, "desc: Started: "), ["unknown"]);
  assert.equal(linesAfter(text, "events:").length, 1);
  assert.match(text, /^cmd: GET\\n\\nevents: Ir \/\\u\{0\}\?q/m);
  assert.match(text, /^desc: Duration: .* \+ not sampled 0\.0$/m);
});

Deno.test("callgrindCodec writes notes without name or value", () => {
  const { profile } = requestRecording();
  const notes = [{ name: "", value: "x" }, { name: "Empty", value: "" }];
  const lines = linesAfter(encoded({ profile, notes }), "desc: ");
  assert.deepEqual(lines, ["Samples: 20", "Note: x", "Empty:"]);
});

Deno.test("callgrindCodec adds up to whole microseconds from fractions", () => {
  const builder = new ProfileBuilder(0);
  const names = ["a", "b", "c"];
  for (let i = 0; i < 99; i++) {
    const frame = { name: names[i % 3]!, url: "file:///a.ts", line: 1 + i % 3, column: 1 };
    builder.sample(builder.node(0, { ...frame, kind: "app" }), 1 / 3);
  }
  const text = encoded({ profile: builder.build() });
  assert.deepEqual(linesAfter(text, "summary: "), ["33 0 99"]);
  assert.deepEqual(linesAfter(text, "totals: "), ["33 0 99"]);
  // The root's self, three functions, three calls: all whole, self and calls the same sum.
  const costs = text.split("\n").filter((line) => /^\d+ \d+ \d+ \d+$/.test(line));
  const busy = costs.map((line) => Number(line.split(" ")[1]));
  assert.equal(busy.length, 7);
  assert.equal(busy.reduce((sum, cost) => sum + cost, 0), 66);
});
