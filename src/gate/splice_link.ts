// A splice's connection to one child, and the account of it that is kept with the supervisor.

import { GateSocket } from "./gate_socket.ts";
import type { ClientAddress, GateEvents, Upstream } from "./gate_state.ts";

/** Open from `connect` to `close`, which its owner calls once. */
export class SpliceLink {
  readonly upstream: Upstream;
  readonly #socket: GateSocket;
  readonly #events: GateEvents;
  #isAnnounced = false;
  #answered = 0;

  private constructor(upstream: Upstream, socket: GateSocket, events: GateEvents) {
    this.upstream = upstream;
    this.#socket = socket;
    this.#events = events;
  }

  /** Null when the child does not accept. */
  static async connect(upstream: Upstream, events: GateEvents): Promise<SpliceLink | null> {
    try {
      const conn = await Deno.connect({ hostname: "127.0.0.1", port: upstream.port });
      return new SpliceLink(upstream, new GateSocket(conn), events);
    } catch {
      return null;
    }
  }

  /** Needed before the first write: the app asks whose request it is as soon as it has one. */
  announce(client: ClientAddress): void {
    this.#isAnnounced = true;
    this.#events.connected(this.upstream, this.#socket.localPort, client);
  }

  announceRequest(arrivedMs: number): void {
    this.#events.arrived?.(this.upstream, this.#socket.localPort, arrivedMs);
  }

  /** Counts a request as answered: the next one is what `hasBegun` is about. */
  countAnswer(): void {
    this.#answered++;
  }

  /** Whether the child has begun the request that is unanswered now. */
  hasBegun(): boolean {
    const { generation } = this.upstream;
    return this.#events.hasBegun(generation, this.#socket.localPort, this.#answered);
  }

  read(): Promise<Uint8Array | null> {
    return this.#socket.read();
  }

  write(bytes: Uint8Array): Promise<boolean> {
    return this.#socket.write(bytes);
  }

  /** Passes on that the client sends no more, while its request is unanswered. */
  end(): void {
    this.#events.clientEnded?.(this.upstream, this.#socket.localPort);
    this.#socket.end();
  }

  close(): void {
    this.#socket.close();
    if (this.#isAnnounced) this.#events.disconnected(this.upstream, this.#socket.localPort);
  }
}
