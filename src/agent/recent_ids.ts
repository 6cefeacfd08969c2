// Values by ids that are counted up and are soon done with, as those of async resources. A Map that many entries pass
// through makes a new table again and again, and V8's scavenger keeps what the old tables hold.

const SIZE = 1 << 12;
const MASK = SIZE - 1;

/** Like a Map of numbers; ids that are 4,096 apart share a place, where the second one is kept in a Map after all. */
export class RecentIds<T> {
  readonly #ids = new Float64Array(SIZE).fill(-1);
  readonly #values: (T | undefined)[] = new Array(SIZE).fill(undefined);
  readonly #others = new Map<number, T>();

  get(id: number): T | undefined {
    const place = id & MASK;
    if (this.#ids[place] === id) return this.#values[place];
    return this.#others.size === 0 ? undefined : this.#others.get(id);
  }

  /** An id is set once. */
  set(id: number, value: T): void {
    const place = id & MASK;
    if (this.#ids[place] !== -1) {
      this.#others.set(id, value);
      return;
    }
    this.#ids[place] = id;
    this.#values[place] = value;
  }

  delete(id: number): void {
    const place = id & MASK;
    if (this.#ids[place] !== id) {
      if (this.#others.size > 0) this.#others.delete(id);
      return;
    }
    this.#ids[place] = -1;
    this.#values[place] = undefined;
  }
}
