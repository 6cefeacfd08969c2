// The agent's folder is this one, so frames of this test stand in for the agent's.
import assert from "node:assert/strict";
import { hideAgentFrames } from "./app_stack.ts";

const AGENT = new URL("deno_serve.ts", import.meta.url).href;
const APP_FRAME = "    at handler (file:///app/main.ts:3:9)";
const NATIVE_FRAME = "    at nativeMapped (ext:deno_http/00_serve.ts:1:13714)";
const AGENT_FRAMES = [
  `    at answer (${AGENT}:1:1)`,
  "    at AsyncLocalStorage.run (ext:deno_node/async_hooks.ts:1:1762)",
  `    at serveRequest (${AGENT}:2:2)`,
];

function errorWith(...frames: string[]): Error {
  const error = new Error("Out of paper");
  error.stack = ["Error: Out of paper", ...frames].join("\n");
  return error;
}

Deno.test("hideAgentFrames() takes out the agent's frames and what they called in between", () => {
  const error = errorWith(APP_FRAME, ...AGENT_FRAMES, NATIVE_FRAME);
  hideAgentFrames(error);
  assert.equal(error.stack, errorWith(APP_FRAME, NATIVE_FRAME).stack);
});

Deno.test("hideAgentFrames() goes on with the causes, also in a circle", () => {
  const error = errorWith(APP_FRAME, ...AGENT_FRAMES);
  const cause = errorWith(APP_FRAME, ...AGENT_FRAMES);
  error.cause = cause;
  cause.cause = error;
  hideAgentFrames(error);
  assert.equal(error.stack, errorWith(APP_FRAME).stack);
  assert.equal(cause.stack, errorWith(APP_FRAME).stack);
});

Deno.test("hideAgentFrames() leaves everything else alone", () => {
  const error = errorWith(APP_FRAME, NATIVE_FRAME);
  hideAgentFrames(error);
  assert.equal(error.stack, errorWith(APP_FRAME, NATIVE_FRAME).stack);
  const frozen = Object.freeze(errorWith(APP_FRAME, ...AGENT_FRAMES));
  const odd = errorWith();
  Object.defineProperty(odd, "stack", { get: () => assert.fail("the app's own getter") });
  for (const thrown of [frozen, odd, undefined, null, "text", { stack: AGENT }]) {
    hideAgentFrames(thrown);
  }
});
