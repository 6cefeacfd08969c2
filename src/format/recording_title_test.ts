import assert from "node:assert/strict";
import { requestRecording } from "../../tests/golden/request_recording.ts";
import { recordingTitle } from "./recording_title.ts";

Deno.test("recordingTitle() is the request line with status and duration", () => {
  const request = { ...requestRecording().request!, query: "" };
  assert.equal(recordingTitle({ request }), "GET /users/42 200 18.8ms");
});

Deno.test("recordingTitle() stays on one line whatever was requested", () => {
  const request = { ...requestRecording().request!, path: "/a\nb\0", query: "" };
  assert.equal(recordingTitle({ request }), "GET /a\\nb\\u{0} 200 18.8ms");
});

Deno.test("recordingTitle() counts the requests of an aggregate", () => {
  const aggregate = { key: "GET /users/:id", requests: 12, duration: 380_120 };
  assert.equal(recordingTitle({ aggregate }), "GET /users/:id, 12 requests, 380.1ms");
  const one = { ...aggregate, requests: 1 };
  assert.equal(recordingTitle({ aggregate: one }), "GET /users/:id, 1 request, 380.1ms");
});

Deno.test("recordingTitle() is empty for a foreign profile", () => {
  assert.equal(recordingTitle({}), "");
});
