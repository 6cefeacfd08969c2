// How long each line of a file was on the stack, running or calling. A stack counts once for a line, however many
// of its frames are on it: in `rows.map((row) => load(row))` the caller of map and that of load are on one line.
import type { CallLines } from "../format/source/call_lines.ts";
import { lineShares } from "../format/line_shares.ts";
import type { Micros, Profile } from "../model/profile.ts";
import { type NodeVisitor, walkDepthFirst } from "../model/walk_depth_first.ts";

/** Line -> time of all stacks with the line on it, for the frames that are marked in `isOfFile`. */
export function sourceLineTotals(
  profile: Profile,
  isOfFile: readonly boolean[],
  callLines: CallLines,
): Map<number, Micros> {
  const totals = new LineTotals(profile, isOfFile, callLines);
  walkDepthFirst(profile.nodeParent, totals);
  return totals.micros;
}

class LineTotals implements NodeVisitor {
  readonly micros = new Map<number, Micros>();
  readonly #profile: Profile;
  readonly #isOfFile: readonly boolean[];
  readonly #callLines: CallLines;
  readonly #self: Float64Array;
  readonly #subtree: Float64Array;
  /** Line -> how many calls of the current stack are on it. */
  readonly #active = new Map<number, number>();
  /** Where the line times of the nodes to come begin. */
  readonly #lineStarts: Uint32Array;

  constructor(profile: Profile, isOfFile: readonly boolean[], callLines: CallLines) {
    this.#profile = profile;
    this.#isOfFile = isOfFile;
    this.#callLines = callLines;
    const { nodeFrame, nodeParent, samples, weights } = profile;
    this.#self = new Float64Array(nodeFrame.length);
    for (let i = 0; i < samples.length; i++) this.#self[samples[i]!]! += weights[i]!;
    this.#subtree = this.#self.slice();
    for (let node = nodeFrame.length - 1; node > 0; node--) {
      this.#subtree[nodeParent[node]!]! += this.#subtree[node]!;
    }
    this.#lineStarts = lineStarts(profile);
  }

  enter(node: number): void {
    const line = this.#callLine(node);
    if (line > 0) {
      const active = this.#active.get(line) ?? 0;
      if (active === 0) this.#add(line, this.#subtree[node]!);
      this.#active.set(line, active + 1);
    }
    if (this.#self[node]! > 0 && this.#isOfFile[this.#profile.nodeFrame[node]!]) {
      this.#addSelf(node);
    }
  }

  leave(node: number): void {
    const line = this.#callLine(node);
    if (line > 0) this.#active.set(line, this.#active.get(line)! - 1);
  }

  /** The line of the file on which `node` was called, 0 = it was called elsewhere. */
  #callLine(node: number): number {
    const { frames, nodeFrame, nodeParent } = this.#profile;
    const caller = nodeFrame[nodeParent[node]!]!;
    if (node === 0 || !this.#isOfFile[caller]) return 0;
    return this.#callLines.line(frames[caller]!, frames[nodeFrame[node]!]!);
  }

  /** What is known of the function's lines, and the rest on its first one. */
  #addSelf(node: number): void {
    const { frames, nodeFrame, lines } = this.#profile;
    const [from, to] = [this.#lineStarts[node]!, this.#lineStarts[node + 1]!];
    const shares = lineShares(lines?.micros.subarray(from, to) ?? [], this.#self[node]!);
    for (const [place, micros] of shares.entries()) {
      const line = from + place < to ? lines!.lines[from + place]! : frames[nodeFrame[node]!]!.line;
      if (!this.#active.get(line)) this.#add(line, micros);
    }
  }

  #add(line: number, micros: Micros): void {
    if (micros > 0) this.micros.set(line, (this.micros.get(line) ?? 0) + micros);
  }
}

/** Rows of node n are starts[n] to starts[n + 1] - 1. */
function lineStarts({ nodeFrame, lines }: Profile): Uint32Array {
  const starts = new Uint32Array(nodeFrame.length + 1);
  for (const node of lines?.nodes ?? []) starts[node + 1]!++;
  for (let node = 0; node < nodeFrame.length; node++) starts[node + 1]! += starts[node]!;
  return starts;
}
