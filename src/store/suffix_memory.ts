// Which "-N" to try next for a base name, so that ten thousand files of one name need no ten thousand tries.
// Only advice: that a name is really free is decided when the file is created.

/** Names remembered; a forgotten one costs some more tries. */
const CAPACITY = 1000;

/** The next suffix by base name; 0 stands for no suffix. */
export class SuffixMemory {
  /** In order of use: the first is the one to forget. */
  readonly #nextByName = new Map<string, number>();

  /** A suffix for `name` that no other caller of this object got. */
  take(name: string): number {
    const suffix = this.#nextByName.get(name) ?? 0;
    this.#remember(name, suffix + 1);
    return suffix;
  }

  /** A later suffix than `taken`, free when asked; about 2 log2(n) questions for a run of n taken ones. */
  async skipTaken(
    name: string,
    taken: number,
    isFree: (suffix: number) => Promise<boolean>,
  ): Promise<number> {
    let low = taken;
    let high = taken + 1;
    for (let step = 1; !await isFree(high); step *= 2) {
      low = high;
      high += step;
    }
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (await isFree(middle)) high = middle;
      else low = middle;
    }
    // Another caller may have gone further while we asked.
    const suffix = Math.max(high, this.#nextByName.get(name) ?? 0);
    this.#remember(name, suffix + 1);
    return suffix;
  }

  #remember(name: string, next: number): void {
    this.#nextByName.delete(name);
    this.#nextByName.set(name, next);
    if (this.#nextByName.size <= CAPACITY) return;
    const [oldest] = this.#nextByName.keys();
    this.#nextByName.delete(oldest!);
  }
}
