// Owns the public port for the whole session, so that children may come and go behind it. Bytes are spliced to the
// child's loopback port (any protocol, any system); HTTP/1 is only watched, to know when a connection may move on.
// Rejected: children that share the port by SO_REUSEPORT (Linux only, and 89 of 97,168 requests failed over reloads).

import type { ErrorPage } from "./error_page.ts";
import { gateListen } from "./gate_listen.ts";
import { GateSignal } from "./gate_signal.ts";
import type { GateEvents, GateState, Upstream } from "./gate_state.ts";
import { Splice } from "./splice.ts";

export type { ClientAddress, GateEvents, Upstream } from "./gate_state.ts";

/** After an accept that failed, mostly for want of file descriptors. */
const ACCEPT_RETRY_MS = 50;

/** How things stand at the moment, except for `accepted`. */
export interface GateStats {
  /** Client connections accepted since the start. */
  readonly accepted: number;
  /** Client connections that are open. */
  readonly connections: number;
  /** Those of them with an unanswered request. */
  readonly unanswered: number;
  /** Those of them whose request waits for a child. */
  readonly held: number;
  /** Open connections to children. */
  readonly upstreams: number;
  /** Bytes of requests that are kept in memory. */
  readonly bufferedBytes: number;
}

/** Holds requests from the start; `open` lets them through. */
export class Gate {
  readonly #events: GateEvents;
  readonly #splices = new Set<Splice>();
  readonly #settled = new GateSignal();
  #state: GateState = { kind: "held" };
  #listener: Deno.TcpListener | null = null;
  #accepted = 0;

  constructor(events: GateEvents) {
    this.#events = guarded(events);
  }

  /** Binds (port 0 = any free one) and returns the real address; throws a UserError when the system refuses. */
  listen(hostname: string, port: number): Deno.NetAddr {
    if (this.#listener !== null) throw new Error("The gate listens already");
    this.#listener = gateListen(hostname, port);
    void this.#acceptAll(this.#listener);
    return this.#listener.addr;
  }

  /** New requests wait; those in flight go on. */
  hold(): void {
    this.#enter({ kind: "held" });
  }

  /** New requests go to this child. Connections to others are closed as soon as no request is in flight on them. */
  open(upstream: Upstream): void {
    this.#enter({ kind: "open", upstream });
  }

  /** New requests are answered by this page, also those that wait. */
  fail(page: ErrorPage): void {
    this.#enter({ kind: "failed", page });
  }

  get stats(): GateStats {
    const splices = [...this.#splices];
    return {
      accepted: this.#accepted,
      connections: splices.length,
      unanswered: splices.filter((splice) => splice.isUnanswered).length,
      held: splices.filter((splice) => splice.isHeld).length,
      upstreams: splices.filter((splice) => splice.hasUpstream).length,
      bufferedBytes: splices.reduce((sum, splice) => sum + splice.bufferedBytes, 0),
    };
  }

  /**
   * Accepts no more; requests in flight may take `graceMs` to be answered, upgraded connections as long to be closed by
   * their child, then all is closed. Waiting requests get a 503.
   */
  async close(graceMs: number): Promise<void> {
    this.#listener?.close();
    this.#listener = null;
    this.#enter({ kind: "closing" });
    const deadline = performance.now() + graceMs;
    const isBusy = () => [...this.#splices].some((splice) => splice.isBusy);
    while (isBusy() && performance.now() < deadline) {
      await this.#settled.wait(deadline - performance.now());
    }
    for (const splice of [...this.#splices]) splice.close();
    while (this.#splices.size > 0) await this.#settled.wait();
  }

  #enter(state: GateState): void {
    if (this.#state.kind === "closing") return;
    this.#state = state;
    for (const splice of [...this.#splices]) splice.stateChanged();
  }

  async #acceptAll(listener: Deno.TcpListener): Promise<void> {
    let isTold = false;
    while (this.#listener === listener) {
      try {
        this.#splice(await listener.accept());
        isTold = false;
      } catch (error) {
        if (this.#listener !== listener) return;
        if (!isTold) this.#events.failed?.(error);
        isTold = true;
        await this.#settled.wait(ACCEPT_RETRY_MS);
      }
    }
  }

  #splice(conn: Deno.TcpConn): void {
    const splice = new Splice(conn, {
      state: () => this.#state,
      events: this.#events,
      settled: () => this.#settled.notify(),
    });
    this.#accepted++;
    this.#splices.add(splice);
    void this.#run(splice);
  }

  async #run(splice: Splice): Promise<void> {
    try {
      await splice.run();
    } catch (error) {
      this.#events.failed?.(error);
      splice.close();
    }
    this.#splices.delete(splice);
    this.#settled.notify();
  }
}

/** Events that never throw: a fault of the listener must not cost a client its answer. */
function guarded(events: GateEvents): GateEvents {
  const attempt = <T>(action: () => T, fallback: T): T => {
    try {
      return action();
    } catch (error) {
      failed(error);
      return fallback;
    }
  };
  const failed = (error: unknown) => {
    try {
      events.failed?.(error);
    } catch {
      // There is nobody left to tell.
    }
  };
  return {
    connected: (...args) => attempt(() => events.connected(...args), undefined),
    disconnected: (...args) => attempt(() => events.disconnected(...args), undefined),
    // In doubt it has: a request that is lost is told, one that is run twice is not.
    hasBegun: (...args) => attempt(() => events.hasBegun(...args), true),
    arrived: (...args) => attempt(() => events.arrived?.(...args), undefined),
    clientEnded: (...args) => attempt(() => events.clientEnded?.(...args), undefined),
    failed,
  };
}
