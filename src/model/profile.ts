// The one shape every command works on: a sampled call tree whose weights add up to wall time.
// Pure data. Codecs (src/format) turn files into a Profile and back; all else maps Profile to Profile.

/** Microseconds on V8's profile clock (monotonic, of one process). */
export type Micros = number;

/** Whose code a frame is; "wait" marks time in which the stack below did not run. */
export type FrameKind = "app" | "dependency" | "runtime" | "engine" | "wait";

/** One function, or one wait site. A Profile holds each distinct frame once. */
export interface Frame {
  /** Never "": the codec names anonymous functions. */
  readonly name: string;
  /** Source after mapping, as a URL or a path; "" for engine frames. */
  readonly url: string;
  /** 1-based, 0 = unknown. */
  readonly line: number;
  /** 1-based, 0 = unknown. */
  readonly column: number;
  readonly kind: FrameKind;
}

/** Self time by source line. Parallel arrays ordered by node, then line; a node may be missing. */
export interface LineTimes {
  readonly nodes: Uint32Array;
  /** 1-based line in the file of the node's frame. */
  readonly lines: Uint32Array;
  readonly micros: Float64Array;
}

/** A sampled call tree. Node 0 is the root and a parent comes before its children: totals need no recursion. */
export interface Profile {
  readonly frames: readonly Frame[];
  /** node -> index in frames */
  readonly nodeFrame: Uint32Array;
  /** node -> node; nodeParent[0] is 0 */
  readonly nodeParent: Uint32Array;
  /** The node on top of the stack, in time order. */
  readonly samples: Uint32Array;
  /** Microseconds that sample i stands for, >= 0. Gaps are samples too, so start + sum = end. */
  readonly weights: Float64Array;
  readonly lines?: LineTimes;
  readonly start: Micros;
  readonly end: Micros;
}

/** Throws an Error that names the first broken invariant; codecs call it after decoding. */
export function checkProfile(profile: Profile): void {
  checkNodes(profile);
  checkSamples(profile);
  if (profile.lines) checkLines(profile.lines, profile.nodeFrame.length);
}

function checkNodes({ frames, nodeFrame, nodeParent }: Profile): void {
  const count = nodeFrame.length;
  if (count === 0) throw new Error("Profile has no root node");
  if (nodeParent.length !== count) {
    throw new Error(`nodeParent has ${nodeParent.length} entries for ${count} nodes`);
  }
  for (let node = 0; node < count; node++) {
    if (nodeFrame[node]! >= frames.length) throw new Error(`Node ${node} has no frame`);
    if (node > 0 && nodeParent[node]! >= node) {
      throw new Error(`Node ${node} comes before its parent`);
    }
  }
  for (const frame of frames) if (frame.name === "") throw new Error("A frame has no name");
}

function checkSamples({ nodeFrame, samples, weights, start, end }: Profile): void {
  if (weights.length !== samples.length) throw new Error("samples and weights differ in length");
  let sum = 0;
  for (let i = 0; i < samples.length; i++) {
    if (samples[i]! >= nodeFrame.length) throw new Error(`Sample ${i} has no node`);
    if (!(weights[i]! >= 0)) throw new Error(`Sample ${i} has weight ${weights[i]}`);
    sum += weights[i]!;
  }
  // Sums of doubles: the allowance grows with the amount, 1e-3 us for anything under minutes.
  if (!(Math.abs(start + sum - end) <= Math.max(1e-3, sum * 1e-9))) {
    throw new Error(`Weights cover ${sum} us of ${end - start} us`);
  }
}

function checkLines({ nodes, lines, micros }: LineTimes, nodeCount: number): void {
  if (nodes.length !== lines.length || nodes.length !== micros.length) {
    throw new Error("Line times differ in length");
  }
  for (let i = 0; i < nodes.length; i++) {
    if (nodes[i]! >= nodeCount) throw new Error(`Line time ${i} has no node`);
    if (!(micros[i]! >= 0)) throw new Error(`Line time ${i} is ${micros[i]} us`);
    const ordered = i === 0 || nodes[i - 1]! < nodes[i]! ||
      (nodes[i - 1] === nodes[i] && lines[i - 1]! < lines[i]!);
    if (!ordered) throw new Error(`Line time ${i} is out of order`);
  }
}
