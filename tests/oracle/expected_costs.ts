// What a profile's functions cost, worked out by brute force, one whole stack at a time. The oracles' answers
// about our files are compared with it.
import type { Frame, Profile } from "../../src/model/profile.ts";

/** What a function cost, in microseconds or samples. */
export interface ExpectedCost {
  self: number;
  /** Every sample with the function on its stack counts once, however often it is there. */
  total: number;
}

/** How a frame is called, and what sample i counts for. */
export interface CostQuestion {
  nameOf(frame: Frame): string;
  valueOf(sample: number, leaf: Frame): number;
}

/** One stack of a profile. */
export interface ExpectedStack {
  /** Innermost first; the root only when it is all there is. */
  readonly names: readonly string[];
  /** Sum over its samples, not 0. */
  readonly value: number;
}

/** The stacks of the profile, one for each node with samples that count. */
export function expectedStacks(
  { frames, nodeFrame, nodeParent, samples }: Profile,
  { nameOf, valueOf }: CostQuestion,
): ExpectedStack[] {
  const names = frames.map(nameOf);
  const valueByLeaf = new Map<number, number>();
  samples.forEach((leaf, i) => {
    const value = valueOf(i, frames[nodeFrame[leaf]!]!);
    valueByLeaf.set(leaf, (valueByLeaf.get(leaf) ?? 0) + value);
  });
  return [...valueByLeaf].filter(([, value]) => value > 0).map(([leaf, value]) => {
    const stack = [names[nodeFrame[leaf]!]!];
    for (let node = nodeParent[leaf]!; node !== 0; node = nodeParent[node]!) {
      stack.push(names[nodeFrame[node]!]!);
    }
    return { names: stack, value };
  });
}

/** name -> cost, without functions that cost nothing. */
export function expectedCosts(
  profile: Profile,
  question: CostQuestion,
): ReadonlyMap<string, ExpectedCost> {
  const costs = new Map<string, ExpectedCost>();
  for (const { names, value } of expectedStacks(profile, question)) {
    for (const name of new Set(names)) {
      let cost = costs.get(name);
      if (!cost) costs.set(name, cost = { self: 0, total: 0 });
      cost.total += value;
      if (name === names[0]) cost.self += value;
    }
  }
  return costs;
}
