// The servers that the app has opened: the first takes the place of the public address, and when it is closed the
// next. All are closed when the agent drains.
import type { Outbox } from "./outbox.ts";

/** An address as the app sees it. */
export interface Address {
  readonly hostname: string;
  readonly port: number;
}

/** A server that is about to listen. */
export interface Announced {
  readonly isFirst: boolean;
  /** What the app takes for its address. */
  readonly shown: Address;
  /** To be called when it is closed or could not listen: the next server gets the public address. */
  vacate(): void;
}

/** Book of open servers. */
export class Servers {
  readonly #outbox: Outbox;
  readonly #publicAddress: Address;
  readonly #open = new Set<() => Promise<unknown>>();
  readonly #up = Promise.withResolvers<void>();
  #count = 0;
  #isPublicTaken = false;
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

  /** Registers a server that is about to listen; the first one of those that are open has the public address. */
  announce(wanted: Address, how: string): Announced {
    if (this.#count++ === 0) this.#description = how;
    let hasPublic = !this.#isPublicTaken;
    this.#isPublicTaken = true;
    return {
      isFirst: hasPublic,
      shown: hasPublic ? this.#publicAddress : wanted,
      vacate: () => {
        if (hasPublic) this.#isPublicTaken = hasPublic = false;
      },
    };
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

  /** Closes all: no new connections, requests in flight go on. One that fails to close keeps no other open. */
  async closeAll(): Promise<void> {
    await Promise.allSettled([...this.#open].map(async (close) => await close()));
  }
}
