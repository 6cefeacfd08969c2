// Texts as Deno 2.9.6 and 2.7.11 print them.
import assert from "node:assert/strict";
import { lackingPermission } from "./lacking_permission.ts";

const text = (file: string) =>
  `\x1b[0m\x1b[1m\x1b[31merror\x1b[0m: Uncaught (in promise) NotCapable: Requires env access to "A", ` +
  `run again with the --allow-env flag\n  const text = Deno.env.get("A");\n                       ^\n` +
  `    at Object.getEnv [as get] (ext:deno_os/30_os.js:1:1)\n` +
  `    at takeSettings (\x1b[36mfile:///srv/my%20agent/${file}\x1b[39m:\x1b[33m83\x1b[39m:25)\n`;

Deno.test("lackingPermission() names what the agent may not do", () => {
  assert.equal(lackingPermission(text("agent.ts"), "/srv/my agent/agent.ts"), "env");
});

Deno.test("lackingPermission() is not concerned with what the app may not do", () => {
  assert.equal(lackingPermission(text("app.ts"), "/srv/my agent/agent.ts"), undefined);
  const other = 'error: Uncaught Error: Requires env access to "A"\n at file:///srv/agent.ts:1:1';
  assert.equal(lackingPermission(other, "/srv/agent.ts"), undefined);
  assert.equal(lackingPermission("", "/srv/agent.ts"), undefined);
});
