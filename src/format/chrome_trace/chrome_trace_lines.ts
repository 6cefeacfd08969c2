// Chrome traces say for each sample on which line it fell: exact, unlike the counts of a .cpuprofile.
import type { LineTimes, Micros, Profile } from "../../model/profile.ts";

/**
 * `sampleLines[i]` is the 1-based line of sample i; anything else than a line there means unknown, which is
 * the function's own line. Nodes of which no line is known are left out; undefined when that is all.
 */
export function sampledLineTimes(
  { frames, nodeFrame, samples, weights }: Profile,
  sampleLines: readonly number[],
): LineTimes | undefined {
  const microsByNode = new Map<number, Map<number, Micros>>();
  const hasLine = new Set<number>();
  for (let i = 0; i < samples.length; i++) {
    const node = samples[i]!;
    const frame = frames[nodeFrame[node]!]!;
    if (frame.url === "") continue;
    const isKnown = isLine(sampleLines[i]);
    if (isKnown) hasLine.add(node);
    const line = isKnown ? sampleLines[i]! : frame.line;
    let micros = microsByNode.get(node);
    if (!micros) microsByNode.set(node, micros = new Map());
    micros.set(line, (micros.get(line) ?? 0) + weights[i]!);
  }
  const nodes = [...hasLine].sort((a, b) => a - b);
  return nodes.length === 0 ? undefined : lineTimes(nodes, microsByNode);
}

function isLine(line: number | undefined): boolean {
  return Number.isInteger(line) && line! >= 1 && line! <= 0xffff_ffff;
}

function lineTimes(
  nodes: readonly number[],
  microsByNode: ReadonlyMap<number, ReadonlyMap<number, Micros>>,
): LineTimes {
  const rows: [node: number, line: number, micros: Micros][] = [];
  for (const node of nodes) {
    const lines = [...microsByNode.get(node)!].sort(([a], [b]) => a - b);
    // Line 0: the function itself has none either, so the time belongs to it as a whole.
    for (const [line, micros] of lines) if (line > 0) rows.push([node, line, micros]);
  }
  return {
    nodes: Uint32Array.from(rows, ([node]) => node),
    lines: Uint32Array.from(rows, ([, line]) => line),
    micros: Float64Array.from(rows, ([, , micros]) => micros),
  };
}
