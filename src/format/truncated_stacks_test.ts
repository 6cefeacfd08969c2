import assert from "node:assert/strict";
import { ProfileBuilder } from "../model/profile_builder.ts";
import { countTruncatedStacks } from "./truncated_stacks.ts";

/** One sample per stack; a stack is a list of function names, outermost first. */
function count(...stacks: readonly (readonly string[])[]): number {
  const builder = new ProfileBuilder(0);
  for (const stack of stacks) {
    const node = stack.reduce((parent, name) => {
      const frame = { name, url: "file:///a.ts", line: 1, column: 1, kind: "app" } as const;
      return builder.node(parent, frame);
    }, 0);
    builder.sample(node, 1);
  }
  return countTruncatedStacks(builder.build());
}

const walk = (depth: number): string[] => Array<string>(depth).fill("walk");

Deno.test("countTruncatedStacks() finds stacks whose outermost function others call", () => {
  assert.equal(count(["main", ...walk(100)], ["main", ...walk(200)], walk(256), walk(256)), 2);
});

Deno.test("countTruncatedStacks() takes a deep stack from an entry point for whole", () => {
  assert.equal(count(["main", ...walk(300)]), 0);
  assert.equal(count(walk(300), walk(10)), 0);
});

Deno.test("countTruncatedStacks() takes a shallow stack for whole whoever starts it", () => {
  assert.equal(count(["main", "walk"], ["walk", "f"]), 0);
});
