// Opening and closing of frames: what changes on the stack from one sample to the next.
import { CommonAncestors } from "../../model/common_ancestors.ts";
import type { Micros } from "../../model/profile.ts";
import type { ByteWriter } from "../byte_writer.ts";

const encoder = new TextEncoder();

const COMMA = 0x2c;
const CLOSING_BRACE = 0x7d;

/** Writes the events of a profile as members of a JSON list. Times may not decrease. */
export class SpeedscopeEvents {
  readonly #file: ByteWriter;
  readonly #nodeParent: Uint32Array;
  readonly #frameOf: (node: number) => number;
  readonly #ancestors: CommonAncestors;
  /** frame -> start of its event, without the time; there are far more events than frames. */
  readonly #opens: Uint8Array[] = [];
  readonly #closes: Uint8Array[] = [];
  #node = 0;
  /** The root is shown only while nothing else is on the stack. */
  #isRootOpen = false;
  #isFirst = true;

  constructor(file: ByteWriter, nodeParent: Uint32Array, frameOf: (node: number) => number) {
    this.#file = file;
    this.#nodeParent = nodeParent;
    this.#frameOf = frameOf;
    this.#ancestors = new CommonAncestors(nodeParent);
  }

  /** From `at` on the stack is that of `node`. */
  moveTo(node: number, at: Micros): void {
    if (node === this.#node && (node !== 0 || this.#isRootOpen)) return;
    const common = this.#ancestors.of(this.#node, node);
    this.#closeTo(common, at);
    const opened: number[] = [];
    for (let next = node; next !== common; next = this.#nodeParent[next]!) opened.push(next);
    while (opened.length > 0) this.#open(opened.pop()!, at);
    this.#isRootOpen = node === 0;
    if (this.#isRootOpen) this.#open(0, at);
    this.#node = node;
  }

  /** At `at` the innermost frame ends and begins anew. */
  restart(at: Micros): void {
    this.#close(this.#node, at);
    this.#open(this.#node, at);
  }

  /** Closes what is open. */
  end(at: Micros): void {
    this.#closeTo(0, at);
  }

  #closeTo(common: number, at: Micros): void {
    if (this.#isRootOpen) this.#close(0, at);
    for (let node = this.#node; node !== common; node = this.#nodeParent[node]!) {
      this.#close(node, at);
    }
  }

  #open(node: number, at: Micros): void {
    const frame = this.#frameOf(node);
    this.#write(this.#opens[frame] ??= encoder.encode(`{"type":"O","frame":${frame},"at":`), at);
  }

  #close(node: number, at: Micros): void {
    const frame = this.#frameOf(node);
    this.#write(this.#closes[frame] ??= encoder.encode(`{"type":"C","frame":${frame},"at":`), at);
  }

  #write(start: Uint8Array, at: Micros): void {
    if (this.#isFirst) this.#isFirst = false;
    else this.#file.byte(COMMA);
    this.#file.bytes(start);
    this.#file.decimal(at);
    this.#file.byte(CLOSING_BRACE);
  }
}
