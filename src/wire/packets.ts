// Framing of records in the spool file: u32 head length, u32 body length (big endian), JSON head, raw
// body. A reader that gets the bytes in any pieces sees the same packets.
import type { AgentRecord } from "./records.ts";

/** As they were when the agent was loaded: the app may replace them. */
const { parse, stringify } = JSON;
const PREFIX_BYTES = 8;
/** Larger lengths can only come from a damaged file. */
const MAX_BYTES = 1 << 30;
/** The agent writes two small packets per request: encoding into a fresh buffer each would double their cost. */
const scratch = new Uint8Array(16 * 1024);
const scratchView = new DataView(scratch.buffer);
/** One for all: most packets have none, and a buffer of its own costs more than the rest of a small packet. */
const NO_BODY = new Uint8Array(0);
const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** One record and the bytes that go with it. */
export interface Packet {
  readonly record: AgentRecord;
  readonly body: Uint8Array;
}

/** Bytes of one packet; the body may come in parts. */
export function encodePacket(record: AgentRecord, ...parts: readonly Uint8Array[]): Uint8Array {
  return viewOfPacket(record, parts).slice();
}

/** As encodePacket(), but to be written at once: small packets share a buffer, which the next call overwrites. */
export function viewOfPacket(record: AgentRecord, parts: readonly Uint8Array[]): Uint8Array {
  const head = stringify(record);
  let bodyBytes = 0;
  for (const part of parts) bodyBytes += part.byteLength;
  // A UTF-16 unit takes three bytes of UTF-8 at most.
  const room = PREFIX_BYTES + head.length * 3 + bodyBytes;
  const isSmall = room <= scratch.length;
  const bytes = isSmall ? scratch : new Uint8Array(room);
  const view = isSmall ? scratchView : new DataView(bytes.buffer);
  const headBytes = encodeHead(head, bytes);
  view.setUint32(0, headBytes);
  view.setUint32(4, bodyBytes);
  let at = PREFIX_BYTES + headBytes;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.byteLength;
  }
  return bytes.subarray(0, at);
}

/** Writes `head` behind the prefix and returns its length; plain ASCII without a call into the runtime. */
function encodeHead(head: string, bytes: Uint8Array): number {
  for (let i = 0; i < head.length; i++) {
    const code = head.charCodeAt(i);
    if (code > 0x7f) return encoder.encodeInto(head, bytes.subarray(PREFIX_BYTES)).written;
    bytes[PREFIX_BYTES + i] = code;
  }
  return head.length;
}

/** Takes bytes as they come and gives back whole packets; keeps the unfinished rest. */
export class PacketReader {
  #rest: Uint8Array = new Uint8Array(0);
  #position = 0;

  /** Bytes of all packets so far: where the next one begins. */
  get position(): number {
    return this.#position;
  }

  /** Packets completed by `bytes`. Throws an Error when the bytes cannot be packets. */
  *push(bytes: Uint8Array): Generator<Packet> {
    this.#rest = this.#rest.length === 0 ? bytes : concat(this.#rest, bytes);
    while (this.#rest.length >= PREFIX_BYTES) {
      const view = new DataView(this.#rest.buffer, this.#rest.byteOffset);
      const headBytes = view.getUint32(0);
      const bodyBytes = view.getUint32(4);
      if (headBytes > MAX_BYTES || bodyBytes > MAX_BYTES) {
        throw new Error(`Packet of ${headBytes} + ${bodyBytes} bytes: the spool is damaged`);
      }
      const bodyAt = PREFIX_BYTES + headBytes;
      const end = bodyAt + bodyBytes;
      if (this.#rest.length < end) return;
      const record = readRecord(this.#rest.subarray(PREFIX_BYTES, bodyAt));
      // A copy: typed arrays over the body need their own alignment, and the buffer may be large.
      const body = bodyBytes === 0 ? NO_BODY : this.#rest.slice(bodyAt, end);
      this.#rest = this.#rest.subarray(end);
      this.#position += end;
      yield { record, body };
    }
  }
}

function readRecord(head: Uint8Array): AgentRecord {
  const record = parse(decoder.decode(head));
  if (typeof record?.kind === "string") return record;
  throw new Error("A record has no kind: the spool is damaged");
}

function concat(a: Uint8Array, b: Uint8Array): Uint8Array {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}
