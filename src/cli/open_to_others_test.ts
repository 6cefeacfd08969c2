import assert from "node:assert/strict";
import { isOpenToOthers } from "./open_to_others.ts";

Deno.test("isOpenToOthers() is true for all but loopback", () => {
  for (const hostname of ["127.0.0.1", "localhost", "::1", "127.1.2.3"]) {
    assert.equal(isOpenToOthers(hostname), false, hostname);
  }
  for (const hostname of ["0.0.0.0", "::", "192.168.1.2", "localhost.evil.test", "127.evil.test"]) {
    assert.equal(isOpenToOthers(hostname), true, hostname);
  }
});
