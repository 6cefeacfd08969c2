import assert from "node:assert/strict";
import type { Frame } from "../../model/profile.ts";
import { ProfileBuilder } from "../../model/profile_builder.ts";
import { markdownReport } from "./markdown_report.ts";
import { markdownStacks } from "./markdown_stacks.ts";

function frame(name: string): Frame {
  return { name, url: "", line: 0, column: 0, kind: name === "(await)" ? "wait" : "engine" };
}

/** The section for stacks such as "main walk walk", with the microseconds of each. */
function stacksOf(stacks: Readonly<Record<string, number>>): readonly string[] {
  const builder = new ProfileBuilder(0);
  for (const [names, micros] of Object.entries(stacks)) {
    const node = names.split(" ").reduce((parent, name) => builder.node(parent, frame(name)), 0);
    builder.sample(node, micros);
  }
  return markdownStacks(markdownReport({ profile: builder.build() }, { base: "" })).slice(2);
}

Deno.test("markdownStacks() shows the way to the hottest functions", () => {
  assert.deepEqual(stacksOf({ "main a": 100, "main b": 300, main: 600 }), [
    "- 0.300 ms (30.0%): `main` > `b`",
    "- 0.100 ms (10.0%): `main` > `a`",
  ]);
});

Deno.test("markdownStacks() counts direct recursion instead of repeating it", () => {
  assert.deepEqual(stacksOf({ "main walk walk walk sort": 100 }), [
    "- 0.100 ms (100.0%): `main` > `walk` ×3 > `sort`",
  ]);
});

Deno.test("markdownStacks() shows the inner end of a deep stack", () => {
  assert.deepEqual(stacksOf({ "a b b c d e f g h i": 100 }), [
    "- 0.100 ms (100.0%): … 1 more > `b` ×2 > `c` > `d` > `e` > `f` > `g` > `h` > `i`",
  ]);
  assert.deepEqual(stacksOf({ "a x a x a x a x a x a x a x": 100 }), [
    "- 0.100 ms (100.0%): … 6 more > `a` > `x` > `a` > `x` > `a` > `x` > `a` > `x`",
  ]);
});

Deno.test("markdownStacks() does not count waiting", () => {
  assert.deepEqual(stacksOf({ "main (await)": 900 }), []);
});

Deno.test("markdownStacks() shows five stacks", () => {
  const stacks = Object.fromEntries(Array.from("abcdefgh", (name) => [`main ${name}`, 100]));
  assert.equal(stacksOf(stacks).length, 5);
});
