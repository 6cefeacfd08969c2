// Frames of earlier files, by the bytes of their call frames: thousands of files of one app have the same few
// hundred functions, and to parse and judge each again takes longer than all the rest of a small file.
import type { Frame } from "../../model/profile.ts";
import { CLOSE_OBJECT } from "./cpuprofile_cursor.ts";

/** A frame that was parsed; equal frames are one. */
export interface KnownFrame {
  readonly frame: Frame;
  /** The last file that has it, and its index among the frames there: to be kept by the reader of that file. */
  file: number;
  index: number;
}

/** A call frame that was parsed. */
export interface KnownRun {
  /** Where its bytes are in the memo's pool. */
  readonly start: number;
  readonly length: number;
  readonly known: KnownFrame;
}

/** Runs kept, about 10 MB; beyond it all are forgotten before the next file. */
const MAX_RUNS = 20_000;
/** How much of the end of a run its hash is made of: positions, the end of the URL and of short names. */
const HASHED_BYTES = 64;
/** Behind {"functionName":" */
const NAME_START = 17;
const NAME_END = NAME_START + 32;
const RECENT = 4096;

/** Runs of bytes and the frames that they mean; equal frames are the same object. */
export class FrameMemo {
  readonly #runsByHash = new Map<number, KnownRun[]>();
  readonly #frameByKey = new Map<string, KnownFrame>();
  #count = 0;
  #file = 0;
  /** The bytes of all runs, one after the other: few objects, and near to each other. */
  #pool = new Uint8Array(1 << 16);
  #poolView = new DataView(this.#pool.buffer);
  #poolEnd = 0;
  /** By the start of their bytes: most names tell a function alone, and where a run ends need not be known. */
  #recent: (KnownRun | undefined)[] = new Array(RECENT).fill(undefined);

  /**
   * The run that starts at `start`, if it is known. It then ends with the first brace: only whole call frames
   * are kept, so equal bytes need no second look.
   */
  find(view: DataView, bytes: Uint8Array, start: number): KnownRun | undefined {
    if (start + HASHED_BYTES > bytes.length) return undefined;
    const place = hashOf(view, start + NAME_START, start + NAME_END) & (RECENT - 1);
    const guess = this.#recent[place];
    const isKnown = guess !== undefined && start + guess.length <= bytes.length &&
      isEqual(view, start, { view: this.#poolView, run: guess });
    return isKnown ? guess : this.#recent[place] = this.#search(view, bytes, start);
  }

  #search(view: DataView, bytes: Uint8Array, start: number): KnownRun | undefined {
    const end = bytes.indexOf(CLOSE_OBJECT, start) + 1;
    const length = end - start;
    if (length < HASHED_BYTES) return undefined;
    const runs = this.#runsByHash.get(hashOf(view, end - HASHED_BYTES, end));
    if (!runs) return undefined;
    for (let i = 0; i < runs.length; i++) {
      const run = runs[i]!;
      if (run.length === length && isEqual(view, start, { view: this.#poolView, run })) return run;
    }
    return undefined;
  }

  /** Remembers what `run`, a whole call frame, means, and returns the one object for such a frame. */
  keep(run: Uint8Array, frame: Frame): KnownFrame {
    const key = `${frame.name}\0${frame.url}\0${frame.line}\0${frame.column}`;
    let shared = this.#frameByKey.get(key);
    if (!shared) this.#frameByKey.set(key, shared = { frame, file: 0, index: 0 });
    // One with a brace in a name would be cut short by find().
    if (run.length < HASHED_BYTES || run.indexOf(CLOSE_OBJECT) !== run.length - 1) return shared;
    const known = { start: this.#append(run), length: run.length, known: shared };
    const hash = hashOf(this.#poolView, this.#poolEnd - HASHED_BYTES, this.#poolEnd);
    const runs = this.#runsByHash.get(hash);
    if (runs) runs.push(known);
    else this.#runsByHash.set(hash, [known]);
    this.#count++;
    return shared;
  }

  /** Begins a file and returns its number, from 1 on. Only here anything is forgotten: see keep(). */
  beginFile(): number {
    if (this.#count >= MAX_RUNS) this.#clear();
    return ++this.#file;
  }

  #clear(): void {
    this.#runsByHash.clear();
    this.#frameByKey.clear();
    this.#recent.fill(undefined);
    this.#count = this.#poolEnd = 0;
  }

  #append(run: Uint8Array): number {
    const start = this.#poolEnd;
    this.#poolEnd += run.length;
    if (this.#poolEnd > this.#pool.length) {
      const longer = new Uint8Array(this.#poolEnd * 2);
      longer.set(this.#pool);
      this.#pool = longer;
      this.#poolView = new DataView(longer.buffer);
    }
    this.#pool.set(run, start);
    return start;
  }
}

/** FNV-1a over words: see cpuprofile_call_frames.ts. */
function hashOf(view: DataView, start: number, end: number): number {
  let hash = 0x811c_9dc5;
  for (let at = start; at < end; at += 4) {
    hash = Math.imul(hash ^ view.getInt32(at, true), 0x0100_0193);
    hash ^= hash >>> 15;
  }
  return hash;
}

/**
 * Eight bytes at a time, as numbers: single bytes take six times as long. Of numbers only NaN differs from itself,
 * which is no harm, and 0 equals -0, for which text has no bytes.
 */
function isEqual(
  view: DataView,
  start: number,
  { view: pool, run }: { view: DataView; run: KnownRun },
): boolean {
  const first = run.start;
  for (let at = run.length - 8; at > 0; at -= 8) {
    if (view.getFloat64(start + at, true) !== pool.getFloat64(first + at, true)) return false;
  }
  return view.getFloat64(start, true) === pool.getFloat64(first, true);
}
