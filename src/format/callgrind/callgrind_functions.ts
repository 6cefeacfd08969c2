// The blocks of a callgrind file, one per function, written byte by byte: strings of every line would take
// most of the time of a large profile, and V8 cannot join more than 512 MB of them.
import type { CallColumns } from "../../model/call_columns.ts";
import { groupRows, type RowGroups } from "../../model/diff/group_rows.ts";
import type { Frame } from "../../model/profile.ts";
import type { ByteWriter } from "../byte_writer.ts";
import type { CallLines } from "../source/call_lines.ts";
import type { LineCosts } from "./callgrind_line_costs.ts";
import type { FunctionName } from "./callgrind_names.ts";

/** What the blocks are made from. */
export interface NamedCalls {
  readonly calls: CallColumns;
  /** frame -> name */
  readonly names: readonly FunctionName[];
  readonly lines: LineCosts;
  readonly frames: readonly Frame[];
  readonly callLines: CallLines;
}

/** Writes the functions in their order: an id is defined where it is used first. */
export function writeFunctions(writer: ByteWriter, named: NamedCalls): void {
  const functions = new FunctionWriter(writer, named);
  for (let index = 0; index < named.calls.frames.length; index++) functions.write(index);
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

/** One line of costs. The columns are in the order of the "events:" line. */
interface CostLine {
  readonly line: number;
  readonly busy: number;
  readonly wait: number;
  readonly samples: number;
}

class FunctionWriter {
  readonly #writer: ByteWriter;
  readonly #calls: CallColumns;
  readonly #callsByCaller: RowGroups;
  readonly #lines: LineCosts;
  readonly #frames: readonly Frame[];
  readonly #callLines: CallLines;
  /** frame -> first line of the function */
  readonly #ownLines: Uint32Array;
  /** frame -> 1 for a wait site */
  readonly #isWait: Uint8Array;
  readonly #objects: NameIds;
  readonly #files: NameIds;
  /** One id per function, not per name: KCachegrind binds an id to name and file of its first use. */
  readonly #functions: NameIds;

  constructor(writer: ByteWriter, { calls, names, lines, frames, callLines }: NamedCalls) {
    this.#writer = writer;
    this.#calls = calls;
    this.#callsByCaller = groupRows(calls.callers, calls.frames.length);
    this.#lines = lines;
    this.#frames = frames;
    this.#callLines = callLines;
    this.#ownLines = Uint32Array.from(names, ({ line }) => line);
    this.#isWait = Uint8Array.from(names, ({ isWait }) => isWait ? 1 : 0);
    this.#objects = new NameIds(writer, names.map(({ object }) => object), firstEqual);
    this.#files = new NameIds(writer, names.map(({ file }) => file), firstEqual);
    this.#functions = new NameIds(
      writer,
      Array.from(calls.frames, (frame, index) => {
        const { name, reentryName } = names[frame]!;
        return calls.isReentry[index] ? reentryName : name;
      }),
    );
  }

  /** The lines of one function: who it is, self cost by line, calls. */
  write(index: number): void {
    const frame = this.#calls.frames[index]!;
    this.#writeWho(OWN, index);
    // Without any self cost the function would be unknown to some readers.
    if (this.#calls.isReentry[index] || !this.#writeSelf(frame)) {
      this.#writeCost({ line: this.#ownLines[frame]!, busy: 0, wait: 0, samples: 0 });
    }
    const { starts, order } = this.#callsByCaller;
    for (let row = starts[index]!; row < starts[index + 1]!; row++) this.#writeCall(order[row]!);
    this.#writer.byte(NEWLINE);
  }

  #writeWho(keywords: readonly Uint8Array[], index: number): void {
    const frame = this.#calls.frames[index]!;
    this.#writer.bytes(keywords[0]!);
    this.#objects.write(frame);
    this.#writer.bytes(keywords[1]!);
    this.#files.write(frame);
    this.#writer.bytes(keywords[2]!);
    this.#functions.write(index);
  }

  /** False when there is none. */
  #writeSelf(frame: number): boolean {
    const { starts, lines, micros, samples } = this.#lines;
    const isWait = this.#isWait[frame] === 1;
    for (let row = starts[frame]!; row < starts[frame + 1]!; row++) {
      const busy = isWait ? 0 : micros[row]!;
      const wait = isWait ? micros[row]! : 0;
      this.#writeCost({ line: lines[row]!, busy, wait, samples: samples[row]! });
    }
    return starts[frame]! < starts[frame + 1]!;
  }

  /** One call: object and file every time, readers forget them after it. */
  #writeCall(call: number): void {
    const { frames, callers, callees, counts, costs } = this.#calls;
    const from = frames[callers[call]!]!;
    const to = frames[callees[call]!]!;
    const writer = this.#writer;
    this.#writeWho(CALLED, callees[call]!);
    writer.bytes(CALLS);
    writer.decimal(counts[call]!);
    writer.byte(SPACE);
    writer.decimal(this.#ownLines[to]!);
    writer.byte(NEWLINE);
    this.#writeCost({
      // In native code there are no lines.
      line: this.#ownLines[from]! && this.#callLines.line(this.#frames[from]!, this.#frames[to]!),
      busy: costs.busy(call),
      wait: costs.wait(call),
      samples: costs.samples(call),
    });
  }

  #writeCost({ line, busy, wait, samples }: CostLine): void {
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

/** Callgrind's name compression: "(1) name" at first, "(1)" from then on. */
class NameIds {
  readonly #writer: ByteWriter;
  readonly #names: readonly string[];
  /** Place -> the place that has its id. */
  readonly #first: Uint32Array;
  /** First place -> id, 0 = not written yet. */
  readonly #ids: Uint32Array;
  #last = 0;

  /** Each of `names` has an id of its own, unless `first` gives the places of some the id of another. */
  constructor(
    writer: ByteWriter,
    names: readonly string[],
    first = (names: readonly string[]): Uint32Array => Uint32Array.from(names.keys()),
  ) {
    this.#writer = writer;
    this.#names = names;
    this.#first = first(names);
    this.#ids = new Uint32Array(names.length);
  }

  /** Writes the id of the name at `place`, with the name if it is new, and ends the line. */
  write(place: number): void {
    const writer = this.#writer;
    const first = this.#first[place]!;
    const isNew = this.#ids[first] === 0;
    if (isNew) this.#ids[first] = ++this.#last;
    writer.byte(OPEN);
    writer.decimal(this.#ids[first]!);
    writer.byte(CLOSE);
    if (isNew) writer.text(` ${this.#names[place]!}`);
    writer.byte(NEWLINE);
  }
}

/** Place -> the first place with the same text. */
function firstEqual(texts: readonly string[]): Uint32Array {
  const firstByText = new Map<string, number>();
  return Uint32Array.from(texts, (text, place) => {
    const first = firstByText.get(text) ?? place;
    if (first === place) firstByText.set(text, place);
    return first;
  });
}
