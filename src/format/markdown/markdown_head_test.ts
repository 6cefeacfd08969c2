import assert from "node:assert/strict";
import { requestRecording } from "../../../tests/golden/request_recording.ts";
import type { Recording } from "../codec.ts";
import { markdownHead } from "./markdown_head.ts";
import { markdownReport } from "./markdown_report.ts";

const { profile } = requestRecording();
const request = { ...requestRecording().request!, query: "" };

function headOf(recording: Recording): readonly string[] {
  return markdownHead(markdownReport(recording, { base: "" }));
}

Deno.test("markdownHead() names the request and where to find it", () => {
  assert.deepEqual(headOf({ profile, request }), [
    "# `GET /users/42` 200 in 18.75 ms",
    "",
    "- Request: 17 of process 4711, started 2026-11-22T07:46:00.123Z",
    "- Route: `/users/:id`",
    "- Response: 41107 bytes",
    "- Samples: 20",
  ]);
});

Deno.test("markdownHead() leaves out what is not known", () => {
  const vague = { ...request, route: "", responseBytes: -1, startedAt: NaN };
  assert.deepEqual(headOf({ profile, request: vague }).slice(2), [
    "- Request: 17 of process 4711, started at an unknown time",
    "- Samples: 20",
  ]);
});

Deno.test("markdownHead() says how a request ended that was not completed", () => {
  const failed = headOf({ profile, request: { ...request, outcome: "failed" } });
  assert.ok(failed.includes("- Outcome: failed, the handler threw"));
  const aborted = headOf({ profile, request: { ...request, outcome: "aborted" } });
  assert.ok(aborted.includes("- Outcome: aborted, the client went away"));
});

Deno.test("markdownHead() says what went before the handler and after the end", () => {
  const late = headOf({ profile, request: { ...request, backlog: 5600, background: 700 } });
  assert.ok(late.includes("- Backlog: 5.60 ms before the handler began, not in the duration"));
  assert.ok(late.includes("- Background: 0.70 ms of CPU after the end, not in the duration"));
});

Deno.test("markdownHead() counts the requests of an aggregate", () => {
  const aggregate = { key: "GET /a", requests: 3, duration: 56_250 };
  assert.equal(headOf({ profile, aggregate })[0], "# `GET /a`: 3 requests in 56.25 ms");
  const one = { ...aggregate, requests: 1 };
  assert.equal(headOf({ profile, aggregate: one })[0], "# `GET /a`: 1 request in 56.25 ms");
});

Deno.test("markdownHead() cannot be made to say something else by hostile text", () => {
  const hostile = { ...request, path: "/`<img src=x>\n# Title", method: "[x](http://evil)" };
  const notes = [{ name: "a\n- b", value: "![](http://evil)" }, {
    name: "Interval",
    value: "5 us",
  }];
  const [title, , ...facts] = headOf({ profile, request: hostile, notes });
  assert.equal(title, "# ``[x](http://evil) /`<img src=x>\\n# Title`` 200 in 18.75 ms");
  assert.deepEqual(facts.slice(-2), ["- `a\\n- b`: `![](http://evil)`", "- Interval: 5 us"]);
});
