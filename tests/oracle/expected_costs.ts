// What a profile's functions cost, worked out by brute force: one sample at a time, one stack at a time. The
// oracles' answers about our files are compared with it.
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

/** The names on the stack of a node, innermost first; the root only when it is all there is. */
export function stackNames(
  profile: Profile,
  leaf: number,
  nameOf: (frame: Frame) => string,
): string[] {
  const { frames, nodeFrame, nodeParent } = profile;
  const names = [nameOf(frames[nodeFrame[leaf]!]!)];
  for (let node = nodeParent[leaf]!; node !== 0; node = nodeParent[node]!) {
    names.push(nameOf(frames[nodeFrame[node]!]!));
  }
  return names;
}

/** name -> cost, without functions that cost nothing. */
export function expectedCosts(
  profile: Profile,
  { nameOf, valueOf }: CostQuestion,
): Map<string, ExpectedCost> {
  const costs = new Map<string, ExpectedCost>();
  profile.samples.forEach((leaf, i) => {
    const value = valueOf(i, profile.frames[profile.nodeFrame[leaf]!]!);
    if (value === 0) return;
    const names = stackNames(profile, leaf, nameOf);
    for (const name of new Set(names)) {
      let cost = costs.get(name);
      if (!cost) costs.set(name, cost = { self: 0, total: 0 });
      cost.total += value;
      if (name === names[0]) cost.self += value;
    }
  });
  return costs;
}
