// From captured call sites to the frames below which a wait hangs.
import assert from "node:assert/strict";
import type { Frame } from "../model/profile.ts";
import { ProfileBuilder } from "../model/profile_builder.ts";
import type { CallSiteRecord } from "../wire/records.ts";
import { FunctionStarts } from "./function_starts.ts";
import { waitStack } from "./wait_stack.ts";

const APP = "file:///app.ts";
const AGENT = "file:///agent/";
const at = (name: string, line: number, url = APP): CallSiteRecord => [name, url, line, 5];

function stackOf(site: CallSiteRecord[], starts = new FunctionStarts()): string[] {
  const maps = { place: (frame: Frame) => frame };
  return waitStack(site, { agentUrl: AGENT, maps, starts })
    .map(({ name, line, kind }) => `${name}:${line}${kind === "wait" ? " wait" : ""}`);
}

Deno.test("waitStack() ends at the await, innermost function above it", () => {
  assert.deepEqual(stackOf([at("query", 4), at("loadUser", 8), at("", 12)]), [
    "(anonymous):12",
    "loadUser:8",
    "query:4",
    "(await):4 wait",
  ]);
});

Deno.test("waitStack() waits where the app calls the runtime, not inside of the runtime", () => {
  const site = [at("read", 1, "ext:deno_fs/30_fs.js"), at("load", 7)];
  assert.deepEqual(stackOf(site), ["load:7", "(await):7 wait"]);
});

Deno.test("waitStack() begins below the agent's entry, without what the agent calls in between", () => {
  const site = [
    at("handler", 9),
    at("run", 1, "ext:deno_node/async_hooks.ts"),
    at("enter", 60, `${AGENT}owner_tracker.ts`),
    at("serveRequest", 80, `${AGENT}deno_serve.ts`),
    at("nativeDispatch", 1, "ext:deno_http/00_serve.ts"),
  ];
  assert.deepEqual(stackOf(site), ["handler:9", "(await):9 wait"]);
});

Deno.test("waitStack() uses the starts of functions that were sampled", () => {
  const builder = new ProfileBuilder(0);
  const frame: Frame = { name: "query", url: APP, line: 2, column: 16, kind: "app" };
  builder.sample(builder.node(0, frame), 1);
  const starts = new FunctionStarts();
  starts.learn(builder.build());
  assert.deepEqual(stackOf([at("query", 4)], starts), ["query:2", "(await):4 wait"]);
});

Deno.test("waitStack() of a stack that is all runtime, or empty, is still a wait", () => {
  assert.deepEqual(stackOf([at("read", 1, "ext:deno_fs/30_fs.js")]), [
    "read:1",
    "(await):1 wait",
  ]);
  assert.deepEqual(stackOf([]), ["(await):0 wait"]);
});
