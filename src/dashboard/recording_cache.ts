// The recordings that were looked at last: a page asks for the same one several times.
import type { Recording } from "../format/codec.ts";

const MAX_RECORDINGS = 8;
/** Of files: what is decoded takes about as much. */
const MAX_BYTES = 100_000_000;

interface Remembered {
  readonly version: string;
  readonly loading: Promise<{ readonly recording: Recording; readonly bytes: number }>;
  bytes: number;
}

/** Least recently used ones go first. */
export class RecordingCache {
  /** In order of use. */
  readonly #remembered = new Map<string, Remembered>();

  /** The recording of a name; loaded when it is unknown, or known in another version only. */
  async get(name: string, version: string, load: () => Remembered["loading"]): Promise<Recording> {
    let remembered = this.#remembered.get(name);
    if (remembered?.version !== version) remembered = { version, loading: load(), bytes: 0 };
    this.#remembered.delete(name);
    this.#remembered.set(name, remembered);
    try {
      const { recording, bytes } = await remembered.loading;
      remembered.bytes = bytes;
      this.#forgetOldest();
      return recording;
    } catch (error) {
      if (this.#remembered.get(name) === remembered) this.#remembered.delete(name);
      throw error;
    }
  }

  #forgetOldest(): void {
    let total = 0;
    for (const { bytes } of this.#remembered.values()) total += bytes;
    for (const [name, { bytes }] of this.#remembered) {
      const isTooMuch = this.#remembered.size > MAX_RECORDINGS || total > MAX_BYTES;
      if (!isTooMuch || this.#remembered.size === 1) return;
      this.#remembered.delete(name);
      total -= bytes;
    }
  }
}
