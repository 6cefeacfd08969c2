// The servers that the app has opened: the first takes the place of the public address, all are closed
// when the agent drains.
import type { Outbox } from "./outbox.ts";

/** An address as the app sees it. */
export interface Address {
  readonly hostname: string;
  readonly port: number;
}

/** Book of open servers. */
export class Servers {
  readonly #outbox: Outbox;
  readonly #publicAddress: Address;
  readonly #open = new Set<() => Promise<unknown>>();
  readonly #up = Promise.withResolvers<void>();
  #count = 0;
  #description = "";

  constructor(outbox: Outbox, publicAddress: Address) {
    this.#outbox = outbox;
    this.#publicAddress = publicAddress;
  }

  /** How many the app has opened so far. */
  get count(): number {
    return this.#count;
  }

  /** Resolves when the first server accepts connections. */
  get up(): Promise<void> {
    return this.#up.promise;
  }

  /** For people: how the first server was opened. */
  get description(): string {
    return this.#description;
  }

  /** Registers a server that is about to listen: whether it is the first, and the address that the app shall see. */
  announce(wanted: Address, how: string): { isFirst: boolean; shown: Address } {
    const isFirst = this.#count++ === 0;
    if (isFirst) this.#description = how;
    return { isFirst, shown: isFirst ? this.#publicAddress : wanted };
  }

  /** The server accepts connections on loopback port `port`. */
  listening(server: { port: number; isFirst: boolean; secure: boolean }): void {
    this.#outbox.write({ kind: "listening", ...server });
    if (server.isFirst) this.#up.resolve();
  }

  /** Keeps `close` for closeAll(); the returned function takes it back. */
  add(close: () => Promise<unknown>): () => void {
    this.#open.add(close);
    return () => this.#open.delete(close);
  }

  /** Closes all: no new connections, requests in flight go on. */
  async closeAll(): Promise<void> {
    await Promise.allSettled([...this.#open].map((close) => close()));
  }
}
