// What the functions of a decoded profile cost, keyed as rawProfileCosts() does it, to compare the two.
import type { Profile } from "../../src/model/profile.ts";
import type { RawCosts } from "./raw_profile_costs.ts";

/** Sums of a profile's samples and line times. */
export function profileCosts(
  { frames, nodeFrame, samples, weights, lines, start, end }: Profile,
): RawCosts {
  const names = frames.map(({ name, url, line, column }) => `${name}|${url}|${line}|${column}`);
  const self = new Map(names.map((name) => [name, 0]));
  const byLine = new Map<string, number>();
  samples.forEach((node, i) => {
    const name = names[nodeFrame[node]!]!;
    self.set(name, self.get(name)! + weights[i]!);
  });
  lines?.nodes.forEach((node, i) => {
    const key = `${names[nodeFrame[node]!]}|${lines.lines[i]}`;
    byLine.set(key, (byLine.get(key) ?? 0) + lines.micros[i]!);
  });
  return { total: end - start, self, byLine };
}
