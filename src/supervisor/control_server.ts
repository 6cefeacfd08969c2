// Where agents connect for commands: a loopback port, and a secret of its own for each agent as the first line.
import { type Command, encodeCommand } from "../wire/settings.ts";

/** The longest token line that is read before a stranger is turned away. */
const MAX_TOKEN_BYTES = 256;

/** What an agent's owner gets to hear. */
export interface ControlEvents {
  connected(link: ControlPeer): void;
  /** The agent has written something to its spool. */
  woken(): void;
}

/** The supervisor's end of one agent's link. */
export class ControlPeer {
  readonly #connection: Deno.TcpConn;
  /** Writes go one after the other: two at once could interleave. */
  #lastWrite: Promise<unknown> = Promise.resolve();

  constructor(connection: Deno.TcpConn) {
    this.#connection = connection;
  }

  /** Sends a command; an agent that is gone needs none. */
  send(command: Command): void {
    const bytes = new TextEncoder().encode(encodeCommand(command));
    this.#lastWrite = this.#lastWrite.then(() => writeAll(this.#connection, bytes)).catch(() => {});
  }

  close(): void {
    try {
      this.#connection.close();
    } catch {
      // Closed by the other side.
    }
  }
}

/** Accepts agents on a loopback port that the system chooses. */
export class ControlServer {
  readonly #listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  readonly #expected = new Map<string, ControlEvents>();

  constructor() {
    void this.#accept();
  }

  get port(): number {
    return this.#listener.addr.port;
  }

  /** A new secret; the agent that opens with it is announced to `events`. */
  expect(events: ControlEvents): string {
    const token = crypto.randomUUID();
    this.#expected.set(token, events);
    return token;
  }

  close(): void {
    this.#listener.close();
  }

  async #accept(): Promise<void> {
    try {
      for await (const connection of this.#listener) {
        this.#serve(connection as Deno.TcpConn).catch(() => {});
      }
    } catch {
      // Closed.
    }
  }

  async #serve(connection: Deno.TcpConn): Promise<void> {
    connection.setNoDelay(true);
    const token = await readLine(connection);
    const events = this.#expected.get(token);
    if (!events) return connection.close();
    // One connection per secret.
    this.#expected.delete(token);
    events.connected(new ControlPeer(connection));
    const buffer = new Uint8Array(1024);
    while (await connection.read(buffer) !== null) events.woken();
  }
}

async function readLine(connection: Deno.TcpConn): Promise<string> {
  const buffer = new Uint8Array(MAX_TOKEN_BYTES);
  let length = 0;
  for (;;) {
    const count = await connection.read(buffer.subarray(length));
    if (count === null) return "";
    length += count;
    const newline = buffer.subarray(0, length).indexOf(10);
    if (newline >= 0) return new TextDecoder().decode(buffer.subarray(0, newline));
    if (length === MAX_TOKEN_BYTES) return "";
  }
}

async function writeAll(connection: Deno.TcpConn, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) at += await connection.write(bytes.subarray(at));
}
