// A large .cpuprofile, the same bytes every time, so that no file of 100 MB lies in the repository. Its
// proportions are those of the recorded ones in the fixtures: a dozen nodes per function, lines for a third
// of the nodes, stacks of some 30 frames that share most of them with the stack before.
import { ByteWriter } from "../../src/format/byte_writer.ts";

/** How large; `functions` are drawn from, a few of them are never called. */
export interface LargeProfileSize {
  readonly nodes: number;
  readonly samples: number;
  readonly functions: number;
}

const MAX_DEPTH = 60;
const CALLEES = 8;
const FUNCTIONS_PER_FILE = 20;
/** One delta in so many is negative, as in recordings of code that V8 deoptimises. */
const STRAGGLER_EVERY = 2_000;

/** The file, as V8 would write it: nodes depth first, ids in the order of their first sample. */
export function largeProfile(size: LargeProfileSize): Uint8Array {
  const random = randomNumbers();
  const tree = new RandomTree(size, random);
  const samples = new Uint32Array(size.samples);
  let node = 0;
  for (let i = 0; i < size.samples; i++) {
    for (let frames = stepLength(random, 26); frames > 0; frames--) node = tree.parents[node]!;
    // In step with the samples: new stacks turn up all along a recording.
    const mayGrow = tree.count < size.nodes * (i + 1) / size.samples;
    for (let frames = stepLength(random, 38); frames > 0; frames--) {
      node = tree.callee(node, mayGrow);
    }
    samples[i] = node;
  }
  return fileOf(tree, samples, random);
}

/** By how many frames a stack grows or shrinks from one sample to the next: few, but now and then many. */
function stepLength(random: () => number, most: number): number {
  return random() % 4 === 0 ? random() % most : random() % 4;
}

/** 32-bit numbers by xorshift: G. Marsaglia, "Xorshift RNGs" (2003). */
function randomNumbers(): () => number {
  let state = 2_463_534_242;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
}

/** A tree that grows where it is walked; node 0 is the root and its own parent. */
class RandomTree {
  readonly parents: Uint32Array;
  readonly functions: Uint32Array;
  /** 0 = none. */
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

function fileOf(tree: RandomTree, samples: Uint32Array, random: () => number): Uint8Array {
  const hits = new Uint32Array(tree.count);
  for (const node of samples) hits[node]!++;
  const writer = new ByteWriter();
  writer.text('{"nodes":[');
  let node = 0;
  while (true) {
    writeNode(writer, tree, { node, hits: hits[node]! });
    let next = tree.firstChild[node]!;
    while (next === 0 && node !== 0) {
      next = tree.nextSibling[node]!;
      if (next === 0) node = tree.parents[node]!;
    }
    if (next === 0) break;
    writer.text(",");
    node = next;
  }
  const deltas = Array.from(samples, (_, i) => {
    return i % STRAGGLER_EVERY === STRAGGLER_EVERY - 1 ? -40 : 80 + random() % 90;
  });
  const endTime = 1_000_000 + deltas.reduce((sum, delta) => sum + delta, 100);
  writer.text(`],"startTime":1000000,"endTime":${endTime},"samples":`);
  writeList(writer, samples, 1);
  writer.text(',"timeDeltas":');
  writeList(writer, deltas, 0);
  writer.text("}");
  return writer.view();
}

function writeNode(
  writer: ByteWriter,
  tree: RandomTree,
  { node, hits }: { node: number; hits: number },
): void {
  const frame = callFrame(tree.functions[node]!);
  writer.text(`{"id":${node + 1},"callFrame":${JSON.stringify(frame)},"hitCount":${hits}`);
  const children: number[] = [];
  for (let child = tree.firstChild[node]!; child !== 0; child = tree.nextSibling[child]!) {
    children.push(child);
  }
  if (children.length > 0) {
    writer.text(',"children":');
    writeList(writer, children, 1);
  }
  if (hits > 0 && frame.lineNumber >= 0) {
    // Half the ticks on one line, the rest next to it.
    const line = frame.lineNumber + 1 + node % 9;
    const ticks = [{ line, ticks: hits - (hits >> 1) }, { line: line + 2, ticks: hits >> 1 }];
    writer.text(`,"positionTicks":${JSON.stringify(ticks.filter(({ ticks }) => ticks > 0))}`);
  }
  writer.text("}");
}

/** Function 0 is the root; of the others one in 40 is native. */
function callFrame(index: number): { readonly functionName: string; readonly lineNumber: number } {
  if (index % 40 === 0) {
    const functionName = index === 0 ? "(root)" : `native${index}`;
    return { functionName, scriptId: "0", url: "", lineNumber: -1, columnNumber: -1 } as const;
  }
  const file = Math.floor(index / FUNCTIONS_PER_FILE);
  const folder = file % 3 === 0 ? "/srv/app/src/features" : "/srv/app/node_modules/package";
  return {
    functionName: index % 11 === 0 ? "" : `handleFunction${index}`,
    scriptId: String(100 + file),
    url: `file://${folder}${file % 97}/dist/internal/module${file}.js`,
    lineNumber: index % FUNCTIONS_PER_FILE * 23,
    columnNumber: index % 31,
  } as { functionName: string; lineNumber: number };
}

function writeList(writer: ByteWriter, numbers: ArrayLike<number>, added: number): void {
  writer.text("[");
  for (let i = 0; i < numbers.length; i++) {
    if (i > 0) writer.text(",");
    writer.text(String(numbers[i]! + added));
  }
  writer.text("]");
}
