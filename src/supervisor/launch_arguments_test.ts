// The two command lines by which an app is started.
import assert from "node:assert/strict";
import { type Launch, launchArguments } from "./launch_arguments.ts";

const LAUNCH: Launch = {
  deno: "/usr/bin/deno",
  denoFlags: [],
  agentPath: "/tmp/agent.ts",
  module: "/srv/app.ts",
  appArguments: ["--db", "x y"],
};

Deno.test("launchArguments() makes the app the main module, with the agent loaded before it", () => {
  const args = launchArguments(LAUNCH);
  assert.equal(args[0], "run");
  assert.deepEqual(args.slice(-5), ["--preload", "/tmp/agent.ts", "/srv/app.ts", "--db", "x y"]);
});

Deno.test("launchArguments() gives Deno its flags before anything else", () => {
  const args = launchArguments({ ...LAUNCH, denoFlags: ["--allow-net", "--allow-sys"] });
  assert.deepEqual(args.slice(1, 3), ["--allow-net", "--allow-sys"]);
});

Deno.test("launchArguments() starts our executable in its hidden role", () => {
  assert.deepEqual(launchArguments({ ...LAUNCH, isEmbedded: true }), [
    "__agent",
    "/srv/app.ts",
    "--db",
    "x y",
  ]);
});
