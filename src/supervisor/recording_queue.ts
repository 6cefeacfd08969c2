// What waits for the recording worker. A disk may be slower than the app: beyond a few megabytes nothing more waits in
// memory. The worker is then told where in the spool it is written, and reads it itself when its turn comes.
import type { ForwardedPacket, RecordingRequest, SpoolRange } from "./recording_messages.ts";

/** So much waits in memory; a second of heavy load is half of it. */
const MOST_BYTES = 4 << 20;
/** Of a message that carries nothing of the spool. */
const MESSAGE_BYTES = 300;
/** Whoever waits longer than this for a line of the log must know why. */
const LATE_MS = 5_000;
/** A process that was stopped for a while hears in its next turns what has been handled long ago. */
const CONFIRM_MS = 200;
/** Of requests that wait in the spool; of later ones it is not known how long they had waited at the gate. */
const MOST_ARRIVALS = 50_000;

/** Who hears of it. */
export interface QueueEvents {
  send(message: RecordingRequest, transfer: ArrayBuffer[]): void;
  /** The worker is late by seconds; not said again before caughtUp(). */
  fellBehind(): void;
  /** The worker has nothing to do, after it had fallen behind. */
  caughtUp(): void;
}

interface Stretch {
  range: SpoolRange;
  bytes: number;
  readonly arrivals: Map<number, number>;
  readonly abandoned: number[];
  endCount: number;
}

interface Sent {
  readonly bytes: number;
  readonly at: number;
}

/** The messages to one worker, in order for each child. */
export class RecordingQueue {
  readonly #events: QueueEvents;
  readonly #now: () => number;
  /** Packets that arrive together are sent together. */
  #packets: ForwardedPacket[] = [];
  #packetBytes = 0;
  #generation = 0;
  /** What has come since there was too much, by generation. */
  readonly #stretches = new Map<number, Stretch>();
  /** Not handled yet, oldest first. */
  readonly #sent: Sent[] = [];
  #sentBytes = 0;
  #handledCount = 0;
  #isLate = false;
  #suspectedAt: number | undefined;

  /** `now` in milliseconds. */
  constructor(events: QueueEvents, now: () => number = () => performance.now()) {
    this.#events = events;
    this.#now = now;
  }

  /** Takes a packet. */
  receive(generation: number, packet: ForwardedPacket): void {
    this.#noticeDelay();
    const { record, body, arrivedAt, range } = packet;
    if (range && this.#mustSpool(generation)) return this.#spool(generation, packet, range);
    this.#sendStretch(generation);
    if (generation !== this.#generation) this.#sendPackets();
    if (this.#packets.length === 0) queueMicrotask(() => this.#sendPackets());
    this.#generation = generation;
    // What is only for the way to here is not for the worker.
    this.#packets.push({ record, body, arrivedAt });
    this.#packetBytes += range ? sizeOf(range) : MESSAGE_BYTES;
  }

  /** Nobody will get the answers to these requests. */
  abandon(generation: number, ids: readonly number[]): void {
    const stretch = this.#stretches.get(generation);
    if (stretch) return void stretch.abandoned.push(...ids);
    // Their begins may have come in this very turn.
    this.#sendPackets();
    this.#send({ kind: "abandon", generation, ids });
  }

  /** Sends what concerns all that came before. */
  post(message: RecordingRequest): void {
    this.#sendAll();
    this.#send(message);
  }

  /** The worker has handled so many messages since its start. */
  handled(count: number): void {
    for (; this.#handledCount < count; this.#handledCount++) {
      this.#sentBytes -= this.#sent.shift()?.bytes ?? 0;
    }
    if (this.#sentBytes <= MOST_BYTES) this.#sendAll();
    if (this.#sent.length > 0 || !this.#isLate) return;
    this.#isLate = false;
    this.#events.caughtUp();
  }

  #noticeDelay(): void {
    const now = this.#now();
    if (this.#isLate || now - (this.#sent[0]?.at ?? now) < LATE_MS) {
      this.#suspectedAt = undefined;
      return;
    }
    this.#suspectedAt ??= now;
    if (now - this.#suspectedAt < CONFIRM_MS) return;
    this.#isLate = true;
    this.#events.fellBehind();
  }

  #mustSpool(generation: number): boolean {
    return this.#stretches.has(generation) || this.#sentBytes + this.#packetBytes > MOST_BYTES;
  }

  #spool(generation: number, { record, arrivedAt }: ForwardedPacket, range: SpoolRange): void {
    this.#sendPackets();
    const stretch = this.#stretches.get(generation) ??
      { range, bytes: 0, arrivals: new Map(), abandoned: [], endCount: 0 };
    this.#stretches.set(generation, stretch);
    stretch.range = { ...stretch.range, until: range.until };
    stretch.bytes += sizeOf(range);
    if (record.kind === "end") stretch.endCount++;
    if (record.kind !== "begin" || arrivedAt === undefined) return;
    if (stretch.arrivals.size < MOST_ARRIVALS) stretch.arrivals.set(record.id, arrivedAt);
  }

  #sendAll(): void {
    this.#sendPackets();
    for (const generation of [...this.#stretches.keys()]) this.#sendStretch(generation);
  }

  #sendStretch(generation: number): void {
    const stretch = this.#stretches.get(generation);
    if (!stretch) return;
    this.#stretches.delete(generation);
    const { bytes, ...spooled } = stretch;
    this.#send({ kind: "spooled", generation, spooled }, bytes);
  }

  #sendPackets(): void {
    if (this.#packets.length === 0) return;
    const packets = this.#packets;
    this.#packets = [];
    const bytes = this.#packetBytes;
    this.#packetBytes = 0;
    // Empty ones may share a buffer.
    const bodies = packets.map(({ body }) => body).filter(({ length }) => length > 0);
    const transfer = bodies.map(({ buffer }) => buffer as ArrayBuffer);
    this.#send({ kind: "packets", generation: this.#generation, packets }, bytes, transfer);
  }

  #send(message: RecordingRequest, bytes = MESSAGE_BYTES, transfer: ArrayBuffer[] = []): void {
    this.#sent.push({ bytes, at: this.#now() });
    this.#sentBytes += bytes;
    this.#events.send(message, transfer);
  }
}

/** In bytes; packets are never in two files. */
function sizeOf({ from, until }: SpoolRange): number {
  return until.offset - from.offset;
}
