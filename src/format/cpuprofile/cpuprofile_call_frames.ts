// Call frames straight from the bytes. A function has a dozen nodes, each with its whole call frame, and
// these are two thirds of a file: every distinct run of bytes is parsed once and then known by its hash.
import type { Frame } from "../../model/profile.ts";
import {
  BACKSLASH,
  CLOSE_OBJECT,
  type JsonCursor,
  OPEN_LIST,
  OPEN_OBJECT,
  QUOTE,
  UnusualJson,
} from "./cpuprofile_cursor.ts";
import { readFrame } from "./cpuprofile_frame.ts";
import { FrameMemo, type KnownFrame } from "./cpuprofile_frame_memo.ts";
import { FrameTable } from "./cpuprofile_frame_table.ts";
import { RunIndex } from "./cpuprofile_runs.ts";

/** Offset and prime of FNV-1a, 32 bits (http://www.isthe.com/chongo/tech/comp/fnv/). */
const FNV_OFFSET = 0x811c_9dc5;
const FNV_PRIME = 0x0100_0193;
const decoder = new TextDecoder();
/** Shared by all files: what bytes mean does not depend on where they stand. */
const sharedMemo = new FrameMemo();
/** Large files have many functions with a dozen nodes each; in the memo they would push out all others. */
const MAX_MEMO_FILE = 4_000_000;

/** Reads the call frames under a cursor. */
export class CallFrames {
  readonly #cursor: JsonCursor;
  readonly #view: DataView;
  /** Made when needed: in a file of known functions never. */
  #runs: RunIndex | undefined;
  readonly #frameByRun: number[] = [];
  readonly #table = new FrameTable();
  readonly #memo: FrameMemo | undefined;
  /** The memo's number of this file. */
  readonly #file: number;

  constructor(cursor: JsonCursor) {
    this.#cursor = cursor;
    this.#view = cursor.view;
    this.#memo = cursor.bytes.length <= MAX_MEMO_FILE ? sharedMemo : undefined;
    this.#file = this.#memo?.beginFile() ?? 0;
  }

  /** Each distinct frame in the order of first use; the root's comes first. */
  get frames(): readonly Frame[] {
    return this.#table.frames;
  }

  /** Steps over a call frame and returns its index in frames. Throws whatever is wrong with it. */
  read(): number {
    const cursor = this.#cursor;
    if (cursor.peek() !== OPEN_OBJECT) throw new UnusualJson();
    const start = cursor.at;
    const run = this.#memo?.find(this.#view, cursor.bytes, start);
    if (run) {
      cursor.at = start + run.length;
      return this.#indexOf(run.known);
    }
    const hash = this.#hashToEnd();
    this.#runs ??= new RunIndex(this.#view);
    const number = this.#runs.number({ start, end: cursor.at, hash });
    return this.#frameByRun[number] ??= this.#parse(start);
  }

  #parse(start: number): number {
    const run = this.#cursor.bytes.subarray(start, this.#cursor.at);
    // Nobody sees the place: what is wrong here is found again by the careful reader.
    const frame = readFrame({ callFrame: JSON.parse(decoder.decode(run)) }, () => "");
    return this.#memo ? this.#indexOf(this.#memo.keep(run, frame)) : this.#table.indexOf(frame);
  }

  #indexOf(known: KnownFrame): number {
    if (known.file !== this.#file) {
      known.file = this.#file;
      known.index = this.#table.addShared(known.frame);
    }
    return known.index;
  }

  /** Steps over an object without lists and objects in it. */
  #hashToEnd(): number {
    const cursor = this.#cursor;
    let hash = FNV_OFFSET;
    while (true) {
      const byte = cursor.bytes[++cursor.at];
      if (byte === undefined || byte === OPEN_OBJECT || byte === OPEN_LIST) throw new UnusualJson();
      hash = Math.imul(hash ^ byte, FNV_PRIME);
      if (byte === QUOTE) hash = this.#hashText(hash);
      if (byte === CLOSE_OBJECT) break;
    }
    cursor.at++;
    return hash;
  }

  /** From an opening quote to the closing one. Four bytes at a time take half as long as one. */
  #hashText(hash: number): number {
    const { bytes } = this.#cursor;
    const view = this.#view;
    let at = this.#cursor.at + 1;
    for (; at + 4 <= bytes.length; at += 4) {
      const word = view.getInt32(at);
      if (hasZeroByte(word ^ QUOTES) || hasZeroByte(word ^ BACKSLASHES)) break;
      hash = Math.imul(hash ^ word, FNV_PRIME);
      // The high bits of a factor do not get into the low ones of a product, which choose the slot.
      hash ^= hash >>> 15;
    }
    for (let byte; (byte = bytes[at]) !== QUOTE; at++) {
      if (byte === undefined) throw new UnusualJson();
      hash = Math.imul(hash ^ byte, FNV_PRIME);
      if (byte === BACKSLASH) at++;
    }
    this.#cursor.at = at;
    return hash;
  }
}

const ONES = 0x0101_0101;
const QUOTES = QUOTE * ONES;
const BACKSLASHES = BACKSLASH * ONES;

/** A. Mycroft's test (1987): only of a zero byte subtracting 1 borrows into a bit that was not set. */
function hasZeroByte(word: number): boolean {
  return ((word - ONES) & ~word & 0x8080_8080) !== 0;
}
