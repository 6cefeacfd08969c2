import assert from "node:assert/strict";
import { FrameIndex } from "../frame_index.ts";
import { FunctionTimes } from "../function_times.ts";
import type { Frame } from "../profile.ts";
import { ProfileBuilder } from "../profile_builder.ts";
import { type RandomNumbers, randomNumbers } from "../statistics/random_numbers_test_rig.ts";
import { RequestGroup } from "../request_group.ts";
import type { RequestRecord } from "../request_record.ts";
import { type RouteDiff, routeDiffs, type RouteSide } from "./route_diff.ts";

function frame(name: string, line: number): Frame {
  return { name, url: "file:///app.ts", line, column: 1, kind: "app" };
}

interface MadeRoute {
  readonly requests: number;
  /** Mean microseconds in each function; they call each other in this order. */
  readonly functions: Readonly<Record<string, number>>;
  /** Lines that all functions have moved down. */
  readonly moved?: number;
}

/** Requests whose functions take a little more or less each time. */
function route(random: RandomNumbers, { requests, functions, moved = 0 }: MadeRoute): RouteSide {
  const group = new RequestGroup({ frames: new FrameIndex(), times: new FunctionTimes() });
  for (let i = 0; i < requests; i++) {
    const builder = new ProfileBuilder(0);
    let node = 0;
    Object.entries(functions).forEach(([name, mean], place) => {
      node = builder.node(node, frame(name, 10 * place + 1 + moved));
      builder.sample(node, Math.round(mean * Math.exp(random.normal() / 5)));
    });
    const profile = builder.build();
    const { end } = profile;
    group.add(String(i), profile, { start: 0, end, cpu: end, wait: 0 } as RequestRecord);
  }
  return { key: "GET /", ...group.build() };
}

function diff(before: RouteSide, after: RouteSide): RouteDiff {
  return routeDiffs([{ before, after }])[0]!;
}

Deno.test("routeDiffs() finds the function that has become slower, and no other", () => {
  const random = randomNumbers(5);
  const functions = { handler: 500, load: 3000, render: 2000, escape: 1000 };
  const before = route(random, { requests: 100, functions });
  const after = route(random, {
    requests: 120,
    functions: { ...functions, render: 3000 },
    moved: 7,
  });
  const { requests, duration, cpu, wait, functions: diffs } = diff(before, after);
  assert.deepEqual(requests, { before: 100, after: 120 });
  assert.equal(duration.verdict, "higher");
  assert.ok(duration.p < 1e-6 && Math.abs(duration.after - duration.before - 1000) < 300);
  assert.equal(cpu!.verdict, "higher");
  assert.deepEqual(wait, { before: 0, after: 0, p: 1, verdict: "noise" });
  assert.equal(diffs[0]!.frame.name, "render");
  assert.deepEqual(diffs[0]!.frame.line, 28);
  const verdicts = Object.fromEntries(
    diffs.map(({ frame, self, total }) => [frame.name, [self.verdict, total.verdict]]),
  );
  assert.deepEqual(verdicts, {
    render: ["higher", "higher"],
    // They call it.
    handler: ["noise", "higher"],
    load: ["noise", "higher"],
    escape: ["noise", "noise"],
  });
});

Deno.test("routeDiffs() of the same requests is noise throughout", () => {
  const random = randomNumbers(6);
  const side = route(random, { requests: 50, functions: { a: 100, b: 50 } });
  const { duration, functions } = diff(side, side);
  assert.deepEqual([duration.verdict, duration.before], ["noise", duration.after]);
  assert.ok(functions.every(({ self, total }) => self.p === 1 && total.p === 1));
});

Deno.test("routeDiffs() hardly ever finds something in noise", () => {
  const random = randomNumbers(8);
  const functions = Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`f${i}`, 100]));
  let found = 0;
  for (let i = 0; i < 40; i++) {
    const [before, after] = [0, 1].map(() => route(random, { requests: 20, functions }));
    const sure = diff(before!, after!).functions.filter(({ self }) =>
      self.verdict === "higher" || self.verdict === "lower"
    );
    if (sure.length > 0) found++;
  }
  // 5 % of 40 are 2; without the adjustment nearly all 40 would have one of 30.
  assert.ok(found <= 6, `${found} of 40`);
});

Deno.test("routeDiffs() says when there are too few requests", () => {
  const random = randomNumbers(9);
  const before = route(random, { requests: 3, functions: { a: 100 } });
  const after = route(random, { requests: 3, functions: { a: 900 } });
  const { duration, functions } = diff(before, after);
  assert.deepEqual([duration.verdict, duration.p], ["too few", NaN]);
  assert.equal(functions[0]!.self.verdict, "too few");
});

Deno.test("routeDiffs() says which functions one side alone has", () => {
  const random = randomNumbers(10);
  const before = route(random, { requests: 9, functions: { a: 100, old: 400 } });
  const after = route(random, { requests: 9, functions: { a: 100, fresh: 700 } });
  const rows = diff(before, after).functions.map(({ frame, isIn, self }) => [
    frame.name,
    isIn,
    self.verdict,
  ]);
  assert.deepEqual(rows, [
    ["fresh", "after", "higher"],
    ["old", "before", "lower"],
    ["a", "both", rows[2]![2]],
  ]);
});
