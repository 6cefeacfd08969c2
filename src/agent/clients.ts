// Who is behind each connection: the gate forwards bytes, so the app would see the gate's address.
import type { Address } from "./servers.ts";
import { timers } from "./builtins.ts";

/** The gate's message may come just after the first bytes; then a request waits for it, this long at most. */
const MAX_WAIT_MS = 200;

/** The true client of each upstream connection, by the connection's remote port. */
export class Clients {
  /** undefined: the gate said nothing in time, so the connection is not asked for again. */
  readonly #byPort = new Map<number, Address | undefined>();
  readonly #waiting = new Map<number, PromiseWithResolvers<void>>();

  /** Undefined when the port is not (or not yet) known. */
  get(upstreamPort: number): Address | undefined {
    return this.#byPort.get(upstreamPort);
  }

  set(upstreamPort: number, client: Address | undefined): void {
    this.#byPort.set(upstreamPort, client);
    this.#waiting.get(upstreamPort)?.resolve();
    this.#waiting.delete(upstreamPort);
  }

  /** Also ends the wait for it: given up later, it would keep its port's next client unknown. */
  delete(upstreamPort: number): void {
    this.#byPort.delete(upstreamPort);
    this.#waiting.get(upstreamPort)?.resolve();
    this.#waiting.delete(upstreamPort);
  }

  /** A promise when the client of this connection is still to be announced; HTTP/2 asks several times at once. */
  arrival(upstreamPort: number): Promise<void> | undefined {
    if (this.#byPort.has(upstreamPort)) return undefined;
    let waiting = this.#waiting.get(upstreamPort);
    if (!waiting) {
      this.#waiting.set(upstreamPort, waiting = Promise.withResolvers<void>());
      const timer = timers.setTimeout(() => this.set(upstreamPort, undefined), MAX_WAIT_MS);
      void waiting.promise.then(() => timers.clearTimeout(timer));
    }
    return waiting.promise;
  }
}
