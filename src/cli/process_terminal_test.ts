import assert from "node:assert/strict";
import { hasColor } from "./process_terminal.ts";

interface Case {
  readonly isForbidden?: boolean;
  readonly isTerminal?: boolean;
  readonly env?: Readonly<Record<string, string>>;
}

function decide({ isForbidden = false, isTerminal = true, env = {} }: Case): boolean {
  return hasColor({ isForbidden, isTerminal, env: (name) => env[name] });
}

Deno.test("hasColor() follows the terminal when nothing is said", () => {
  assert.equal(decide({}), true);
  assert.equal(decide({ isTerminal: false }), false);
  assert.equal(decide({ env: { TERM: "dumb" } }), false);
});

Deno.test("hasColor() lets FORCE_COLOR decide over the terminal", () => {
  assert.equal(decide({ isTerminal: false, env: { FORCE_COLOR: "1" } }), true);
  assert.equal(decide({ env: { FORCE_COLOR: "0" } }), false);
  assert.equal(decide({ isTerminal: false, env: { FORCE_COLOR: "" } }), false);
});

Deno.test("hasColor() lets NO_COLOR and --no-color decide over all", () => {
  assert.equal(decide({ env: { NO_COLOR: "1", FORCE_COLOR: "1" } }), false);
  assert.equal(decide({ env: { NO_COLOR: "" } }), true);
  assert.equal(decide({ isForbidden: true, env: { FORCE_COLOR: "1" } }), false);
});
