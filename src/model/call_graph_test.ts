import assert from "node:assert/strict";
import fc from "fast-check";
import { arbitraryProfile } from "../../tests/arbitrary_profile.ts";
import { type CallGraph, callGraph, type Cost } from "./call_graph.ts";
import type { Frame, Profile } from "./profile.ts";
import { ProfileBuilder } from "./profile_builder.ts";

/** A profile of stacks such as "a>b>c", outermost first, 1000 us each; names in parentheses are V8's. */
function profileOf(...stacks: readonly string[]): Profile {
  const builder = new ProfileBuilder(0);
  for (const stack of stacks) {
    const node = stack.split(">").reduce(
      (parent, name) => builder.node(parent, frameOf(name)),
      0,
    );
    builder.sample(node, 1000);
  }
  return builder.build();
}

function frameOf(name: string): Frame {
  const isEngine = name.startsWith("(");
  const kind = /^\((await|idle)\)$/.test(name) ? "wait" : isEngine ? "engine" : "app";
  return { name, url: isEngine ? "" : "file:///app.ts", line: 0, column: 0, kind };
}

function nameOf({ functions }: CallGraph, { frames }: Profile, index: number): string {
  const { frame, isReentry } = functions[index]!;
  return frames[frame]!.name + (isReentry ? "'2" : "");
}

/** "f" -> "self total" of busy time, "f->g" -> "count total", in milliseconds. */
function summary(profile: Profile): Record<string, string> {
  const graph = callGraph(profile);
  const name = (index: number): string => nameOf(graph, profile, index);
  return Object.fromEntries([
    ...graph.functions.map(({ self, total }, i) => [
      name(i),
      `${self.busy / 1000} ${total.busy / 1000}`,
    ]),
    ...graph.calls.map(({ caller, callee, count, cost }) => [
      `${name(caller)}->${name(callee)}`,
      `${count} ${cost.busy / 1000}`,
    ]),
  ]);
}

Deno.test("callGraph() gives functions self and total, and calls the total of the callee", () => {
  assert.deepEqual(summary(profileOf("main", "main>work", "main>work>sort", "main>work")), {
    "(root)": "0 4",
    main: "1 4",
    work: "2 3",
    sort: "1 1",
    "(root)->main": "1 4",
    "main->work": "1 3",
    "work->sort": "1 1",
  });
});

Deno.test("callGraph() counts direct recursion once", () => {
  assert.deepEqual(summary(profileOf("f", "f>f", "f>f>f")), {
    "(root)": "0 3",
    f: "3 3",
    "(root)->f": "1 3",
    "f->f": "2 0",
  });
});

Deno.test("callGraph() leads re-entry from another function to a leaf", () => {
  // a>b>a>b>c: the second a and the second b are re-entries, from b and from a.
  assert.deepEqual(summary(profileOf("a", "a>b", "a>b>a", "a>b>a>b", "a>b>a>b>c")), {
    "(root)": "0 5",
    a: "2 5",
    b: "2 4",
    "a'2": "0 3",
    "b'2": "0 2",
    c: "1 1",
    "(root)->a": "1 5",
    "a->b": "1 4",
    "b->a'2": "1 3",
    "a->b'2": "1 2",
    "b->c": "1 1",
  });
});

Deno.test("callGraph() charges the second entry only, not the third", () => {
  const graph = summary(profileOf("a>b>a>b>a"));
  assert.equal(graph["b->a'2"], "2 1");
  assert.equal(graph["a'2"], "0 1");
});

Deno.test("callGraph() keeps waiting apart, in the function that waits and in its callers", () => {
  const { functions, total } = callGraph(profileOf("f", "f>(await)", "f>(await)", "(idle)"));
  assert.deepEqual(total, { busy: 1000, wait: 3000, samples: 4 });
  assert.deepEqual(functions.map(({ self }) => self), [
    { busy: 0, wait: 0, samples: 0 },
    { busy: 1000, wait: 0, samples: 1 },
    { busy: 0, wait: 2000, samples: 2 },
    { busy: 0, wait: 1000, samples: 1 },
  ]);
  assert.deepEqual(functions[1]!.total, { busy: 1000, wait: 2000, samples: 3 });
});

Deno.test("callGraph() counts a function again when it was off the stack in between", () => {
  const graph = summary(profileOf("f>g", "f>g", "f>h", "f>g", "x", "f>g"));
  assert.equal(graph["(root)->f"], "2 5");
  assert.equal(graph["f->g"], "3 4");
  assert.equal(graph["f->h"], "1 1");
});

Deno.test("callGraph() does not take garbage collection for the end of a stack", () => {
  const graph = summary(
    profileOf(
      ...["f>g", "(garbage collector)", "(garbage collector)"],
      ...["f>g", "(program)", "(garbage collector)", "f>g"],
    ),
  );
  assert.equal(graph["f->g"], "1 3");
  assert.equal(graph["(root)->(garbage collector)"], "2 3");
});

Deno.test("callGraph() leaves out what was never sampled, but not the root", () => {
  const builder = new ProfileBuilder(5);
  builder.node(0, frameOf("never"));
  assert.deepEqual(summary(builder.build()), { "(root)": "0 0" });
});

Deno.test("callGraph() keeps samples of no duration", () => {
  const builder = new ProfileBuilder(0);
  builder.sample(builder.node(0, frameOf("short")), 0);
  const { functions } = callGraph(builder.build());
  assert.deepEqual(functions[1]!.total, { busy: 0, wait: 0, samples: 1 });
});

Deno.test("callGraph() follows stacks of 100,000 frames", () => {
  const names = Array.from({ length: 100_000 }, (_, i) => `f${i % 7}`);
  const graph = summary(profileOf(names.join(">")));
  assert.equal(graph["(root)"], "0 1");
  assert.equal(graph.f0, "0 1");
  assert.equal(graph["f6->f0'2"], "14285 1");
});

/** Frames on the stack of `node`, innermost first. */
function stackOf(profile: Profile, node: number): number[] {
  const frame = profile.nodeFrame[node]!;
  return node === 0 ? [frame] : [frame, ...stackOf(profile, profile.nodeParent[node]!)];
}

/** What the samples whose stack meets the condition cost, counted one by one. */
function costWhere(profile: Profile, isCounted: (stack: readonly number[]) => boolean): Cost {
  const cost = { busy: 0, wait: 0, samples: 0 };
  profile.samples.forEach((node, i) => {
    const stack = stackOf(profile, node);
    if (!isCounted(stack)) return;
    const isWait = profile.frames[stack[0]!]!.kind === "wait";
    cost[isWait ? "wait" : "busy"] += profile.weights[i]!;
    cost.samples++;
  });
  return cost;
}

/** How often `frame` was entered, not counting calls to itself. */
function entries(stack: readonly number[], frame: number): number {
  return stack.filter((other, i) => other === frame && stack[i + 1] !== frame).length;
}

function sumOf(costs: readonly Cost[]): Cost {
  return costs.reduce((sum, { busy, wait, samples }) => ({
    busy: sum.busy + busy,
    wait: sum.wait + wait,
    samples: sum.samples + samples,
  }), { busy: 0, wait: 0, samples: 0 });
}

Deno.test("callGraph() agrees with counting sample by sample", () => {
  fc.assert(fc.property(arbitraryProfile(), (profile) => {
    const { functions } = callGraph(profile);
    for (const { frame, isReentry, self, total } of functions) {
      const onStack = isReentry ? 2 : 1;
      assert.deepEqual(total, costWhere(profile, (stack) => entries(stack, frame) >= onStack));
      const expected = costWhere(profile, (stack) => !isReentry && stack[0] === frame);
      assert.deepEqual(self, expected);
    }
  }));
});

Deno.test("callGraph() adds up: self to the total, incoming calls to the callee's total", () => {
  fc.assert(fc.property(arbitraryProfile(), (profile) => {
    const { functions, calls, total } = callGraph(profile);
    assert.deepEqual(functions[0]!.total, total);
    assert.deepEqual(sumOf(functions.map(({ self }) => self)), total);
    assert.equal(total.busy + total.wait, profile.end - profile.start);
    assert.equal(total.samples, profile.samples.length);
    functions.forEach((callee, i) => {
      if (i === 0) return;
      const incoming = calls.filter((call) => call.callee === i);
      assert.deepEqual(sumOf(incoming.map(({ cost }) => cost)), callee.total);
    });
  }));
});

Deno.test("callGraph() never gives more than there is, nor less than nothing", () => {
  const fractions = fc.double({ min: 0, max: 1e6, noNaN: true });
  fc.assert(fc.property(arbitraryProfile({ weight: fractions }), (profile) => {
    const { functions, calls, total } = callGraph(profile);
    // Sums of fractions depend on their order by a few last digits.
    const isAtMost = (a: number, b: number): boolean => a <= b * (1 + 1e-12);
    for (const { self, total: own } of functions) {
      assert.ok(isAtMost(self.busy, own.busy) && isAtMost(self.wait, own.wait));
      assert.ok(isAtMost(own.busy, total.busy) && isAtMost(own.wait, total.wait));
    }
    for (const { cost, count } of calls) {
      assert.ok(cost.busy >= 0 && cost.wait >= 0 && cost.samples >= 0 && count >= 1);
    }
  }));
});
