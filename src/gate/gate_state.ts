// What the gate and its splices agree on: where requests go now, and whom they tell about it.
// Types only, apart from both so that neither imports the other.

import type { ErrorPage } from "./error_page.ts";

/** A child that accepts connections on loopback. */
export interface Upstream {
  /** Port on 127.0.0.1. */
  readonly port: number;
  /** Differs for every child of one session. */
  readonly generation: number;
}

/** The far end of a client's connection, as the app would see it without the gate. */
export interface ClientAddress {
  readonly hostname: string;
  readonly port: number;
}

/** What becomes of a request that arrives now. */
export type GateState =
  | { readonly kind: "held" }
  | { readonly kind: "open"; readonly upstream: Upstream }
  | { readonly kind: "failed"; readonly page: ErrorPage }
  | { readonly kind: "closing" };

/** What the gate tells, and the one thing it asks. `upstreamPort` is the gate's own port of a connection to a child. */
export interface GateEvents {
  /** Before the first bytes go upstream: which client is behind that upstream connection. */
  connected(upstream: Upstream, upstreamPort: number, client: ClientAddress): void;
  /** The port may come again in a later `connected`. */
  disconnected(upstream: Upstream, upstreamPort: number): void;
  /**
   * True when that child has begun a request received over this upstream connection beyond the first `answered` ones;
   * it must not be asked again elsewhere then. Called before `disconnected`, also for children that have ended.
   */
  hasBegun(generation: number, upstreamPort: number, answered: number): boolean;
  /**
   * Before a request's first byte goes upstream, so once per request and child: `performance.now()` ms when the gate
   * read that byte. Includes the time in hold; a pipelined request counts from the last read before its turn.
   */
  arrived?(upstream: Upstream, upstreamPort: number, arrivedMs: number): void;
  /** The client of an unanswered request sends no more. It may still read, but servers take it for gone. */
  clientEnded?(upstream: Upstream, upstreamPort: number): void;
  /** An event handler threw, accept failed (mostly for want of file descriptors), or the gate has a bug. Served on. */
  failed?(error: unknown): void;
}
