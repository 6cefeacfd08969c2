// The line that people read all day: Django's form, then where the time went.
import assert from "node:assert/strict";
import type { RequestRecord } from "../model/request_record.ts";
import { accessLine } from "./access_log.ts";

/** The example of the documentation: it ends at 07:46:00 local time. */
const RECORD: RequestRecord = {
  id: 1,
  pid: 1,
  method: "GET",
  path: "/users/7",
  query: "",
  host: "",
  route: "",
  status: 200,
  responseBytes: 41107,
  outcome: "completed",
  startedAt: new Date(2026, 10, 22, 7, 45, 59, 970).getTime(),
  start: 5_000_000,
  end: 5_038_200,
  cpu: 21_400,
  gc: 600,
  wait: 14_900,
  queued: 1_300,
  unsampled: 0,
};

function line(change: Partial<RequestRecord> = {}): string {
  return accessLine({ ...RECORD, ...change }, "HTTP/1.1");
}

Deno.test("accessLine() is Django's line and where the time went", () => {
  assert.equal(
    line(),
    '[22/Nov/2026 07:46:00] "GET /users/7 HTTP/1.1" 200 41107  ' +
      "38.2ms = cpu 21.4 + gc 0.6 + wait 14.9 + queued 1.3",
  );
});

Deno.test("accessLine() shows the local time of the end, with two digits each", () => {
  const startedAt = new Date(2026, 0, 2, 3, 4, 5).getTime();
  assert.match(line({ startedAt }), /^\[02\/Jan\/2026 03:04:05\]/);
  assert.match(line({ startedAt, end: 7_000_000 }), /^\[02\/Jan\/2026 03:04:07\]/);
});

Deno.test("accessLine() shows the query and the protocol as they were", () => {
  const record = { ...RECORD, method: "POST", query: "?a=%20b" };
  assert.match(accessLine(record, "HTTP/2.0"), /"POST \/users\/7\?a=%20b HTTP\/2\.0"/);
});

Deno.test("accessLine() has a dash for bytes that were not counted", () => {
  assert.match(line({ responseBytes: -1 }), /" 200 - {2}38\.2ms/);
  assert.match(line({ responseBytes: 0 }), /" 200 0 {2}38\.2ms/);
});

Deno.test("accessLine() says what was not sampled when it shows in the first decimal", () => {
  assert.doesNotMatch(line({ unsampled: 49 }), /not sampled/);
  assert.match(line({ unsampled: 50 }), / \+ queued 1\.3 \+ not sampled 0\.1$/);
});

Deno.test("accessLine() says when a request did not complete", () => {
  assert.match(line({ outcome: "failed", status: 500 }), /queued 1\.3, failed$/);
  assert.match(line({ outcome: "aborted", unsampled: 100 }), /not sampled 0\.1, aborted$/);
});

Deno.test("accessLine() says when a request lay in the backlog for long", () => {
  assert.doesNotMatch(line({ backlog: 400 }), /backlog/);
  assert.match(line({ backlog: 27_040 }), /queued 1\.3, after 27\.0 in the backlog$/);
  assert.match(line({ backlog: 1e6, outcome: "aborted" }), /1000\.0 in the backlog, aborted$/);
});

Deno.test("accessLine() says when there is no profile of a request at all", () => {
  const none = { cpu: 0, gc: 0, wait: 0, queued: 0, unsampled: 38_200 };
  assert.match(line(none), /not sampled 38\.2, unprofiled$/);
  assert.ok(!line({ ...none, cpu: 1000, unsampled: 37_200 }).includes("unprofiled"));
  assert.ok(!line({ ...none, end: RECORD.start, unsampled: 0 }).includes("unprofiled"));
});
