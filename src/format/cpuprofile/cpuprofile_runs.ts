// Numbers for runs of bytes: tells what was there before without making a string of it.

/** A run of bytes in `view`. Equal runs must have equal hashes. */
export interface Run {
  readonly start: number;
  readonly end: number;
  readonly hash: number;
}

/** Numbers of a slot: hash, number + 1 (0 = free), place in the store, length. A quarter of a cache line. */
const SLOT = 4;

/** Numbers different runs of `view` from 0 on, in the order in which they come. */
export class RunIndex {
  readonly #view: DataView;
  /** Copies of the runs, one behind the other: scattered over the file they would be in no cache. */
  #store = new DataView(new ArrayBuffer(1 << 16));
  #stored = 0;
  #count = 0;
  /** Open addressing, at most half full; as many slots as a power of two. */
  #slots = new Int32Array((1 << 12) * SLOT);
  #mask = (1 << 12) - 1;

  constructor(view: DataView) {
    this.#view = view;
  }

  /** The number of a run; the next one for a new run. */
  number(run: Run): number {
    const slot = this.#slotOf(run);
    const known = this.#slots[slot + 1]!;
    if (known !== 0) return known - 1;
    this.#slots.set([run.hash, ++this.#count, this.#stored, run.end - run.start], slot);
    this.#keep(run);
    if (this.#count * 2 > this.#mask) this.#spread();
    return this.#count - 1;
  }

  /** Where the run is in slots, or where it belongs. */
  #slotOf(run: Run): number {
    const slots = this.#slots;
    for (let hash = run.hash;; hash++) {
      const slot = (hash & this.#mask) * SLOT;
      if (slots[slot + 1] === 0) return slot;
      const isSame = slots[slot] === run.hash && slots[slot + 3] === run.end - run.start &&
        this.#isAt(slots[slot + 2]!, run);
      if (isSame) return slot;
    }
  }

  #isAt(place: number, { start, end }: Run): boolean {
    const view = this.#view;
    const store = this.#store;
    const distance = place - start;
    let at = start;
    // Four bytes at a time are three times as fast as one.
    for (; at + 4 <= end; at += 4) {
      if (store.getInt32(at + distance) !== view.getInt32(at)) return false;
    }
    for (; at < end; at++) if (store.getInt8(at + distance) !== view.getInt8(at)) return false;
    return true;
  }

  #keep({ start, end }: Run): void {
    const { buffer, byteOffset } = this.#view;
    const bytes = new Uint8Array(buffer, byteOffset + start, end - start);
    if (this.#stored + bytes.length > this.#store.byteLength) {
      const grown = new Uint8Array((this.#stored + bytes.length) * 2);
      grown.set(new Uint8Array(this.#store.buffer));
      this.#store = new DataView(grown.buffer);
    }
    new Uint8Array(this.#store.buffer).set(bytes, this.#stored);
    this.#stored += bytes.length;
  }

  #spread(): void {
    const full = this.#slots;
    this.#slots = new Int32Array(full.length * 2);
    this.#mask = this.#mask * 2 + 1;
    for (let from = 0; from < full.length; from += SLOT) {
      if (full[from + 1] === 0) continue;
      let hash = full[from]!;
      while (this.#slots[(hash & this.#mask) * SLOT + 1] !== 0) hash++;
      this.#slots.set(full.subarray(from, from + SLOT), (hash & this.#mask) * SLOT);
    }
  }
}
