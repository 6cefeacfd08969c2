import assert from "node:assert/strict";
import { requestRecording } from "../../../tests/golden/request_recording.ts";
import { pprofComments } from "./pprof_comments.ts";
import { readRecordingInfo } from "../recording_info.ts";

Deno.test("pprofComments() tell people about the request", () => {
  assert.deepEqual(pprofComments(requestRecording(), "runprofileserver 0.1.0").slice(0, -1), [
    "GET /users/42?q=%E2%9C%93\\u{202e} 200 18.8ms",
    "Parts: cpu 3.2 + gc 0.3 + wait 14.0 + queued 1.3 ms",
    "Sampling interval: 100 us asked",
    "a:b\\n: x\\ny",
    "Creator: runprofileserver 0.1.0",
  ]);
});

Deno.test("pprofComments() hide the whole record from people", () => {
  const recording = requestRecording();
  const record = pprofComments(recording, "x").at(-1)!;
  const json = /^# runprofileserver (.*)$/.exec(record)![1]!;
  assert.deepEqual(readRecordingInfo(JSON.parse(json)), { request: recording.request });
});

Deno.test("pprofComments() say when a part was not sampled", () => {
  const recording = requestRecording();
  const request = { ...recording.request!, unsampled: 2600 };
  const [, parts] = pprofComments({ ...recording, request }, "x");
  assert.match(parts!, / \+ not sampled 2\.6 ms$/);
});

Deno.test("pprofComments() say what went before the handler and after the end", () => {
  const recording = requestRecording();
  const request = { ...recording.request!, backlog: 5600, background: 700 };
  const [, parts] = pprofComments({ ...recording, request }, "x");
  assert.match(
    parts!,
    / queued 1\.3 ms, after 5\.6 ms in the backlog, then 0\.7 ms of CPU in the background$/,
  );
});

Deno.test("pprofComments() shows notes whatever they begin with", () => {
  const { profile } = requestRecording();
  const notes = [{ name: "##hidden", value: "no" }];
  assert.deepEqual(pprofComments({ profile, notes }, "x"), ["hidden: no", "Creator: x"]);
});
