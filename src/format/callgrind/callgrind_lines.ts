// Self cost by source line, for whoever wants it line by line.
import type { Cost } from "../../model/cost_table.ts";
import type { Profile } from "../../model/profile.ts";
import { lineCosts } from "./callgrind_line_costs.ts";

/**
 * frame -> line -> self cost, in ascending lines and without empty ones. `whole` are the weights as whole
 * numbers, which the costs add up to.
 */
export function selfByLine(
  profile: Profile,
  whole: Float64Array,
): readonly ReadonlyMap<number, Cost>[] {
  const { starts, lines, micros, samples } = lineCosts(profile, whole);
  return profile.frames.map(({ kind }, frame) => {
    const byLine = new Map<number, Cost>();
    for (let row = starts[frame]!; row < starts[frame + 1]!; row++) {
      const [busy, wait] = kind === "wait" ? [0, micros[row]!] : [micros[row]!, 0];
      byLine.set(lines[row]!, { busy, wait, samples: samples[row]! });
    }
    return byLine;
  });
}
