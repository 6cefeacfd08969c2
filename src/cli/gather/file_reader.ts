// Reads one file after the other into the same memory: for thousands of files, new memory for each takes as long
// as reading.

/** What read() returns is good until the next read(). Synchronous, so for workers: nobody can interrupt it. */
export class FileReader {
  #bytes = new Uint8Array(1 << 18);

  /** Throws what the system says. */
  read(path: string): Uint8Array {
    using file = Deno.openSync(path);
    let length = 0;
    for (;;) {
      if (length === this.#bytes.length) this.#grow();
      const count = file.readSync(this.#bytes.subarray(length));
      if (count === null) return this.#bytes.subarray(0, length);
      length += count;
    }
  }

  #grow(): void {
    const grown = new Uint8Array(this.#bytes.length * 2);
    grown.set(this.#bytes);
    this.#bytes = grown;
  }
}
