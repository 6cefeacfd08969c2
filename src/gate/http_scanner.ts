// Finds where one HTTP/1 message ends in a stream of bytes that comes in pieces, without keeping the body.
// A state machine over lines (head, chunk sizes, trailers) and counted bytes (bodies); bodies cost nothing per byte.

import type { BodyEnd } from "./http_body_end.ts";
import { HttpHead } from "./http_head.ts";

// Node allows 16 KiB and hyper some 400 KiB: whoever sends more is passed on uninterpreted.
const MAX_HEAD_BYTES = 65_536;
const MAX_LINE_BYTES = 4096;
const LF = 10;
const CR = 13;
const latin1 = new TextDecoder("latin1");

type Part =
  | "head"
  | "chunkSize"
  | "chunkData"
  | "chunkEnd"
  | "trailer"
  | "counted"
  | "opaque"
  | "done";

/** What the scanner must know of the kind of message it reads. */
export interface MessageKind {
  /** A first line that does not match makes the stream opaque. */
  readonly startLine: RegExp;
  bodyEnd(head: HttpHead): BodyEnd;
}

/** Reads one message. Once opaque, it takes all bytes and never ends. */
export class HttpScanner {
  readonly #kind: MessageKind;
  #part: Part = "head";
  #head: HttpHead | null = null;
  #text = "";
  #line = "";
  #isStartLineSeen = false;
  #isHeadDone = false;
  /** Bytes of the head's current line without its CR. */
  #lineLength = 0;
  /** Bytes of the body or chunk that are still to come. */
  #left = 0;

  constructor(kind: MessageKind) {
    this.#kind = kind;
  }

  /** Null until the head is complete, and in an opaque stream that had none. */
  get head(): HttpHead | null {
    return this.#head;
  }

  get isDone(): boolean {
    return this.#part === "done";
  }

  get isOpaque(): boolean {
    return this.#part === "opaque";
  }

  /** Takes the bytes that belong to the message; fewer than given when it ends among them. */
  take(bytes: Uint8Array): number {
    let at = 0;
    while (at < bytes.length && this.#part !== "done") at = this.#step(bytes, at);
    return at;
  }

  #step(bytes: Uint8Array, at: number): number {
    switch (this.#part) {
      case "head":
        return this.#takeHead(bytes, at);
      case "counted":
      case "chunkData":
        return this.#takeCounted(bytes, at);
      case "opaque":
        return bytes.length;
      default:
        return this.#takeLine(bytes, at);
    }
  }

  #takeHead(bytes: Uint8Array, at: number): number {
    if (this.#text === "" && !isVisible(bytes[at])) return this.#giveUp(bytes);
    const end = this.#headEnd(bytes, at);
    this.#text += latin1.decode(bytes.subarray(at, end));
    if (this.#text.length > MAX_HEAD_BYTES || !this.#isStartLineRight()) return this.#giveUp(bytes);
    if (this.#isHeadDone) this.#beginBody();
    return end;
  }

  /** Index after the empty line that ends the head, or the end of the bytes. */
  #headEnd(bytes: Uint8Array, at: number): number {
    for (let start = at; start < bytes.length;) {
      const feed = bytes.indexOf(LF, start);
      const end = feed < 0 ? bytes.length : feed;
      if (end > start) this.#lineLength += end - start - (bytes[end - 1] === CR ? 1 : 0);
      if (feed < 0) break;
      start = feed + 1;
      this.#isHeadDone = this.#lineLength === 0;
      if (this.#isHeadDone) return start;
      this.#lineLength = 0;
    }
    return bytes.length;
  }

  /** Tested as soon as the first line is complete: what is not HTTP/1 may wait for an answer to its first bytes. */
  #isStartLineRight(): boolean {
    const feed = this.#isStartLineSeen ? -1 : this.#text.indexOf("\n");
    if (feed < 0) return true;
    this.#isStartLineSeen = true;
    return this.#kind.startLine.test(this.#text.slice(0, feed).trimEnd());
  }

  #beginBody(): void {
    const head = new HttpHead(this.#text);
    const end = this.#kind.bodyEnd(head);
    this.#head = head;
    this.#text = "";
    if (end === "opaque") this.#part = "opaque";
    else if (end === "chunked") this.#part = "chunkSize";
    else this.#expect("counted", end === "close" ? Infinity : end);
  }

  #expect(part: "counted" | "chunkData", count: number): void {
    this.#left = count;
    this.#part = count === 0 ? "done" : part;
  }

  #takeCounted(bytes: Uint8Array, at: number): number {
    const count = Math.min(this.#left, bytes.length - at);
    this.#left -= count;
    if (this.#left === 0) this.#part = this.#part === "chunkData" ? "chunkEnd" : "done";
    return at + count;
  }

  #takeLine(bytes: Uint8Array, at: number): number {
    const end = lineEnd(bytes, at);
    this.#line += latin1.decode(bytes.subarray(at, end));
    if (this.#line.length > MAX_LINE_BYTES) return this.#giveUp(bytes);
    if (!this.#line.endsWith("\n")) return end;
    const line = this.#line.trimEnd();
    this.#line = "";
    return this.#endLine(line) ? end : this.#giveUp(bytes);
  }

  /** False when the line is not what the chunked coding (RFC 9112 section 7.1) has there. */
  #endLine(line: string): boolean {
    if (this.#part === "trailer") {
      if (line === "") this.#part = "done";
      return true;
    }
    if (this.#part === "chunkEnd") {
      this.#part = "chunkSize";
      return line === "";
    }
    const size = /^([0-9a-f]{1,12})[ \t]*(;|$)/i.exec(line)?.[1];
    if (size === undefined) return false;
    if (Number.parseInt(size, 16) === 0) this.#part = "trailer";
    else this.#expect("chunkData", Number.parseInt(size, 16));
    return true;
  }

  #giveUp(bytes: Uint8Array): number {
    this.#part = "opaque";
    return bytes.length;
  }
}

function isVisible(byte: number | undefined): boolean {
  return byte !== undefined && byte > 0x20 && byte < 0x7f;
}

/** Index after the next line feed, or the end of the bytes. */
function lineEnd(bytes: Uint8Array, at: number): number {
  const feed = bytes.indexOf(LF, at);
  return feed < 0 ? bytes.length : feed + 1;
}
