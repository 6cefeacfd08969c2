// Sampled call tree -> functions and the calls between them, with recursion counted once.
// The cost of a call is that of the OUTERMOST activation of the callee only, so the incoming costs of a
// function add up to its total. Charging every activation, as most converters do, gives a mutually
// recursive function more time than the whole run had.
import { CommonAncestors } from "./common_ancestors.ts";
import { PairIndex } from "./pair_index.ts";
import type { Micros, Profile } from "./profile.ts";

/** What a function or a call cost. busy + wait is wall time. */
export interface Cost {
  /** Time with JavaScript, native code or the garbage collector on the thread. */
  readonly busy: Micros;
  /** Time below a frame of kind "wait". */
  readonly wait: Micros;
  readonly samples: number;
}

/** One function that was sampled, or the stand-in for its re-entry. */
export interface FunctionCost {
  /** Index in the profile's frames. */
  readonly frame: number;
  /**
   * True for the leaf that others call when the function is on the stack already (valgrind writes it f'2).
   * It has no self and calls nobody; its total is the time with the function on the stack at least twice.
   */
  readonly isReentry: boolean;
  readonly self: Cost;
  /** Every sample with the function on its stack, once. */
  readonly total: Cost;
}

/** All calls from one function to another. */
export interface CallCost {
  /** Index in functions. */
  readonly caller: number;
  /** Index in functions; equal to caller for direct recursion, which costs nothing extra. */
  readonly callee: number;
  /** Activations that the sampler saw, at least 1: a lower bound of the true number of calls. */
  readonly count: number;
  readonly cost: Cost;
}

/** functions[0] is the root; the others and the calls follow in the order of a depth-first walk. */
export interface CallGraph {
  readonly functions: readonly FunctionCost[];
  readonly calls: readonly CallCost[];
  readonly total: Cost;
}

/** The functions of `profile` and their calls. A function is a frame; frames without any sample are left out. */
export function callGraph(profile: Profile): CallGraph {
  const self = selfCosts(profile);
  const total = subtreeCosts(profile.nodeParent, self);
  const builder = new GraphBuilder(profile, self, total);
  walkSampled(profile.nodeParent, total.samples, builder);
  return builder.build(countEntries(profile));
}

/** Costs of nodes, functions or calls as parallel arrays. */
interface CostColumns {
  readonly busy: Float64Array;
  readonly wait: Float64Array;
  readonly samples: Float64Array;
}

function selfCosts({ frames, nodeFrame, samples, weights }: Profile): CostColumns {
  const costs = noCosts(nodeFrame.length);
  const isWait = frames.map((frame) => frame.kind === "wait");
  for (let i = 0; i < samples.length; i++) {
    const node = samples[i]!;
    (isWait[nodeFrame[node]!] ? costs.wait : costs.busy)[node]! += weights[i]!;
    costs.samples[node]!++;
  }
  return costs;
}

/** Parents come before children, so one pass from the end carries everything up. */
function subtreeCosts(nodeParent: Uint32Array, self: CostColumns): CostColumns {
  const busy = self.busy.slice();
  const wait = self.wait.slice();
  const samples = self.samples.slice();
  for (let node = nodeParent.length - 1; node > 0; node--) {
    const parent = nodeParent[node]!;
    busy[parent]! += busy[node]!;
    wait[parent]! += wait[node]!;
    samples[parent]! += samples[node]!;
  }
  return { busy, wait, samples };
}

interface Visitor {
  enter(node: number): void;
  leave(node: number): void;
}

/** Depth first, children in node order, only nodes with samples; a loop, because stacks may be 20,000 deep. */
function walkSampled(nodeParent: Uint32Array, samples: Float64Array, visitor: Visitor): void {
  // 0 means none: the root is nobody's child.
  const firstChild = new Uint32Array(nodeParent.length);
  const nextSibling = new Uint32Array(nodeParent.length);
  for (let node = nodeParent.length - 1; node > 0; node--) {
    if (samples[node] === 0) continue;
    nextSibling[node] = firstChild[nodeParent[node]!]!;
    firstChild[nodeParent[node]!] = node;
  }
  let node = 0;
  visitor.enter(node);
  while (true) {
    let next = firstChild[node]!;
    while (next === 0) {
      visitor.leave(node);
      if (node === 0) return;
      next = nextSibling[node]!;
      if (next === 0) node = nodeParent[node]!;
    }
    visitor.enter(node = next);
  }
}

/** In columns until the end: to add to a number in an object takes V8 ten times as long. */
class GraphBuilder implements Visitor {
  readonly #profile: Profile;
  readonly #self: CostColumns;
  readonly #total: CostColumns;
  /** frame -> function, -1 = none yet; the second half is for re-entries. */
  readonly #functionByFrame: Int32Array;
  /** function -> its place in functionByFrame */
  readonly #slots: number[] = [];
  readonly #functionSelf: CostColumns;
  readonly #functionTotal: CostColumns;
  /** frame -> nodes of it on the current stack. */
  readonly #active: Uint32Array;
  /** The same without direct recursion, which is no new entry. */
  readonly #entered: Uint32Array;
  /** Callers and callees. */
  readonly #calls = new PairIndex();
  readonly #callCosts: CostColumns;
  readonly #callByNode: Uint32Array;

  constructor(profile: Profile, self: CostColumns, total: CostColumns) {
    const frameCount = profile.frames.length;
    const nodeCount = profile.nodeFrame.length;
    this.#profile = profile;
    this.#self = self;
    this.#total = total;
    this.#functionByFrame = new Int32Array(frameCount * 2).fill(-1);
    this.#functionSelf = noCosts(frameCount * 2);
    this.#functionTotal = noCosts(frameCount * 2);
    this.#active = new Uint32Array(frameCount);
    this.#entered = new Uint32Array(frameCount);
    this.#callCosts = noCosts(nodeCount);
    this.#callByNode = new Uint32Array(nodeCount);
  }

  enter(node: number): void {
    const { nodeFrame, nodeParent } = this.#profile;
    const frame = nodeFrame[node]!;
    const isDirect = this.#isDirect(node);
    const isOutermost = this.#active[frame]!++ === 0;
    if (!isDirect) this.#entered[frame]!++;
    const own = this.#function(frame, false);
    addCosts(this.#functionSelf, own, { costs: this.#self, node });
    const total = { costs: this.#total, node };
    if (isOutermost) addCosts(this.#functionTotal, own, total);
    if (node === 0) return;

    const isReentry = !isOutermost && !isDirect;
    const callee = this.#function(frame, isReentry);
    const caller = this.#function(nodeFrame[nodeParent[node]!]!, false);
    const call = this.#callByNode[node] = this.#calls.number(caller, callee);
    // Third and later entries lie within the second one: its time is counted already.
    const isSecond = isReentry && this.#entered[frame] === 2;
    if (isOutermost || isSecond) addCosts(this.#callCosts, call, total);
    if (isSecond) addCosts(this.#functionTotal, callee, total);
  }

  leave(node: number): void {
    const frame = this.#profile.nodeFrame[node]!;
    this.#active[frame]!--;
    if (!this.#isDirect(node)) this.#entered[frame]!--;
  }

  /** `entries` says how often each node came onto the stack. */
  build(entries: Float64Array): CallGraph {
    const { firsts, seconds } = this.#calls;
    const counts = new Float64Array(firsts.length);
    for (let node = 1; node < entries.length; node++) {
      if (this.#total.samples[node] !== 0) counts[this.#callByNode[node]!]! += entries[node]!;
    }
    const frameCount = this.#profile.frames.length;
    const functions = this.#slots.map((slot, i) => ({
      frame: slot % frameCount,
      isReentry: slot >= frameCount,
      self: costAt(this.#functionSelf, i),
      total: costAt(this.#functionTotal, i),
    }));
    const calls = Array.from(firsts, (caller, i) => ({
      caller,
      callee: seconds[i]!,
      count: counts[i]!,
      cost: costAt(this.#callCosts, i),
    }));
    return { functions, calls, total: functions[0]!.total };
  }

  #isDirect(node: number): boolean {
    const { nodeFrame, nodeParent } = this.#profile;
    return node > 0 && nodeFrame[nodeParent[node]!] === nodeFrame[node];
  }

  #function(frame: number, isReentry: boolean): number {
    const slot = frame + (isReentry ? this.#profile.frames.length : 0);
    if (this.#functionByFrame[slot] === -1) {
      this.#functionByFrame[slot] = this.#slots.push(slot) - 1;
    }
    return this.#functionByFrame[slot]!;
  }
}

function noCosts(count: number): CostColumns {
  return {
    busy: new Float64Array(count),
    wait: new Float64Array(count),
    samples: new Float64Array(count),
  };
}

function addCosts(
  sums: CostColumns,
  index: number,
  { costs, node }: { costs: CostColumns; node: number },
): void {
  sums.busy[index]! += costs.busy[node]!;
  sums.wait[index]! += costs.wait[node]!;
  sums.samples[index]! += costs.samples[node]!;
}

function costAt({ busy, wait, samples }: CostColumns, index: number): Cost {
  return { busy: busy[index]!, wait: wait[index]!, samples: samples[index]! };
}

/** node -> how often it came onto the stack, from one sample to the next. */
function countEntries({ frames, nodeFrame, nodeParent, samples }: Profile): Float64Array {
  // V8 records these two without the stack that they interrupt, which goes on afterwards.
  const interrupts = frames.map(({ name, url }) =>
    url === "" && (name === "(garbage collector)" || name === "(program)")
  );
  const ancestors = new CommonAncestors(nodeParent);
  const entries = new Float64Array(nodeParent.length);
  let previous = 0;
  let last = 0;
  for (const node of samples) {
    if (node === last) continue;
    last = node;
    // One more for every node from here up, one less from where the stacks are the same.
    entries[node]!++;
    entries[ancestors.of(node, previous)]!--;
    if (!interrupts[nodeFrame[node]!]) previous = node;
  }
  for (let node = nodeParent.length - 1; node > 0; node--) {
    entries[nodeParent[node]!]! += entries[node]!;
  }
  return entries;
}
