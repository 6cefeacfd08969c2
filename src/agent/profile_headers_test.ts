import assert from "node:assert/strict";
import { profileHeaders } from "./profile_headers.ts";
import type { LoggedRequest } from "./request_log.ts";

const REQUEST = { id: 17 } as LoggedRequest;
const OURS = `profile;desc="http://127.0.0.1:8001/id/${Deno.pid}-17"`;

/** The headers that are left of `headers` with that page of profiles. */
function withHeaders(url: string, headers: Headers): Record<string, string> {
  profileHeaders.url = url;
  try {
    profileHeaders.set(headers, REQUEST);
    return Object.fromEntries(headers);
  } finally {
    profileHeaders.url = "";
  }
}

Deno.test("profileHeaders name the number only, as long as there is no dashboard", () => {
  assert.deepEqual(withHeaders("", new Headers()), { "x-profile-id": "17" });
});

Deno.test("profileHeaders name the page beside the app's own timings", () => {
  const headers = new Headers({ "Server-Timing": 'db;dur=53;desc="a, b", cache' });
  assert.deepEqual(withHeaders("http://127.0.0.1:8001/id/", headers), {
    "x-profile-id": "17",
    "server-timing": `db;dur=53;desc="a, b", cache, ${OURS}`,
  });
});

Deno.test("profileHeaders name a response once that is given again", () => {
  const headers = new Headers();
  withHeaders("http://127.0.0.1:8001/id/", headers);
  assert.equal(withHeaders("http://127.0.0.1:8001/id/", headers)["server-timing"], OURS);
});
