// Self cost by function and line, in columns: a large profile has hundreds of thousands of such rows.
import { groupRows } from "../../model/diff/group_rows.ts";
import { PairIndex } from "../../model/diff/pair_index.ts";
import type { Profile } from "../../model/profile.ts";
import { lineShares } from "../line_shares.ts";
import { sortTogether } from "../sort_together.ts";
import { splitWhole } from "../split_whole.ts";

/** Rows by frame, then line; without those that cost nothing. */
export interface LineCosts {
  /** frame -> its first row; its last is the one before the first of the next frame */
  readonly starts: Uint32Array;
  readonly lines: Uint32Array;
  /** Whole microseconds: wait of a frame of kind "wait", else busy. */
  readonly micros: Float64Array;
  readonly samples: Float64Array;
}

/**
 * Lines get their shares of the exact weights, but what is shared out is `whole`, the same weights as whole
 * numbers: the costs of a frame add up to its self in the file.
 */
export function lineCosts(profile: Profile, whole: Float64Array): LineCosts {
  const { frames, nodeFrame, weights, lines } = profile;
  const exact = sumByNode(profile, weights);
  const micros = whole === weights ? exact : sumByNode(profile, whole);
  const counts = countByNode(profile);
  const rows = new LineRows(nodeFrame.length + (lines?.nodes.length ?? 0));
  let row = 0;
  for (let node = 0; node < nodeFrame.length; node++) {
    const firstRow = row;
    while (lines && lines.nodes[row] === node) row++;
    if (counts[node] === 0) continue;
    const frame = nodeFrame[node]!;
    const ownLine = frames[frame]!.line;
    if (row === firstRow) {
      rows.add(frame, ownLine, { micros: micros[node]!, samples: counts[node]! });
      continue;
    }
    const shares = lineShares(lines!.micros.subarray(firstRow, row), exact[node]!);
    const time = splitWhole(micros[node]!, shares);
    const samples = splitWhole(counts[node]!, shares);
    for (let i = 0; i < shares.length; i++) {
      const line = firstRow + i < row ? lines!.lines[firstRow + i]! : ownLine;
      rows.add(frame, line, { micros: time[i]!, samples: samples[i]! });
    }
  }
  return rows.byFrame(frames.length);
}

function sumByNode({ nodeFrame, samples }: Profile, values: Float64Array): Float64Array {
  const sums = new Float64Array(nodeFrame.length);
  for (let i = 0; i < samples.length; i++) sums[samples[i]!]! += values[i]!;
  return sums;
}

function countByNode({ nodeFrame, samples }: Profile): Float64Array {
  const counts = new Float64Array(nodeFrame.length);
  for (let i = 0; i < samples.length; i++) counts[samples[i]!]!++;
  return counts;
}

/** Adds costs up by frame and line. */
class LineRows {
  readonly #pairs = new PairIndex();
  readonly #micros: Float64Array;
  readonly #samples: Float64Array;

  constructor(maxRows: number) {
    this.#micros = new Float64Array(maxRows);
    this.#samples = new Float64Array(maxRows);
  }

  /** Lines without any cost are left out: they would only make the file longer. */
  add(frame: number, line: number, { micros, samples }: { micros: number; samples: number }): void {
    if (micros + samples === 0) return;
    const row = this.#pairs.number(frame, line);
    this.#micros[row]! += micros;
    this.#samples[row]! += samples;
  }

  byFrame(frameCount: number): LineCosts {
    const { firsts, seconds } = this.#pairs;
    const { starts, order } = groupRows(firsts, frameCount);
    const costs: LineCosts = {
      starts,
      lines: new Uint32Array(order.length),
      micros: new Float64Array(order.length),
      samples: new Float64Array(order.length),
    };
    for (let i = 0; i < order.length; i++) costs.lines[i] = seconds[order[i]!]!;
    for (let frame = 0; frame < frameCount; frame++) {
      sortTogether(costs.lines, order, { from: starts[frame]!, to: starts[frame + 1]! });
    }
    for (let i = 0; i < order.length; i++) {
      costs.micros[i] = this.#micros[order[i]!]!;
      costs.samples[i] = this.#samples[order[i]!]!;
    }
    return costs;
  }
}
