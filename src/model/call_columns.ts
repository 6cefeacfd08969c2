// Sampled call tree -> functions and the calls between them, with recursion counted once.
// The cost of a call is that of the OUTERMOST activation of the callee only, so the incoming costs of a
// function add up to its total. Charging every activation, as most converters do, gives a mutually
// recursive function more time than the whole run had.
import { CommonAncestors } from "./common_ancestors.ts";
import { CostTable } from "./cost_table.ts";
import { PairIndex } from "./diff/pair_index.ts";
import type { Profile } from "./profile.ts";
import { type NodeVisitor, walkDepthFirst } from "./walk_depth_first.ts";

/** What callGraph() says, in columns. A function or a call is its place in them. */
export interface CallColumns {
  /** function -> index in the profile's frames */
  readonly frames: Uint32Array;
  /** function -> 1 for the stand-in of its re-entry, else 0 */
  readonly isReentry: Uint8Array;
  /** By function. */
  readonly self: CostTable;
  /** By function. */
  readonly total: CostTable;
  /** call -> function */
  readonly callers: Uint32Array;
  /** call -> function */
  readonly callees: Uint32Array;
  /** call -> activations */
  readonly counts: Float64Array;
  /** By call. */
  readonly costs: CostTable;
}

/** The functions of `profile` and their calls. A function is a frame; frames without any sample are left out. */
export function callColumns(profile: Profile): CallColumns {
  const self = selfCosts(profile);
  const total = subtreeCosts(profile.nodeParent, self);
  const builder = new ColumnBuilder(profile, self, total);
  walkDepthFirst(profile.nodeParent, builder, (node) => total.samples(node) > 0);
  return builder.build(countEntries(profile));
}

function selfCosts({ frames, nodeFrame, samples, weights }: Profile): CostTable {
  const costs = new CostTable(nodeFrame.length);
  const isWait = frames.map((frame) => frame.kind === "wait");
  for (let i = 0; i < samples.length; i++) {
    const node = samples[i]!;
    costs.addSample(node, weights[i]!, isWait[nodeFrame[node]!]!);
  }
  return costs;
}

/** Parents come before children, so one pass from the end carries everything up. */
function subtreeCosts(nodeParent: Uint32Array, self: CostTable): CostTable {
  const costs = self.copy();
  for (let node = nodeParent.length - 1; node > 0; node--) {
    costs.add(nodeParent[node]!, costs, node);
  }
  return costs;
}

class ColumnBuilder implements NodeVisitor {
  readonly #profile: Profile;
  readonly #nodeSelf: CostTable;
  readonly #nodeTotal: CostTable;
  /** frame -> function, -1 = none yet; the second half is for re-entries. */
  readonly #functionByFrame: Int32Array;
  /** function -> its place in functionByFrame */
  readonly #places: number[] = [];
  readonly #self: CostTable;
  readonly #total: CostTable;
  /** frame -> nodes of it on the current stack. */
  readonly #active: Uint32Array;
  /** The same without direct recursion, which is no new entry. */
  readonly #entered: Uint32Array;
  /** Callers and callees. */
  readonly #calls = new PairIndex();
  readonly #costs: CostTable;
  readonly #callByNode: Uint32Array;

  constructor(profile: Profile, nodeSelf: CostTable, nodeTotal: CostTable) {
    const frameCount = profile.frames.length;
    const nodeCount = profile.nodeFrame.length;
    this.#profile = profile;
    this.#nodeSelf = nodeSelf;
    this.#nodeTotal = nodeTotal;
    this.#functionByFrame = new Int32Array(frameCount * 2).fill(-1);
    this.#self = new CostTable(frameCount * 2);
    this.#total = new CostTable(frameCount * 2);
    this.#active = new Uint32Array(frameCount);
    this.#entered = new Uint32Array(frameCount);
    // No call without a node of its own.
    this.#costs = new CostTable(nodeCount);
    this.#callByNode = new Uint32Array(nodeCount);
  }

  enter(node: number): void {
    const { nodeFrame, nodeParent } = this.#profile;
    const frame = nodeFrame[node]!;
    const isDirect = this.#isDirect(node);
    const isOutermost = this.#active[frame]!++ === 0;
    if (!isDirect) this.#entered[frame]!++;
    const own = this.#function(frame);
    this.#self.add(own, this.#nodeSelf, node);
    if (isOutermost) this.#total.add(own, this.#nodeTotal, node);
    if (node === 0) return;

    const isReentry = !isOutermost && !isDirect;
    const callee = isReentry ? this.#function(frame + this.#profile.frames.length) : own;
    const caller = this.#function(nodeFrame[nodeParent[node]!]!);
    const call = this.#callByNode[node] = this.#calls.number(caller, callee);
    // Third and later entries lie within the second one: its time is counted already.
    const isSecond = isReentry && this.#entered[frame] === 2;
    if (isOutermost || isSecond) this.#costs.add(call, this.#nodeTotal, node);
    if (isSecond) this.#total.add(callee, this.#nodeTotal, node);
  }

  leave(node: number): void {
    const frame = this.#profile.nodeFrame[node]!;
    this.#active[frame]!--;
    if (!this.#isDirect(node)) this.#entered[frame]!--;
  }

  /** `entries` says how often each node came onto the stack. */
  build(entries: Float64Array): CallColumns {
    const frameCount = this.#profile.frames.length;
    const { firsts: callers, seconds: callees } = this.#calls;
    const counts = new Float64Array(callers.length);
    for (let node = 1; node < entries.length; node++) {
      if (this.#nodeTotal.samples(node) === 0) continue;
      counts[this.#callByNode[node]!]! += entries[node]!;
    }
    return {
      frames: Uint32Array.from(this.#places, (place) => place % frameCount),
      isReentry: Uint8Array.from(this.#places, (place) => place < frameCount ? 0 : 1),
      self: this.#self,
      total: this.#total,
      callers,
      callees,
      counts,
      costs: this.#costs,
    };
  }

  #isDirect(node: number): boolean {
    const { nodeFrame, nodeParent } = this.#profile;
    return node > 0 && nodeFrame[nodeParent[node]!] === nodeFrame[node];
  }

  #function(place: number): number {
    if (this.#functionByFrame[place] === -1) {
      this.#functionByFrame[place] = this.#places.push(place) - 1;
    }
    return this.#functionByFrame[place]!;
  }
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
  for (let i = 0; i < samples.length; i++) {
    const node = samples[i]!;
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
