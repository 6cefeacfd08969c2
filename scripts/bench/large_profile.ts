// A large .cpuprofile, the same bytes every time, so that no file of 100 MB lies in the repository. Its
// proportions are those of the recorded ones in the fixtures, e.g. 250 bytes per node, lines for a third of
// the nodes, stacks that share most of their frames with the stack before.
import { ByteWriter } from "../../src/format/byte_writer.ts";

/** How large. In the fixtures the number of functions grows with the square root of that of nodes. */
export interface LargeProfileSize {
  readonly nodes: number;
  readonly samples: number;
  readonly functions: number;
}

const MAX_DEPTH = 60;
const CALLEES = 8;
const FUNCTIONS_PER_FILE = 20;
/** One delta in so many is negative, as in recordings of code that V8 deoptimises. */
const LATE_EVERY = 2_000;

/**
 * The file as V8 would write it: nodes depth first, ids in the order in which stacks turned up. Another `seed`, not
 * 0, makes another recording of the same functions.
 */
export function largeProfile(size: LargeProfileSize, seed = 2_463_534_242): Uint8Array {
  const random = randomNumbers(seed);
  const tree = new RandomTree(size, random);
  const samples = new Uint32Array(size.samples);
  let node = 0;
  for (let i = 0; i < samples.length; i++) {
    for (let frames = stepLength(random, 26); frames > 0; frames--) node = tree.parents[node]!;
    // In step with the samples: new stacks turn up all along a recording.
    const mayGrow = tree.count < size.nodes * (i + 1) / size.samples;
    for (let frames = stepLength(random, 38); frames > 0; frames--) {
      node = tree.callee(node, mayGrow);
    }
    samples[i] = node;
  }
  return writeProfile(tree, samples, random);
}

/** By how many frames a stack shrinks or grows from one sample to the next: few, but now and then many. */
function stepLength(random: () => number, most: number): number {
  return random() % 4 === 0 ? random() % most : random() % 4;
}

/** 32-bit numbers by xorshift: G. Marsaglia, "Xorshift RNGs" (2003). */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
}

/** A tree that grows where it is walked. Node 0 is the root and its own parent; as a child 0 means none. */
class RandomTree {
  readonly parents: Uint32Array;
  readonly functions: Uint32Array;
  readonly firstChild: Uint32Array;
  readonly nextSibling: Uint32Array;
  readonly #depths: Uint32Array;
  readonly #functionCount: number;
  readonly #random: () => number;
  #count = 1;

  constructor({ nodes, functions }: LargeProfileSize, random: () => number) {
    this.parents = new Uint32Array(nodes);
    this.functions = new Uint32Array(nodes);
    this.firstChild = new Uint32Array(nodes);
    this.nextSibling = new Uint32Array(nodes);
    this.#depths = new Uint32Array(nodes);
    this.#functionCount = functions;
    this.#random = random;
  }

  get count(): number {
    return this.#count;
  }

  /** A function called from `node`: a new node where the tree may grow, else any old one. */
  callee(node: number, mayGrow: boolean): number {
    if (this.#depths[node] === MAX_DEPTH) return node;
    const callee = this.#pick(this.functions[node]!);
    let last = 0;
    for (let child = this.firstChild[node]!; child !== 0; child = this.nextSibling[child]!) {
      if (this.functions[child] === callee) return child;
      last = child;
    }
    if (mayGrow && this.#count < this.parents.length) return this.#add(node, callee);
    return last === 0 ? node : last;
  }

  /** The functions that one calls are always the same few, the first of them most often. */
  #pick(caller: number): number {
    const choice = Math.min(this.#random() % CALLEES, this.#random() % CALLEES);
    return 1 + (caller * 7919 + choice * 104_729 + choice * choice) % (this.#functionCount - 1);
  }

  #add(parent: number, callee: number): number {
    const node = this.#count++;
    this.parents[node] = parent;
    this.functions[node] = callee;
    this.#depths[node] = this.#depths[parent]! + 1;
    this.nextSibling[node] = this.firstChild[parent]!;
    this.firstChild[parent] = node;
    return node;
  }
}

function writeProfile(tree: RandomTree, samples: Uint32Array, random: () => number): Uint8Array {
  const deltas = Int32Array.from(samples, (_, i) => {
    return i % LATE_EVERY === LATE_EVERY - 1 ? -40 : 80 + random() % 90;
  });
  const endTime = 1_000_000 + deltas.reduce((sum, delta) => sum + delta, 100);
  const writer = new ByteWriter();
  writer.text('{"nodes":[');
  writeNodes(writer, tree, samples);
  writer.text(`],"startTime":1000000,"endTime":${endTime},"samples":[`);
  writer.text(Array.from(samples, (node) => node + 1).join());
  writer.text(`],"timeDeltas":[${deltas.join()}]}`);
  return writer.view();
}

/** Depth first. */
function writeNodes(writer: ByteWriter, tree: RandomTree, samples: Uint32Array): void {
  const hits = new Uint32Array(tree.count);
  for (const node of samples) hits[node]!++;
  let node = 0;
  while (true) {
    if (node !== 0) writer.text(",");
    writer.text(JSON.stringify(nodeOf(tree, node, hits[node]!)));
    let next = tree.firstChild[node]!;
    while (next === 0 && node !== 0) {
      next = tree.nextSibling[node]!;
      if (next === 0) node = tree.parents[node]!;
    }
    if (next === 0) return;
    node = next;
  }
}

function nodeOf(tree: RandomTree, node: number, hitCount: number): unknown {
  const index = tree.functions[node]!;
  const callFrame = index % 40 === 0 ? nativeFrame(index) : sourceFrame(index);
  const children: number[] = [];
  for (let child = tree.firstChild[node]!; child !== 0; child = tree.nextSibling[child]!) {
    children.push(child + 1);
  }
  // Half the ticks on one line, the others near by.
  const line = callFrame.lineNumber + 1 + node % 9;
  const positionTicks = [{ line, ticks: hitCount - (hitCount >> 1) }, {
    line: line + 2,
    ticks: hitCount >> 1,
  }].filter(({ ticks }) => ticks > 0);
  return {
    id: node + 1,
    callFrame,
    hitCount,
    ...(children.length > 0 && { children }),
    ...(positionTicks.length > 0 && callFrame.url !== "" && { positionTicks }),
  };
}

interface CallFrame {
  readonly functionName: string;
  readonly scriptId: string;
  readonly url: string;
  readonly lineNumber: number;
  readonly columnNumber: number;
}

/** Function 0 is the root. */
function nativeFrame(index: number): CallFrame {
  const functionName = index === 0 ? "(root)" : `native${index}`;
  return { functionName, scriptId: "0", url: "", lineNumber: -1, columnNumber: -1 };
}

function sourceFrame(index: number): CallFrame {
  const file = Math.floor(index / FUNCTIONS_PER_FILE);
  const folder = file % 3 === 0 ? "/srv/app/src/features" : "/srv/app/node_modules/package";
  return {
    functionName: index % 11 === 0 ? "" : `handleFunction${index}`,
    scriptId: String(100 + file),
    url: `file://${folder}${file % 97}/dist/internal/module${file}.js`,
    lineNumber: index % FUNCTIONS_PER_FILE * 23,
    columnNumber: index % 31,
  };
}
