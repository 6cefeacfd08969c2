// For the tests of the gate: a gate on a free port, children in this process, and a client that shows each byte.
// The client's reading of HTTP is its own, so that the gate's cannot prove itself right.

import assert from "node:assert/strict";
import { Gate, type GateEvents, type Upstream } from "./gate.ts";

/** How long something that must happen may take on a machine that is busy otherwise. */
export const PATIENCE_MS = 10_000;

const encoder = new TextEncoder();
const latin1 = new TextDecoder("latin1");

/** Resolves when the condition holds; throws after the patience. */
export async function until(what: string, condition: () => boolean): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  while (!condition()) {
    assert.ok(performance.now() < deadline, `Waited in vain until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

/** A child, and how many requests its handler has been called for. */
export interface Child extends Upstream {
  readonly begun: number;
  /** As a draining child does: no new connections, idle ones closed, waits for requests in flight. */
  shutdown(): Promise<void>;
}

/** One response as it came over the wire. */
export interface RawResponse {
  readonly status: number;
  readonly head: string;
  readonly body: string;
}

/** A gate with children; disposing checks that nothing went wrong unseen and that no connection is left. */
export class GateRig implements AsyncDisposable {
  readonly gate: Gate;
  /** "connected 1 PORT CLIENT_PORT", "arrived 1 PORT", "disconnected 1 PORT", where 1 is the generation. */
  readonly events: string[] = [];
  readonly failures: unknown[] = [];
  readonly address: Deno.NetAddr;
  readonly #begun = new Map<string, number>();
  readonly #cleanups: (() => Promise<void> | void)[] = [];
  #generation = 0;

  constructor(events: Partial<GateEvents> = {}) {
    this.gate = new Gate({ ...this.#recorder(), ...events });
    this.address = this.gate.listen("127.0.0.1", 0);
  }

  #recorder(): GateEvents {
    return {
      connected: ({ generation }, port, client) => {
        this.#begun.delete(`${generation}:${port}`);
        this.events.push(`connected ${generation} ${port} ${client.port}`);
      },
      disconnected: ({ generation }, port) =>
        this.events.push(`disconnected ${generation} ${port}`),
      arrived: ({ generation }, port) => this.events.push(`arrived ${generation} ${port}`),
      hasBegun: (generation, port, answered) =>
        (this.#begun.get(`${generation}:${port}`) ?? 0) > answered,
      failed: (error) => this.failures.push(error),
    };
  }

  /** What an agent's record would tell: that generation's child has begun a request over this connection. */
  begin(generation: number, upstreamPort: number): void {
    const key = `${generation}:${upstreamPort}`;
    this.#begun.set(key, (this.#begun.get(key) ?? 0) + 1);
  }

  /** A child that is a Deno.serve server. */
  serve(
    handler: Deno.ServeHandler<Deno.NetAddr>,
    options: Partial<Deno.TlsCertifiedKeyPem> = {},
  ): Child {
    const generation = ++this.#generation;
    let begun = 0;
    const server = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen() {}, ...options },
      (request, info) => {
        begun++;
        this.begin(generation, info.remoteAddr.port);
        return handler(request, info);
      },
    );
    const shutdown = () => server.shutdown();
    this.#cleanups.push(shutdown);
    return {
      port: server.addr.port,
      generation,
      shutdown,
      get begun() {
        return begun;
      },
    };
  }

  /** A child that does with each connection what the test says; `begun` counts connections. */
  script(play: (socket: RawSocket, upstreamPort: number) => Promise<void>): Child {
    const generation = ++this.#generation;
    const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    let begun = 0;
    const accepting = (async () => {
      for await (const conn of listener) {
        begun++;
        const socket = new RawSocket(conn);
        play(socket, conn.remoteAddr.port).finally(() => socket.close());
      }
    })();
    const shutdown = async () => {
      if (listener) attempt(() => listener.close());
      await accepting.catch(() => {});
    };
    this.#cleanups.push(shutdown);
    return {
      port: listener.addr.port,
      generation,
      shutdown,
      get begun() {
        return begun;
      },
    };
  }

  /** The same after it has read the head of a request. */
  answer(play: (socket: RawSocket, upstreamPort: number) => Promise<void>): Child {
    return this.script(async (socket, upstreamPort) => {
      await socket.readPast("\r\n\r\n");
      await play(socket, upstreamPort);
    });
  }

  /** A client connected to the gate. */
  async connect(): Promise<RawSocket> {
    const { hostname, port } = this.address;
    const socket = new RawSocket(await Deno.connect({ hostname, port }));
    this.#cleanups.push(() => socket.close());
    return socket;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.gate.close(0);
    for (const cleanup of this.#cleanups) await cleanup();
    assert.equal(this.gate.stats.connections, 0);
    assert.deepEqual(this.failures, []);
    const count = (event: string) => this.events.filter((line) => line.startsWith(event)).length;
    assert.equal(count("connected"), count("disconnected"));
  }
}

/** A TCP connection that is written and read as text of one char per byte. */
export class RawSocket {
  readonly #conn: Deno.TcpConn;
  #received = "";

  constructor(conn: Deno.TcpConn) {
    this.#conn = conn;
    conn.setNoDelay(true);
  }

  get localPort(): number {
    return this.#conn.localAddr.port;
  }

  async send(data: string | Uint8Array): Promise<void> {
    const bytes = typeof data === "string" ? encoder.encode(data) : data;
    for (let at = 0; at < bytes.length;) at += await this.#conn.write(bytes.subarray(at));
  }

  async get(path = "/"): Promise<RawResponse> {
    await this.send(`GET ${path} HTTP/1.1\r\nhost: test\r\n\r\n`);
    return await this.response();
  }

  /** The next response that is not an interim one; `isBodyless` for the answer to HEAD. */
  async response(isBodyless = false): Promise<RawResponse> {
    const head = await this.readPast("\r\n\r\n");
    const status = Number(head.slice(9, 12));
    const length = /^content-length: (\d+)/im.exec(head)?.[1];
    if (isBodyless || status === 204 || status === 304) return { status, head, body: "" };
    if (length !== undefined) return { status, head, body: await this.readCount(Number(length)) };
    if (/^transfer-encoding: chunked/im.test(head)) {
      return { status, head, body: await this.#chunks() };
    }
    return { status, head, body: await this.readAll() };
  }

  async #chunks(): Promise<string> {
    for (let body = "";;) {
      const size = Number.parseInt(await this.readPast("\r\n"), 16);
      const chunk = await this.readCount(size);
      await this.readPast("\r\n");
      if (size === 0) return body;
      body += chunk;
    }
  }

  /** Up to and including the mark; throws when the connection ends before. */
  async readPast(mark: string): Promise<string> {
    while (!this.#received.includes(mark)) {
      assert.ok(
        await this.#receive(),
        `The connection ended after ${JSON.stringify(this.#received)}`,
      );
    }
    return this.#take(this.#received.indexOf(mark) + mark.length);
  }

  async readCount(count: number): Promise<string> {
    while (this.#received.length < count) {
      assert.ok(
        await this.#receive(),
        `The connection ended ${count - this.#received.length} bytes early`,
      );
    }
    return this.#take(count);
  }

  /** All up to the end of the connection, orderly or not. */
  async readAll(): Promise<string> {
    while (await this.#receive());
    return this.#take(this.#received.length);
  }

  end(): Promise<void> {
    return this.#conn.closeWrite();
  }

  close(): void {
    attempt(() => this.#conn.close());
  }

  async #receive(): Promise<boolean> {
    const bytes = new Uint8Array(65_536);
    const count = await this.#conn.read(bytes).catch(() => null);
    if (count !== null) this.#received += latin1.decode(bytes.subarray(0, count));
    return count !== null;
  }

  #take(count: number): string {
    const taken = this.#received.slice(0, count);
    this.#received = this.#received.slice(count);
    return taken;
  }
}

function attempt(action: () => void): void {
  try {
    action();
  } catch {
    // Closed before.
  }
}
