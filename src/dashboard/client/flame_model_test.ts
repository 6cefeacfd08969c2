import assert from "node:assert/strict";
import fc from "fast-check";
import { arbitraryProfile } from "../../../tests/arbitrary_profile.ts";
import { callGraph } from "../../model/call_graph.ts";
import { encodeDiffFile } from "../flame_file.ts";
import { flameFrame } from "../flame_frames.ts";
import { readFlameFile } from "./flame_file.js";
import { FlameModel } from "./flame_model.js";
import { LINKS, modelOf, profileOf, textOf } from "./flame_model_test_rig.ts";
import type { Boxes } from "./flame_types.d.ts";

const ALL = { isMine: false, isByPackage: false };
const WHOLE = { frame: 0, from: 0, to: Infinity };

function near(a: number, b: number): boolean {
  return Math.abs(a - b) <= 1e-3 * Math.max(1, Math.abs(b));
}

/** Every box lies within the one that it hangs on, and no two of a row overlap. */
function assertNested(boxes: Boxes): void {
  for (let row = 0; row < boxes.rowStarts.length - 1; row++) {
    for (let box = boxes.rowStarts[row]; box < boxes.rowStarts[row + 1]; box++) {
      const end = boxes.start[box] + boxes.width[box];
      const parent = boxes.parent[box];
      if (parent >= 0) {
        assert(boxes.start[box] >= boxes.start[parent] - 1e-3);
        assert(end <= boxes.start[parent] + boxes.width[parent] + 1e-3);
      }
      if (box + 1 < boxes.rowStarts[row + 1]) assert(boxes.start[box + 1] >= end - 1e-3);
    }
  }
}

Deno.test("layout() of the order of time has a box for each stretch that a stack was there", () => {
  const model = modelOf(profileOf("a b 10", "a 5", "a b 20", "c 1"));
  const { frames } = model.show(ALL);
  assert.deepEqual(textOf(model.layout({ view: "time", ...WHOLE }), frames), [
    "all 0+36",
    "a 0+35, c 35+1",
    "b 0+10, b 15+20",
  ]);
});

Deno.test("layout() of left heavy has one box for each stack, the heaviest first", () => {
  const model = modelOf(profileOf("c 1", "a b 10", "a 5", "a d 25", "a b 20"));
  const { frames } = model.show(ALL);
  const boxes = model.layout({ view: "left", ...WHOLE });
  assert.deepEqual(textOf(boxes, frames), ["all 0+61", "a 0+60, c 60+1", "b 0+30, d 30+25"]);
  assert.equal(boxes.self[1], 5);
});

Deno.test("layout() of a sandwich has callers above and callees below, recursion once", () => {
  const model = modelOf(profileOf("a f g 10", "b f f g 20", "b c f 5", "other 100"));
  const { frames } = model.show(ALL);
  const frame = frames.findIndex(({ name }) => name === "f");
  const boxes = model.layout({ view: "sandwich", ...WHOLE, frame });
  assert.deepEqual(textOf(boxes, frames), [
    "b 30+5",
    "b 0+20, a 20+10, c 30+5",
    "f 0+35",
    "f 0+20, g 20+10",
    "g 0+20",
  ]);
  assert.equal(boxes.baseRow, 2);
  assertNested(boxes);
});

Deno.test("layout() tells how much of a box is waiting", () => {
  const model = modelOf(profileOf("a b 10", "a (await) 30", "(queued) 5"));
  model.show(ALL);
  const boxes = model.layout({ view: "left", ...WHOLE });
  assert.deepEqual([boxes.width[1], boxes.sums.wait![1]], [40, 30]);
  assert.equal(boxes.sums.wait![0], 35);
});

Deno.test("show() without frames of others gives their time to their callers and keeps waits", () => {
  const model = modelOf(profileOf("h:fetch a h:next b 10", "h:fetch r:run 3", "a (await) 2"));
  const { frames } = model.show({ isMine: true, isByPackage: false });
  assert.deepEqual(textOf(model.layout({ view: "left", ...WHOLE }), frames), [
    "all 0+15",
    "a 0+12",
    "b 0+10, (await) 10+2",
  ]);
});

Deno.test("show() by package makes one box of neighbours of a package", () => {
  const model = modelOf(profileOf("h:fetch h:dispatch k:use a h:next 10", "r:run r:drain 3"));
  const { frames } = model.show({ isMine: false, isByPackage: true });
  assert.deepEqual(textOf(model.layout({ view: "left", ...WHOLE }), frames), [
    "all 0+13",
    "hono 0+10, runtime 10+3",
    "koa 0+10",
    "a 0+10",
    "hono 0+10",
  ]);
});

Deno.test("layout() of millions of runs is as fine as asked for and exact after a zoom", () => {
  const samples = Array.from({ length: 40_000 }, (_, i) => `a ${i % 2 === 0 ? "b" : "c"} 1`);
  const model = modelOf(profileOf(...samples));
  model.show(ALL);
  const coarse = model.layout({ view: "time", frame: 0, from: 0, to: 40_000 });
  assert(coarse.grain > 1);
  assert(coarse.frame.length < 20_000);
  assert.equal(coarse.width[0], 40_000);
  const fine = model.layout({ view: "time", frame: 0, from: 1_000, to: 1_100 });
  assert.equal(fine.grain, 0);
  assert.equal(fine.width[fine.rowStarts[2]], 1);
  assert(fine.from <= 1_000 && fine.to >= 1_100);
});

Deno.test("children() and path() walk the call tree", () => {
  const model = modelOf(profileOf("a b 10", "a c 20", "d 5"));
  const { frames } = model.show(ALL);
  const names = (node: number) =>
    model.children({ node }).map(({ frame, total, hasChildren }) => {
      return `${frames[frame]!.name} ${total} ${hasChildren}`;
    });
  assert.deepEqual(names(0), ["a 30 true", "d 5 false"]);
  const [a] = model.children({ node: 0 });
  assert.deepEqual(names(a!.node), ["c 20 false", "b 10 false"]);
  const [c] = model.children({ node: a!.node });
  assert.deepEqual(model.path({ node: c!.node }), [0, a!.node, c!.node]);
});

Deno.test("matched() counts time once, however many matches a stack has", () => {
  const model = modelOf(profileOf("load loadUser 10", "a loadUser 5", "a 85"));
  model.show(ALL);
  assert.deepEqual(model.matched({ query: "LOAD" }), { micros: 15, nodes: 3 });
  assert.deepEqual(model.matched({ query: "nothing" }), { micros: 0, nodes: 0 });
  assert.equal(model.matched({ query: "  " }), null);
});

Deno.test("every layout of any profile is nested and keeps its time", () => {
  fc.assert(fc.property(arbitraryProfile(), fc.boolean(), fc.boolean(), (profile, ...rules) => {
    const model = modelOf(profile);
    const { total } = model.show({ isMine: rules[0], isByPackage: rules[1] });
    assert(near(total, profile.end - profile.start));
    for (const view of ["time", "left"] as const) {
      const boxes = model.layout({ view, ...WHOLE });
      if (boxes.frame.length === 0) continue;
      assertNested(boxes);
      assert(near(boxes.width[0], total));
      let self = 0;
      for (let box = 0; box < boxes.self.length; box++) self += boxes.self[box];
      assert(near(self, total));
    }
  }));
});

Deno.test("the sandwich of any function is as wide as its total in the call graph", () => {
  fc.assert(
    fc.property(arbitraryProfile(), (profile) => {
      const model = modelOf(profile);
      model.show(ALL);
      for (const { frame, isReentry, total } of callGraph(profile).functions) {
        if (isReentry || frame === profile.nodeFrame[0]) continue;
        const boxes = model.layout({ view: "sandwich", ...WHOLE, frame });
        assertNested(boxes);
        assert(near(boxes.width[boxes.rowStarts[boxes.baseRow]], total.busy + total.wait));
      }
    }),
    { numRuns: 40 },
  );
});

Deno.test("layout() of the order of time tells how much of each box is waiting", () => {
  const model = modelOf(profileOf("a 5", "a (await) 30", "a b 10", "(queued) 5"));
  model.show(ALL);
  const boxes = model.layout({ view: "time", ...WHOLE });
  assert.deepEqual([...boxes.sums.wait as unknown as Float64Array], [35, 30, 5, 30, 0]);
});

Deno.test("layout() of a coarse order of time shows the longest run of each step", () => {
  const stretch = ["a b 1", "a c 6", "a b 1"];
  const samples = Array.from({ length: 30_000 }, (_, i) => stretch[i % 3]!);
  const model = modelOf(profileOf(...samples));
  const { frames } = model.show(ALL);
  const boxes = model.layout({ view: "time", frame: 0, from: 0, to: 80_000 });
  assert(boxes.grain > 8);
  const shown = textOf(boxes, frames)[2]!;
  assert.deepEqual(new Set(shown.split(", ").map((text) => text[0])), new Set(["c"]));
});

Deno.test("layout() of a comparison is as wide as the longer side of each function", () => {
  const { nodeFrame, nodeParent, frames } = profileOf("a b 1", "c 1");
  const shown = frames.map((frame) => flameFrame(frame, LINKS));
  const tree = {
    nodeFrame,
    nodeParent,
    before: Float64Array.of(0, 0, 30, 5),
    after: Float64Array.of(0, 10, 20, 25),
  };
  const model = new FlameModel(readFlameFile(encodeDiffFile(tree, shown).buffer));
  model.show(ALL);
  const boxes = model.layout({ view: "left", ...WHOLE });
  assert.deepEqual(textOf(boxes, shown), ["all 0+65", "a 0+40, c 40+25", "b 0+30"]);
  assert.deepEqual([boxes.sums.before![1], boxes.sums.after![1]], [30, 30]);
});
