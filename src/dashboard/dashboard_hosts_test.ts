import assert from "node:assert/strict";
import { dashboardHosts, dashboardUrl } from "./dashboard_hosts.ts";

Deno.test("dashboardHosts() are the names of the address with its port, and nothing else", () => {
  const own = ["localhost:8001", "127.0.0.1:8001", "[::1]:8001"];
  assert.deepEqual(dashboardHosts("127.0.0.1", 8001).sort(), [...own].sort());
  assert.deepEqual(dashboardHosts("::1", 8001).sort(), [...own].sort());
  assert.ok(dashboardHosts("profiles.test", 8001).includes("profiles.test:8001"));
  assert.ok(dashboardHosts("127.0.0.1", 80).includes("localhost"));
});

Deno.test("dashboardHosts() of a wildcard are those of this machine", () => {
  const hosts = dashboardHosts("0.0.0.0", 8001);
  assert.ok(hosts.includes(`${Deno.hostname()}:8001`));
  assert.ok(hosts.includes("127.0.0.1:8001"));
  assert.ok(!hosts.includes("0.0.0.0:8001"));
});

Deno.test("dashboardUrl() is an address that a browser takes", () => {
  assert.equal(dashboardUrl("127.0.0.1", 8001), "http://127.0.0.1:8001/");
  assert.equal(dashboardUrl("::1", 8001), "http://[::1]:8001/");
  assert.equal(dashboardUrl("0.0.0.0", 8001), "http://127.0.0.1:8001/");
});
