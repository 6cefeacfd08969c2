// The part of protobuf's wire format that profile.proto needs: varints and length-delimited fields.
// https://protobuf.dev/programming-guides/encoding/
import { ByteWriter } from "../byte_writer.ts";

const VARINT = 0;
const LENGTH_DELIMITED = 2;

/** One message in the making. Fields that are 0 or empty are left out, as proto3 does. */
export class PprofMessage {
  readonly #bytes = new ByteWriter();
  /** Packed numbers wait here until their length is known. */
  readonly #packed = new ByteWriter();

  /** What was written so far: a view that is good until the next call. */
  view(): Uint8Array {
    return this.#bytes.view();
  }

  /** Makes room for the next message of the kind: there are too many to make an object for each. */
  clear(): void {
    this.#bytes.cutTo(0);
  }

  /** A number of type int64 or uint64, not negative. */
  number(field: number, value: number | bigint): void {
    if (value === 0 || value === 0n) return;
    this.#bytes.varint(field << 3 | VARINT);
    this.#bytes.varint(value);
  }

  /** A repeated number. */
  numbers(field: number, values: Iterable<number>): void {
    this.#packed.cutTo(0);
    for (const value of values) this.#packed.varint(value);
    if (this.#packed.length > 0) this.message(field, this.#packed);
  }

  text(field: number, text: string): void {
    // Also when it is empty: the string table's first entry has to be there.
    this.#packed.cutTo(0);
    this.#packed.text(text);
    this.message(field, this.#packed);
  }

  /** A message, or anything else that has a length. */
  message(field: number, content: { view(): Uint8Array }): void {
    const bytes = content.view();
    this.#bytes.varint(field << 3 | LENGTH_DELIMITED);
    this.#bytes.varint(bytes.length);
    this.#bytes.bytes(bytes);
  }

  /** Fields that are encoded already. */
  fields(bytes: Uint8Array): void {
    this.#bytes.bytes(bytes);
  }
}
