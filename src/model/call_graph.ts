// Sampled call tree -> functions and the calls between them, with recursion counted once.
// The cost of a call is that of the OUTERMOST activation of the callee only, so the incoming costs of a
// function add up to its total. Charging every activation, as most converters do, gives a mutually
// recursive function more time than the whole run had.
import { CommonAncestors } from "./common_ancestors.ts";
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
  builder.countActivations();
  const { functions, calls } = builder;
  return { functions, calls, total: functions[0]!.total };
}

/** Parallel arrays by node: three numbers per node in objects would be most of the memory. */
interface NodeCosts {
  readonly busy: Float64Array;
  readonly wait: Float64Array;
  readonly samples: Float64Array;
}

function selfCosts({ frames, nodeFrame, samples, weights }: Profile): NodeCosts {
  const busy = new Float64Array(nodeFrame.length);
  const wait = new Float64Array(nodeFrame.length);
  const counts = new Float64Array(nodeFrame.length);
  const isWait = frames.map((frame) => frame.kind === "wait");
  for (let i = 0; i < samples.length; i++) {
    const node = samples[i]!;
    (isWait[nodeFrame[node]!] ? wait : busy)[node]! += weights[i]!;
    counts[node]!++;
  }
  return { busy, wait, samples: counts };
}

/** Parents come before children, so one pass from the end carries everything up. */
function subtreeCosts(nodeParent: Uint32Array, self: NodeCosts): NodeCosts {
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

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
type Sum = Mutable<Cost>;
const nothing = (): Sum => ({ busy: 0, wait: 0, samples: 0 });

class GraphBuilder implements Visitor {
  readonly functions: (FunctionCost & { readonly self: Sum; readonly total: Sum })[] = [];
  readonly calls: (Mutable<CallCost> & { readonly cost: Sum })[] = [];
  readonly #profile: Profile;
  readonly #self: NodeCosts;
  readonly #total: NodeCosts;
  /** frame -> index in functions, -1 = none yet; the second half is for re-entries. */
  readonly #functionByFrame: Int32Array;
  /** frame -> nodes of it on the current stack. */
  readonly #active: Uint32Array;
  /** The same without direct recursion, which is no new entry. */
  readonly #entered: Uint32Array;
  readonly #callByPair = new Map<number, number>();
  readonly #callByNode: Uint32Array;

  constructor(profile: Profile, self: NodeCosts, total: NodeCosts) {
    this.#profile = profile;
    this.#self = self;
    this.#total = total;
    this.#functionByFrame = new Int32Array(profile.frames.length * 2).fill(-1);
    this.#active = new Uint32Array(profile.frames.length);
    this.#entered = new Uint32Array(profile.frames.length);
    this.#callByNode = new Uint32Array(profile.nodeFrame.length);
  }

  enter(node: number): void {
    const { nodeFrame, nodeParent } = this.#profile;
    const frame = nodeFrame[node]!;
    const isDirect = this.#isDirect(node);
    const isOutermost = this.#active[frame]!++ === 0;
    if (!isDirect) this.#entered[frame]!++;
    const target = this.functions[this.#function(frame, false)]!;
    addNode(target.self, this.#self, node);
    if (isOutermost) addNode(target.total, this.#total, node);
    if (node === 0) return;

    const isReentry = !isOutermost && !isDirect;
    const callee = this.#function(frame, isReentry);
    const caller = this.#function(nodeFrame[nodeParent[node]!]!, false);
    const call = this.#callByNode[node] = this.#call(caller, callee);
    // Third and later entries lie within the second one: its time is counted already.
    const isSecond = isReentry && this.#entered[frame] === 2;
    if (isOutermost || isSecond) addNode(this.calls[call]!.cost, this.#total, node);
    if (isSecond) addNode(this.functions[callee]!.total, this.#total, node);
  }

  leave(node: number): void {
    const frame = this.#profile.nodeFrame[node]!;
    this.#active[frame]!--;
    if (!this.#isDirect(node)) this.#entered[frame]!--;
  }

  /** Counts how often a node came onto the stack: nodes of the stack before have not been called again. */
  countActivations(): void {
    const { nodeParent } = this.#profile;
    const activations = countEntries(this.#profile);
    for (let node = nodeParent.length - 1; node > 0; node--) {
      if (this.#total.samples[node]! === 0) continue;
      this.calls[this.#callByNode[node]!]!.count += activations[node]!;
    }
  }

  #isDirect(node: number): boolean {
    const { nodeFrame, nodeParent } = this.#profile;
    return node > 0 && nodeFrame[nodeParent[node]!] === nodeFrame[node];
  }

  #function(frame: number, isReentry: boolean): number {
    const slot = frame + (isReentry ? this.#profile.frames.length : 0);
    if (this.#functionByFrame[slot] === -1) {
      const entry = { frame, isReentry, self: nothing(), total: nothing() };
      this.#functionByFrame[slot] = this.functions.push(entry) - 1;
    }
    return this.#functionByFrame[slot]!;
  }

  #call(caller: number, callee: number): number {
    const pair = caller * this.#functionByFrame.length + callee;
    let call = this.#callByPair.get(pair);
    if (call === undefined) {
      call = this.calls.push({ caller, callee, count: 0, cost: nothing() }) - 1;
      this.#callByPair.set(pair, call);
    }
    return call;
  }
}

function addNode(sum: Sum, costs: NodeCosts, node: number): void {
  sum.busy += costs.busy[node]!;
  sum.wait += costs.wait[node]!;
  sum.samples += costs.samples[node]!;
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
