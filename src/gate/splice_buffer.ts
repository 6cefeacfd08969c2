// The part of a client's byte stream that may still be needed: not sent yet, or sent but perhaps to be sent again.
// Addressed by the offset in the whole stream, so that sending again is only a matter of counting from an earlier byte.

// Senders of single bytes would otherwise cost an object for each.
const MERGED_BYTES = 1024;

/** A window over a stream: pushed at its end, dropped from its start. */
export class SpliceBuffer {
  #chunks: Uint8Array[] = [];
  #start = 0;
  #end = 0;

  /** Offset of the first byte that is kept. */
  get start(): number {
    return this.#start;
  }

  /** Offset after the last byte. */
  get end(): number {
    return this.#end;
  }

  /** Copies the bytes. */
  push(bytes: Uint8Array): void {
    this.#end += bytes.length;
    const last = this.#chunks.at(-1);
    if (last === undefined || last.length + bytes.length > MERGED_BYTES) {
      this.#chunks.push(bytes.slice());
      return;
    }
    const merged = new Uint8Array(last.length + bytes.length);
    merged.set(last);
    merged.set(bytes, last.length);
    this.#chunks[this.#chunks.length - 1] = merged;
  }

  /** Kept bytes from the offset on, not necessarily all; at least one unless the offset is the end. */
  at(offset: number): Uint8Array {
    let chunkStart = this.#start;
    for (const chunk of this.#chunks) {
      if (offset < chunkStart + chunk.length) return chunk.subarray(offset - chunkStart);
      chunkStart += chunk.length;
    }
    return new Uint8Array(0);
  }

  /** Forgets the bytes before the offset. */
  drop(offset: number): void {
    while (this.#chunks[0] && this.#start + this.#chunks[0].length <= offset) {
      this.#start += this.#chunks.shift()!.length;
    }
    const first = this.#chunks[0];
    if (first === undefined || offset <= this.#start) return;
    this.#chunks[0] = first.subarray(offset - this.#start);
    this.#start = offset;
  }
}
