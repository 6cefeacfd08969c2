// The blocks of a callgrind file, one per function, written byte by byte: strings of every line would take
// most of the time of a large profile, and V8 cannot join more than 512 MB of them.
import type { CallCost, CallGraph, Cost } from "../model/call_graph.ts";
import { groupRows, type RowGroups } from "../model/group_rows.ts";
import type { ByteWriter } from "./byte_writer.ts";
import type { LineCosts } from "./callgrind_line_costs.ts";
import type { FunctionName } from "./callgrind_names.ts";

/** What the blocks are made from. */
export interface NamedGraph {
  readonly graph: CallGraph;
  /** frame -> name */
  readonly names: readonly FunctionName[];
  readonly lines: LineCosts;
}

/** Writes the functions in their order: an id is defined where it is used first. */
export function writeFunctions(writer: ByteWriter, named: NamedGraph): void {
  const functions = new FunctionWriter(writer, named);
  for (let index = 0; index < named.graph.functions.length; index++) functions.write(index);
}

const SPACE = 0x20;
const NEWLINE = 0x0a;
const OPEN = 0x28;
const CLOSE = 0x29;
/** Object, file and name of a function: the one that a block is about, and one that it calls. */
const OWN = ["ob=", "fl=", "fn="].map(bytesOf);
const CALLED = ["cob=", "cfi=", "cfn="].map(bytesOf);
const CALLS = bytesOf("calls=");

function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

class FunctionWriter {
  readonly #writer: ByteWriter;
  readonly #graph: CallGraph;
  readonly #names: readonly FunctionName[];
  readonly #lines: LineCosts;
  readonly #callsByCaller: RowGroups;
  readonly #objects: NameIds;
  readonly #files: NameIds;
  /** One id per function, not per name: KCachegrind binds an id to name and file of its first use. */
  readonly #functions: NameIds;

  constructor(writer: ByteWriter, { graph, names, lines }: NamedGraph) {
    const { functions, calls } = graph;
    this.#writer = writer;
    this.#graph = graph;
    this.#names = names;
    this.#lines = lines;
    this.#callsByCaller = groupRows(
      Uint32Array.from(calls, ({ caller }) => caller),
      functions.length,
    );
    this.#objects = new NameIds(writer, firstEqual(names.map(({ object }) => object)));
    this.#files = new NameIds(writer, firstEqual(names.map(({ file }) => file)));
    this.#functions = new NameIds(writer, Uint32Array.from(functions.keys()));
  }

  /** The lines of one function: who it is, self cost by line, calls. */
  write(index: number): void {
    const { frame, isReentry } = this.#graph.functions[index]!;
    this.#writeWho(OWN, index);
    // Without any self cost the function would be unknown to some readers.
    if (isReentry || !this.#writeSelf(frame)) this.#writeCost(this.#names[frame]!.line, NOTHING);
    const { starts, order } = this.#callsByCaller;
    for (let row = starts[index]!; row < starts[index + 1]!; row++) {
      this.#writeCall(this.#graph.calls[order[row]!]!);
    }
    this.#writer.byte(NEWLINE);
  }

  #writeWho(keywords: readonly Uint8Array[], index: number): void {
    const { frame, isReentry } = this.#graph.functions[index]!;
    const { object, file, name, reentryName } = this.#names[frame]!;
    this.#writer.bytes(keywords[0]!);
    this.#objects.write(frame, object);
    this.#writer.bytes(keywords[1]!);
    this.#files.write(frame, file);
    this.#writer.bytes(keywords[2]!);
    this.#functions.write(index, isReentry ? reentryName : name);
  }

  /** False when there is none. */
  #writeSelf(frame: number): boolean {
    const { starts, lines, micros, samples } = this.#lines;
    const { isWait } = this.#names[frame]!;
    for (let row = starts[frame]!; row < starts[frame + 1]!; row++) {
      const busy = isWait ? 0 : micros[row]!;
      const wait = isWait ? micros[row]! : 0;
      this.#writeCost(lines[row]!, { busy, wait, samples: samples[row]! });
    }
    return starts[frame]! < starts[frame + 1]!;
  }

  /** One call: object and file every time, readers forget them after it. */
  #writeCall({ caller, callee, count, cost }: CallCost): void {
    const { functions } = this.#graph;
    const from = this.#names[functions[caller]!.frame]!;
    const to = this.#names[functions[callee]!.frame]!;
    this.#writeWho(CALLED, callee);
    this.#writer.bytes(CALLS);
    this.#writer.decimal(count);
    this.#writer.byte(SPACE);
    this.#writer.decimal(to.line);
    this.#writer.byte(NEWLINE);
    // Where in the caller a call stands is not in V8's data: its first line stands for all. The line of
    // an await is known.
    this.#writeCost(to.isWait && to.file === from.file ? to.line : from.line, cost);
  }

  /** The columns are in the order of the "events:" line. */
  #writeCost(line: number, { busy, wait, samples }: Cost): void {
    const writer = this.#writer;
    writer.decimal(line);
    writer.byte(SPACE);
    writer.decimal(busy);
    writer.byte(SPACE);
    writer.decimal(wait);
    writer.byte(SPACE);
    writer.decimal(samples);
    writer.byte(NEWLINE);
  }
}

const NOTHING: Cost = { busy: 0, wait: 0, samples: 0 };

/** Callgrind's name compression: "(1) name" at first, "(1)" from then on. */
class NameIds {
  readonly #writer: ByteWriter;
  /** Key -> the first key with the same name. */
  readonly #first: Uint32Array;
  /** First key -> id, 0 = not written yet. */
  readonly #ids: Uint32Array;
  #last = 0;

  constructor(writer: ByteWriter, first: Uint32Array) {
    this.#writer = writer;
    this.#first = first;
    this.#ids = new Uint32Array(first.length);
  }

  /** Writes the id of `key`, with the name if it is new, and ends the line. */
  write(key: number, name: string): void {
    const writer = this.#writer;
    const first = this.#first[key]!;
    const isNew = this.#ids[first] === 0;
    if (isNew) this.#ids[first] = ++this.#last;
    writer.byte(OPEN);
    writer.decimal(this.#ids[first]!);
    writer.byte(CLOSE);
    if (isNew) writer.text(` ${name}`);
    writer.byte(NEWLINE);
  }
}

/** Index -> the first index with the same text. */
function firstEqual(texts: readonly string[]): Uint32Array {
  const firstByText = new Map<string, number>();
  return Uint32Array.from(texts, (text, i) => {
    const first = firstByText.get(text) ?? i;
    if (first === i) firstByText.set(text, i);
    return first;
  });
}
