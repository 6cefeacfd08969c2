// positionTicks <-> LineTimes: V8 counts on which line of a function a sample fell, per node.
import type { LineTimes, Profile } from "../model/profile.ts";
import type { FileNodes } from "./cpuprofile_nodes.ts";
import { lineShares } from "./line_shares.ts";
import { splitWhole } from "./split_whole.ts";

type Tree = Pick<Profile, "frames" | "nodeFrame" | "samples" | "weights">;

/**
 * Splits the self time of each sampled node over its lines in proportion to ticks; hits beyond the ticks
 * fell on the function's own line. Undefined when no sampled node has ticks.
 */
export function readLineTimes(tree: Tree, { ticks, hits }: FileNodes): LineTimes | undefined {
  const { nodeFrame, samples, weights } = tree;
  const self = new Float64Array(nodeFrame.length).fill(-1);
  for (let i = 0; i < samples.length; i++) {
    self[samples[i]!] = Math.max(0, self[samples[i]!]!) + weights[i]!;
  }
  const nodes: number[] = [];
  const lines: number[] = [];
  const micros: number[] = [];
  for (let node = 0; node < ticks.length; node++) {
    if (!ticks[node] || self[node] === -1) continue;
    const ownLine = tree.frames[nodeFrame[node]!]!.line;
    const ticksByLine = [...withRest(ticks[node]!, ownLine, hits[node]!)].sort(([a], [b]) => a - b);
    const times = splitWhole(self[node]!, ticksByLine.map(([, count]) => count));
    ticksByLine.forEach(([line], i) => {
      // Line 0 = unknown: what no line has belongs to the function as a whole.
      if (line === 0) return;
      nodes.push(node);
      lines.push(line);
      micros.push(times[i]!);
    });
  }
  if (nodes.length === 0) return undefined;
  return {
    nodes: Uint32Array.from(nodes),
    lines: Uint32Array.from(lines),
    micros: Float64Array.from(micros),
  };
}

function withRest(
  ticks: ReadonlyMap<number, number>,
  ownLine: number,
  hits: number,
): ReadonlyMap<number, number> {
  let rest = hits;
  for (const count of ticks.values()) rest -= count;
  return rest > 0 ? new Map(ticks).set(ownLine, (ticks.get(ownLine) ?? 0) + rest) : ticks;
}

/** One entry of positionTicks. */
export interface PositionTick {
  readonly line: number;
  readonly ticks: number;
}

/**
 * node -> positionTicks: its `hits` samples shared out over its lines. Whole ticks are coarser than
 * microseconds, so line times survive a file to within one sample per node and line.
 */
export function positionTicks(
  profile: Profile,
  hits: Uint32Array,
): ReadonlyMap<number, readonly PositionTick[]> {
  const ticksByNode = new Map<number, PositionTick[]>();
  if (!profile.lines) return ticksByNode;
  const { nodes, lines, micros } = profile.lines;
  const self = new Float64Array(profile.nodeFrame.length);
  for (let i = 0; i < profile.samples.length; i++) {
    self[profile.samples[i]!]! += profile.weights[i]!;
  }
  for (let from = 0, to = 0; from < nodes.length; from = to) {
    const node = nodes[from]!;
    while (nodes[to] === node) to++;
    const shares = lineShares(micros.subarray(from, to), self[node]!);
    const ticks = splitWhole(hits[node]!, shares);
    const entries: PositionTick[] = [];
    for (let i = from; i < to; i++) {
      if (ticks[i - from]! > 0) entries.push({ line: lines[i]!, ticks: ticks[i - from]! });
    }
    if (entries.length > 0) ticksByNode.set(node, entries);
  }
  return ticksByNode;
}
