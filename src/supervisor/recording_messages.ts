// What the supervisor's main thread and its recording worker say to each other.
import type { Attribution } from "../model/attribution.ts";
import type { KeepLimits } from "../store/retention.ts";
import type { Packet } from "../wire/packets.ts";

/** Everything the worker needs to know before the first packet. */
export interface RecordingOptions {
  /** The folder for profiles, opened and checked already. */
  readonly profPath: string;
  /** Nobody else may look into that folder. */
  readonly isPrivate: boolean;
  /** Of the spool folder: marks the files that are being written. */
  readonly key: string;
  /** Path of the DoneLog; what it knows already is not written again. */
  readonly doneLog: string;
  readonly template: string;
  readonly codecs: readonly string[];
  readonly minMs: number;
  /** For secretMasker(). */
  readonly masks: readonly string[];
  readonly keep: KeepLimits;
  /** The child's DENO_DIR. */
  readonly cacheDir: string;
  readonly base: string;
  readonly creator: string;
}

/** A place in a spool: the number of the file, and a byte in it. */
export interface SpoolPosition {
  readonly file: number;
  readonly offset: number;
}

/** A stretch of a spool, of `path`.0, `path`.1, ... */
export interface SpoolRange {
  readonly path: string;
  readonly from: SpoolPosition;
  readonly until: SpoolPosition;
}

/** A packet of the agent, and where it can be read again; that is missing when it came another way. */
export interface SpooledPacket extends Packet {
  readonly range?: SpoolRange;
}

/** A packet, and when the request that begins with it had reached the gate (epoch milliseconds). */
export interface ForwardedPacket extends SpooledPacket {
  readonly arrivedAt: number | undefined;
}

/** Packets that the worker reads itself. */
export interface SpooledPackets {
  readonly range: SpoolRange;
  /** `arrivedAt` by request, as far as it was kept. */
  readonly arrivals: ReadonlyMap<number, number>;
  /** Of these requests the clients went away before the end. */
  readonly abandoned: readonly number[];
  /** Requests that end in it. */
  readonly endCount: number;
}

/** To the worker, in the order in which things happened. */
export type RecordingRequest =
  | { readonly kind: "start"; readonly options: RecordingOptions }
  | {
    readonly kind: "packets";
    readonly generation: number;
    readonly packets: readonly ForwardedPacket[];
  }
  | { readonly kind: "spooled"; readonly generation: number; readonly spooled: SpooledPackets }
  | { readonly kind: "abandon"; readonly generation: number; readonly ids: readonly number[] }
  /** The child has ended: nothing more will come from it. */
  | { readonly kind: "close"; readonly generation: number }
  /** With `isLast` nothing more will come at all. */
  | { readonly kind: "flush"; readonly isLast: boolean };

/** From the worker. */
export type RecordingEvent =
  | { readonly kind: "access"; readonly line: string; readonly status: number }
  | { readonly kind: "warning"; readonly message: string }
  /** A request whose end nobody saw, in words. */
  | { readonly kind: "lost"; readonly message: string }
  /** So many messages, since the start, have been handled with all that follows from them. */
  | { readonly kind: "handled"; readonly count: number }
  /** Everything of that child is on disk, or has failed. */
  | { readonly kind: "closed"; readonly generation: number }
  /** Everything before the flush is on disk; `attribution` sums up all of it. */
  | { readonly kind: "flushed"; readonly attribution: Attribution };
