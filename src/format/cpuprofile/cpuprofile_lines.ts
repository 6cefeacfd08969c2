// positionTicks <-> LineTimes: V8 counts on which line of a function a sample fell, per node.
import type { LineTimes, Micros, Profile } from "../../model/profile.ts";
import { NumberColumn } from "./cpuprofile_column.ts";
import type { FileNodes } from "./cpuprofile_nodes.ts";
import type { NodeTicks } from "./cpuprofile_ticks.ts";
import { lineShares } from "../line_shares.ts";
import { splitWhole } from "../split_whole.ts";

type Tree = Pick<Profile, "frames" | "nodeFrame" | "samples" | "weights">;

/**
 * Splits the self time of each sampled node over its lines in proportion to ticks; hits beyond the ticks
 * fell on the function's own line. Undefined when no sampled node has ticks.
 */
export function readLineTimes(tree: Tree, { ticks, hits }: FileNodes): LineTimes | undefined {
  const self = selfTimes(tree);
  const [nodes, lines, micros] = [ticks.length, ticks.length, ticks.length].map((expected) =>
    new NumberColumn(expected)
  ) as [NumberColumn, NumberColumn, NumberColumn];
  function add(node: number, line: number, time: Micros): void {
    // Line 0 = unknown: what no line has belongs to the function as a whole.
    if (line === 0) return;
    nodes.push(node);
    lines.push(line);
    micros.push(time);
  }
  for (let node = 0; node < hits.length; node++) {
    if (self[node] === -1) continue;
    // Most nodes: there is nothing to split.
    const only = ticks.onlyLine(node, hits[node]!);
    if (only !== 0) {
      add(node, only, self[node]!);
      continue;
    }
    // Native functions have ticks too, on lines of nothing. They stay what they are in the file: who shows lines
    // has to ask for the file anyway.
    const known = ticks.of(node);
    if (!known) continue;
    addRest(known, hits[node]!, tree.frames[tree.nodeFrame[node]!]!.line);
    const times = splitWhole(self[node]!, known.ticks);
    for (let i = 0; i < times.length; i++) add(node, known.lines[i]!, times[i]!);
  }
  if (nodes.length === 0) return undefined;
  return {
    nodes: new Uint32Array(nodes.view()),
    lines: new Uint32Array(lines.view()),
    micros: micros.view().slice(),
  };
}

/** Hits without a tick go to the function's own line, in the order of lines. */
function addRest({ lines, ticks }: NodeTicks, hits: number, ownLine: number): void {
  let rest = hits;
  for (let i = 0; i < ticks.length; i++) rest -= ticks[i]!;
  if (rest <= 0) return;
  let at = 0;
  while (at < lines.length && lines[at]! < ownLine) at++;
  if (lines[at] === ownLine) ticks[at]! += rest;
  else {
    lines.splice(at, 0, ownLine);
    ticks.splice(at, 0, rest);
  }
}

/** node -> self time, -1 for a node without samples. */
function selfTimes({ nodeFrame, samples, weights }: Tree): Float64Array {
  const self = new Float64Array(nodeFrame.length).fill(-1);
  for (let i = 0; i < samples.length; i++) {
    self[samples[i]!] = Math.max(0, self[samples[i]!]!) + weights[i]!;
  }
  return self;
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
