// Random profiles for property tests: small trees with recursion, waits, and every kind of frame.
import fc from "fast-check";
import { frameKind } from "../src/format/frame_kind.ts";
import type { Frame, Micros, Profile } from "../src/model/profile.ts";
import { ProfileBuilder } from "../src/model/profile_builder.ts";

function frame(name: string, url = "", line = 0, column = 0): Frame {
  return { name, url, line, column, kind: frameKind(name, url) };
}

/** Few of them, so that random stacks recurse and meet again. */
const FRAMES: readonly Frame[] = [
  frame("handler", "file:///srv/app/main.ts", 3, 9),
  frame("render", "file:///srv/app/views/page.tsx", 12, 1),
  frame("render", "file:///srv/app/views/list.tsx", 12, 1),
  frame("(anonymous)", "file:///srv/app/main.ts", 40, 22),
  frame(
    "compose",
    "file:///home/u/.cache/deno/npm/registry.npmjs.org/hono/4.13.19/dist/hono.js",
    7,
  ),
  frame("next", "ext:core/01_core.js", 100, 5),
  frame("compiled", "eval:32", 1, 1),
  frame("sort"),
  frame("(program)"),
  frame("(garbage collector)"),
  frame("(idle)"),
  frame("(await)", "file:///srv/app/main.ts", 5, 3),
];

/** A profile whose nodes and samples come in any order; weights are whole microseconds unless asked otherwise. */
export function arbitraryProfile(
  { weight = fc.nat(100_000) }: { weight?: fc.Arbitrary<Micros> } = {},
): fc.Arbitrary<Profile> {
  const stack = fc.array(fc.nat(FRAMES.length - 1), { maxLength: 8 });
  const sample = fc.record({ stack, weight });
  return fc.record({ start: fc.nat(1e9), samples: fc.array(sample, { maxLength: 40 }) })
    .map(({ start, samples }) => {
      const builder = new ProfileBuilder(start);
      for (const { stack, weight } of samples) {
        const node = stack.reduce((parent, index) => builder.node(parent, FRAMES[index]!), 0);
        builder.sample(node, weight);
      }
      return builder.build();
    });
}
