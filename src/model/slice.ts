// One shared recording + the timeline -> one profile per request, covering exactly its wall time.
// A stack counts only for the owner at the instant it was sampled. How much CPU a request used is known
// from its timeline segments; its samples only say how that sum is spread over stacks.
import type { Chunk } from "./chunk.ts";
import type { Frame, Micros, Profile } from "./profile.ts";
import { ProfileBuilder } from "./profile_builder.ts";
import { NOBODY, type Owner, PROFILER, stepAt } from "./timeline.ts";

/** Where a request's wall time went; the parts add up to its duration. */
export interface Parts {
  readonly cpu: Micros;
  readonly gc: Micros;
  readonly wait: Micros;
  readonly queued: Micros;
  readonly unsampled: Micros;
}

const marker = (name: string, kind: Frame["kind"]): Frame => (
  { name, url: "", line: 0, column: 0, kind }
);
/** The name of every wait frame; at a known site it has that position. */
export const AWAIT_NAME = "(await)";
const AWAIT = marker(AWAIT_NAME, "wait");
const QUEUED = marker("(queued)", "wait");
const NOT_SAMPLED = marker("(not sampled)", "engine");
const GC = marker("(garbage collector)", "engine");

/**
 * After a blocked stretch the event loop is seen idle for a moment before an overdue timer fires: shorter
 * pauses do not end a busy stretch of others.
 */
const MIN_IDLE: Micros = 1_000;
/** A thousandth of a microsecond: what sums of doubles may be off by. */
const DUST: Micros = 1e-3;

interface Piece {
  readonly node: number;
  readonly weight: Micros;
  /** Own samples are scaled at the end, everything else is final. */
  readonly isOwn: boolean;
}

/** Cuts one request out of the chunks as they come: advance() with each in order, then finish(). */
export class RequestSlice {
  readonly #owner: Owner;
  readonly #tree: ProfileBuilder;
  readonly #pieces: Piece[] = [];
  readonly #lineMicros: [node: number, line: number, micros: Micros][] = [];
  /** Everything before this instant is accounted for. */
  #at: Micros;
  #owned: Micros = 0;
  #sampled: Micros = 0;
  #gcSampled: Micros = 0;
  #wait: Micros = 0;
  #queued: Micros = 0;
  #unsampled: Micros = 0;
  /** The open gap: its length, and how long others were busy at its end, without a pause. */
  #gap: Micros = 0;
  readonly #busyTail = new Map<Owner, Micros>();
  /** How long the thread has been idle without a break; a pause may go on in the next chunk. */
  #idleFor: Micros = 0;
  #lastNode = 0;
  readonly #nameOf: (owner: Owner) => string;

  /** `nameOf` gives the text for another request that this one queued behind, e.g. "GET /spin #12". */
  constructor(owner: Owner, start: Micros, nameOf: (owner: Owner) => string) {
    this.#owner = owner;
    this.#nameOf = nameOf;
    this.#at = start;
    this.#tree = new ProfileBuilder(start);
  }

  /** Takes in what `chunk` holds of this request, up to `end` when that is known. */
  advance(chunk: Chunk, end: Micros = Infinity): void {
    const until = Math.min(chunk.until, end);
    if (until <= this.#at) return;
    if (chunk.from > this.#at) this.#miss(Math.min(chunk.from, until));
    const samples = new OwnSamples(chunk, this.#tree);
    const { times, owners } = chunk.timeline;
    for (let step = stepAt(chunk.timeline, this.#at); this.#at < until; step++) {
      const next = Math.min(until, times[step + 1] ?? Infinity);
      if (next <= this.#at) continue;
      const owner = owners[step] ?? NOBODY;
      if (owner === this.#owner) this.#run(next, samples, chunk.siteOf(owner, this.#at));
      else this.#pause(next, owner, chunk);
    }
    // Not push(...): a list of arguments has an end, at about a hundred thousand.
    for (const row of samples.lineMicros()) this.#lineMicros.push(row);
  }

  /** The request's profile from its start to `end`, and the parts that this time is made of. */
  finish(end: Micros): { profile: Profile; parts: Parts } {
    this.#miss(end);
    const scale = this.#sampled > 0 ? this.#owned / this.#sampled : 0;
    for (const { node, weight, isOwn } of this.#pieces) {
      this.#tree.sample(node, isOwn ? weight * scale : weight);
    }
    if (this.#sampled === 0 && this.#owned > 0) {
      this.#tree.sample(this.#tree.node(0, NOT_SAMPLED), this.#owned);
    }
    for (const [node, line, micros] of this.#lineMicros) {
      this.#tree.line(node, line, micros * scale);
    }
    const gc = this.#gcSampled * scale;
    return {
      profile: this.#tree.build(),
      parts: {
        cpu: this.#owned - gc,
        gc,
        wait: this.#wait,
        queued: this.#queued,
        unsampled: this.#unsampled,
      },
    };
  }

  /** Own time until `until`, with the stacks that were sampled in it. */
  #run(until: Micros, samples: OwnSamples, site?: readonly Frame[]): void {
    this.#closeGap(site);
    this.#owned += until - this.#at;
    for (const { node, weight } of samples.between(this.#at, until)) {
      // V8 puts garbage collection below the root: it belongs to the stack that it interrupted.
      const isGc = node === OwnSamples.gc;
      if (!isGc) this.#lastNode = node;
      const own = isGc ? this.#tree.node(this.#lastNode, GC) : node;
      this.#pieces.push({ node: own, weight, isOwn: true });
      this.#sampled += weight;
      if (isGc) this.#gcSampled += weight;
    }
    this.#at = until;
  }

  /** Time until `until` in which this request did not run. */
  #pause(until: Micros, owner: Owner, chunk: Chunk): void {
    this.#gap += until - this.#at;
    if (owner === NOBODY) {
      for (const [from, to] of chunk.idleBetween(this.#at, until)) {
        this.#busy(from, NOBODY);
        this.#idle(to);
      }
    }
    this.#busy(until, owner);
  }

  #busy(until: Micros, owner: Owner): void {
    if (until > this.#at) this.#idleFor = 0;
    this.#busyTail.set(owner, (this.#busyTail.get(owner) ?? 0) + until - this.#at);
    this.#at = until;
  }

  /** Who waits for what has happened already is not kept waiting by an idle thread; a blink is forgiven. */
  #idle(until: Micros): void {
    const isOthersTail = this.#busyTail.size > (this.#busyTail.has(NOBODY) ? 1 : 0);
    this.#idleFor += until - this.#at;
    if (!isOthersTail || this.#idleFor >= MIN_IDLE) this.#busyTail.clear();
    this.#at = until;
  }

  /** The request runs again or ends. When it could have run is not known: the busy tail is an upper bound. */
  #closeGap(site: readonly Frame[] = [AWAIT]): void {
    let rest = this.#gap;
    for (const micros of this.#busyTail.values()) rest -= micros;
    // Sums of differences leave dust behind.
    const idle = rest < DUST ? 0 : rest;
    // Who has not run yet cannot wait for anything: one request at a time, each has to wait for its turn.
    const isTurn = this.#owned === 0;
    const wait = isTurn ? 0 : idle;
    this.#put(isTurn ? [QUEUED] : site, idle);
    for (const [owner, micros] of this.#busyTail) this.#put(this.#queuedBehind(owner), micros);
    this.#wait += wait;
    this.#queued += this.#gap - wait;
    this.#gap = 0;
    this.#busyTail.clear();
  }

  #queuedBehind(owner: Owner): readonly Frame[] {
    if (owner === NOBODY) return [QUEUED];
    const name = owner === PROFILER ? "the profiler" : this.#nameOf(owner);
    return [marker(`(behind ${name})`, "wait"), QUEUED];
  }

  /** Nothing was recorded until `until`. */
  #miss(until: Micros): void {
    this.#closeGap();
    const micros = Math.max(0, until - this.#at);
    this.#put([NOT_SAMPLED], micros);
    this.#unsampled += micros;
    this.#at += micros;
  }

  #put(stack: readonly Frame[], micros: Micros): void {
    if (micros <= 0) return;
    const node = stack.reduce((parent, frame) => this.#tree.node(parent, frame), 0);
    this.#pieces.push({ node, weight: micros, isOwn: false });
  }
}

/** The samples of one chunk for one request, whose tree gets the nodes that are used. */
class OwnSamples {
  /** Stands for a sample of the garbage collector. */
  static readonly gc = -1;
  readonly #chunk: Chunk;
  readonly #tree: ProfileBuilder;
  readonly #copied = new Map<number, number>([[0, 0]]);
  readonly #selfByNode = new Map<number, Micros>();

  constructor(chunk: Chunk, tree: ProfileBuilder) {
    this.#chunk = chunk;
    this.#tree = tree;
  }

  *between(from: Micros, until: Micros): Generator<{ node: number; weight: Micros }> {
    const { samples, weights, nodeFrame, frames } = this.#chunk.profile;
    for (const i of this.#chunk.samplesBetween(from, until)) {
      const node = samples[i]!;
      const weight = weights[i]!;
      if (frames[nodeFrame[node]!]!.name === GC.name) {
        yield { node: OwnSamples.gc, weight };
        continue;
      }
      this.#selfByNode.set(node, (this.#selfByNode.get(node) ?? 0) + weight);
      yield { node: this.#copy(node), weight };
    }
  }

  /** V8 knows the lines of a node for the whole chunk only, so the request gets its share of each. */
  *lineMicros(): Generator<[node: number, line: number, micros: Micros]> {
    for (const [node, self] of this.#selfByNode) {
      for (const [line, share] of this.#chunk.lineShares(node)) {
        yield [this.#copy(node), line, share * self];
      }
    }
  }

  #copy(node: number): number {
    const { nodeParent, nodeFrame, frames } = this.#chunk.profile;
    const path: number[] = [];
    let at = node;
    while (!this.#copied.has(at)) {
      path.push(at);
      at = nodeParent[at]!;
    }
    let copy = this.#copied.get(at)!;
    while (path.length > 0) {
      const next = path.pop()!;
      this.#copied.set(next, copy = this.#tree.node(copy, frames[nodeFrame[next]!]!));
    }
    return copy;
  }
}
