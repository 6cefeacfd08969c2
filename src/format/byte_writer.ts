// Grows a file byte by byte. Formats that spell out whole stacks make large files of small profiles, and
// strings of that size cost several times the memory, or cannot be made at all.
import { UserError } from "../errors.ts";

/** V8 has no longer strings, so no viewer in JavaScript opens a larger file. */
const MAX_BYTES = 2 ** 29;

/** The low seven bits of a byte and the flag "more follow", as in protobuf's varints. */
const LOW = 0x7f;
const MORE = 0x80;

const encoder = new TextEncoder();

/** Bytes in the making. Throws a UserError when they grow over `maxBytes`. */
export class ByteWriter {
  readonly #maxBytes: number;
  #bytes = new Uint8Array(1024);
  #length = 0;

  constructor(maxBytes = MAX_BYTES) {
    this.#maxBytes = maxBytes;
  }

  /** How many bytes there are. */
  get length(): number {
    return this.#length;
  }

  /** Forgets everything from `length` on. */
  cutTo(length: number): void {
    this.#length = length;
  }

  /** What was written so far: a view that is good until the next call. */
  view(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  byte(value: number): void {
    this.#reserve(1);
    this.#bytes[this.#length++] = value;
  }

  bytes(values: Uint8Array): void {
    this.#reserve(values.length);
    this.#bytes.set(values, this.#length);
    this.#length += values.length;
  }

  /** Text as UTF-8; broken surrogates become U+FFFD. */
  text(text: string): void {
    // Three bytes per UTF-16 unit is the most that UTF-8 needs.
    this.#reserve(text.length * 3);
    this.#length += encoder.encodeInto(text, this.#bytes.subarray(this.#length)).written;
  }

  /** A whole number from 0 to 2^53 - 1, in decimal digits. */
  decimal(value: number): void {
    if (value > 0x7fff_ffff) return this.text(String(value));
    let count = 1;
    for (let rest = value; rest >= 10; rest = (rest / 10) | 0) count++;
    this.#reserve(count);
    let rest = value;
    for (let at = this.#length + count - 1; at >= this.#length; at--) {
      const next = (rest / 10) | 0;
      this.#bytes[at] = 48 + rest - next * 10;
      rest = next;
    }
    this.#length += count;
  }

  /** A whole number in protobuf's base 128: from 0 to 2^53 - 1, as a bigint to 2^64 - 1. */
  varint(value: number | bigint): void {
    this.#reserve(10);
    let rest = value;
    // Shifts of numbers are limited to 32 bits.
    for (; rest > 0x7fff_ffff; rest = BigInt(rest) >> 7n) {
      this.#bytes[this.#length++] = Number(BigInt(rest) & 0x7fn) | MORE;
    }
    let small = Number(rest);
    for (; small > LOW; small >>>= 7) this.#bytes[this.#length++] = (small & LOW) | MORE;
    this.#bytes[this.#length++] = small;
  }

  #reserve(count: number): void {
    const needed = this.#length + count;
    if (needed <= this.#bytes.length) return;
    if (needed > this.#maxBytes) {
      throw new UserError(`Cannot write more than ${Math.round(this.#maxBytes / 1e6)} MB`, {
        hint: "This format spells out every stack; cpuprofile and callgrind do not",
      });
    }
    const grown = new Uint8Array(Math.max(needed, Math.min(this.#maxBytes, 2 * needed)));
    grown.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = grown;
  }
}
