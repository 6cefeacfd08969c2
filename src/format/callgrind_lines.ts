// Self cost by source line, for the cost lines of a callgrind file.
import type { Cost } from "../model/call_graph.ts";
import type { Profile } from "../model/profile.ts";
import { lineShares } from "./line_shares.ts";
import { splitWhole } from "./split_whole.ts";

/**
 * frame -> line -> self cost, in ascending lines and without empty ones. Lines get their shares of the exact
 * weights, but what is shared out is `whole`, the same weights as whole numbers: the costs of a frame add
 * up to its self in the file.
 */
export function selfByLine(
  profile: Profile,
  whole: Float64Array,
): readonly ReadonlyMap<number, Cost>[] {
  const { frames, nodeFrame, samples, weights, lines } = profile;
  const exact = nodeSums(weights, profile);
  const micros = nodeSums(whole, profile);
  const counts = nodeSums(new Float64Array(samples.length).fill(1), profile);
  const costs = frames.map(() => new Map<number, Cost>());
  let row = 0;
  for (let node = 0; node < nodeFrame.length; node++) {
    const firstRow = row;
    while (lines && lines.nodes[row] === node) row++;
    if (counts[node] === 0) continue;
    const frame = frames[nodeFrame[node]!]!;
    const byLine = costs[nodeFrame[node]!]!;
    const shares = lineShares(lines?.micros.subarray(firstRow, row) ?? [], exact[node]!);
    const time = splitWhole(micros[node]!, shares);
    const samples = splitWhole(counts[node]!, shares);
    for (let i = 0; i < shares.length; i++) {
      const line = firstRow + i < row ? lines!.lines[firstRow + i]! : frame.line;
      const [busy, wait] = frame.kind === "wait" ? [0, time[i]!] : [time[i]!, 0];
      addCost(byLine, line, { busy, wait, samples: samples[i]! });
    }
  }
  return costs.map((byLine) => new Map([...byLine].sort(([a], [b]) => a - b)));
}

/** node -> sum of the values of its samples. */
function nodeSums(values: Float64Array, { nodeFrame, samples }: Profile): Float64Array {
  const sums = new Float64Array(nodeFrame.length);
  for (let i = 0; i < samples.length; i++) sums[samples[i]!]! += values[i]!;
  return sums;
}

/** Lines without any cost are left out: they would only make the file longer. */
function addCost(byLine: Map<number, Cost>, line: number, cost: Cost): void {
  if (cost.busy + cost.wait + cost.samples === 0) return;
  const { busy, wait, samples } = byLine.get(line) ?? { busy: 0, wait: 0, samples: 0 };
  byLine.set(line, {
    busy: busy + cost.busy,
    wait: wait + cost.wait,
    samples: samples + cost.samples,
  });
}
