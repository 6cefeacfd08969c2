// A stretch of recording that many requests share, indexed once so that slicing each is cheap.
import { idleFrames } from "./idle_frames.ts";
import type { Frame, Micros, Profile } from "./profile.ts";
import type { Owner, Timeline } from "./timeline.ts";

/** A wait that is known by its place. */
export interface Wait {
  readonly owner: Owner;
  /** The request ran again. */
  readonly end: Micros;
  /** The stack that waited, outermost first; its last frame is the await itself. */
  readonly site: readonly Frame[];
}

interface ChunkParts {
  readonly profile: Profile;
  readonly timeline: Timeline;
  readonly waits: readonly Wait[];
  readonly from: Micros;
  readonly until: Micros;
}

/** Samples, timeline and waits, complete from `from` to `until`. */
export class Chunk {
  readonly profile: Profile;
  readonly timeline: Timeline;
  readonly from: Micros;
  readonly until: Micros;
  /** The instant of each sample, and Infinity behind the last. */
  readonly #times: Float64Array;
  readonly #selfByNode: Float64Array;
  /** Lines of node n are rows #firstLine[n] until #firstLine[n + 1] of profile.lines. */
  readonly #firstLine: Uint32Array;
  readonly #idleFrames: Uint8Array;
  readonly #siteByEnd = new Map<Owner, Map<Micros, readonly Frame[]>>();

  constructor(parts: ChunkParts) {
    this.profile = parts.profile;
    this.timeline = parts.timeline;
    this.from = parts.from;
    this.until = parts.until;
    const { samples, weights, nodeFrame, lines, start } = parts.profile;
    this.#times = new Float64Array(samples.length + 1);
    this.#selfByNode = new Float64Array(nodeFrame.length);
    let at = start;
    for (let i = 0; i < samples.length; i++) {
      this.#times[i] = at;
      at += weights[i]!;
      this.#selfByNode[samples[i]!]! += weights[i]!;
    }
    this.#times[samples.length] = Infinity;
    this.#firstLine = firstRows(lines?.nodes ?? new Uint32Array(0), nodeFrame.length);
    this.#idleFrames = idleFrames(parts.profile.frames);
    for (const { owner, end, site } of parts.waits) {
      let sites = this.#siteByEnd.get(owner);
      if (!sites) this.#siteByEnd.set(owner, sites = new Map());
      sites.set(end, site);
    }
  }

  /** Where `owner` waited until `end`, exactly as the timeline has this instant; undefined when not known. */
  siteOf(owner: Owner, end: Micros): readonly Frame[] | undefined {
    return this.#siteByEnd.get(owner)?.get(end);
  }

  /** Indices of the samples taken in [from, until). */
  *samplesBetween(from: Micros, until: Micros): Generator<number> {
    let i = this.#firstSampleAt(from);
    while (this.#times[i]! < until) yield i++;
  }

  /** The stretches of [from, until) in which the thread was idle, by the samples taken in it. */
  *idleBetween(from: Micros, until: Micros): Generator<readonly [from: Micros, until: Micros]> {
    let i = this.#firstSampleAt(from);
    // The sample before holds until the next one.
    if (i > 0 && this.#times[i]! > from) i--;
    while (this.#times[i]! < until) {
      if (!this.#isIdle(i)) {
        i++;
        continue;
      }
      const start = Math.max(from, this.#times[i]!);
      while (this.#times[i]! < until && this.#isIdle(i)) i++;
      yield [start, Math.min(until, this.#times[i]!)];
    }
  }

  #isIdle(sample: number): boolean {
    return this.#idleFrames[this.profile.nodeFrame[this.profile.samples[sample]!]!] === 1;
  }

  /** Lines of `node` with their share of the node's self time, 0 to 1. */
  *lineShares(node: number): Generator<readonly [line: number, share: number]> {
    const { lines } = this.profile;
    const self = this.#selfByNode[node]!;
    if (!lines || self === 0) return;
    for (let row = this.#firstLine[node]!; row < this.#firstLine[node + 1]!; row++) {
      yield [lines.lines[row]!, lines.micros[row]! / self];
    }
  }

  #firstSampleAt(time: Micros): number {
    let low = 0;
    let high = this.#times.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#times[middle]! < time) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function firstRows(nodes: Uint32Array, nodeCount: number): Uint32Array {
  const first = new Uint32Array(nodeCount + 1);
  for (const node of nodes) first[node + 1]!++;
  for (let node = 0; node < nodeCount; node++) first[node + 1]! += first[node]!;
  return first;
}
