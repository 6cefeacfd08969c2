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
  readonly samplingInterval: number;
  /** The child's DENO_DIR. */
  readonly cacheDir: string;
  readonly base: string;
  readonly creator: string;
}

/** A packet of the agent, and when the request that begins with it had reached the gate (epoch milliseconds). */
export interface ForwardedPacket extends Packet {
  readonly arrivedAt: number | undefined;
}

/** To the worker, in the order in which things happened. */
export type RecordingRequest =
  | { readonly kind: "start"; readonly options: RecordingOptions }
  | {
    readonly kind: "packets";
    readonly generation: number;
    readonly packets: readonly ForwardedPacket[];
  }
  | { readonly kind: "abandon"; readonly generation: number; readonly ids: readonly number[] }
  /** The child has ended: nothing more will come from it. */
  | { readonly kind: "close"; readonly generation: number }
  | { readonly kind: "flush" };

/** From the worker. */
export type RecordingEvent =
  | { readonly kind: "access"; readonly line: string; readonly status: number }
  | { readonly kind: "warning"; readonly message: string }
  /** A request whose end nobody saw, in words. */
  | { readonly kind: "lost"; readonly message: string }
  /** Everything of that child is on disk, or has failed. */
  | { readonly kind: "closed"; readonly generation: number }
  /** Everything before the flush is on disk; `attribution` sums up all of it. */
  | { readonly kind: "flushed"; readonly attribution: Attribution };
