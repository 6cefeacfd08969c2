// Where agents connect for commands: a loopback port, and a secret of its own for each agent as the first line.
import type { AgentRecord } from "../wire/records.ts";
import { type Command, encodeCommand } from "../wire/settings.ts";

/** The longest token line that is read before a stranger is turned away. */
const MAX_TOKEN_BYTES = 256;
const NOTHING = new Uint8Array(0);

/** What an agent's owner gets to hear. */
export interface ControlEvents {
  connected(link: ControlPeer): void;
  /** The agent has written something to its spool. */
  woken(): void;
  /** The agent says something that it cannot write to its spool. */
  told(record: AgentRecord): void;
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
    const [token, first] = await readLine(connection);
    const events = this.#expected.get(token);
    if (!events) return connection.close();
    // One connection per secret.
    this.#expected.delete(token);
    events.connected(new ControlPeer(connection));
    const buffer = new Uint8Array(4096);
    const decoder = new TextDecoder();
    let rest = hear(decoder.decode(first, { stream: true }), events);
    for (let count = await connection.read(buffer); count; count = await connection.read(buffer)) {
      const text = rest + decoder.decode(buffer.subarray(0, count), { stream: true });
      rest = hear(text, events);
    }
  }
}

/** An empty line is a wake-up, any other one a record. Returns what has no end yet. */
function hear(text: string, events: ControlEvents): string {
  const lines = text.split("\n");
  const rest = lines.pop()!;
  const records = lines.filter((line) => line !== "");
  if (records.length < lines.length) events.woken();
  for (const record of records) events.told(JSON.parse(record));
  return rest;
}

/** The first line and what came with it; "" for one that is too long or has no end. */
async function readLine(connection: Deno.TcpConn): Promise<[line: string, rest: Uint8Array]> {
  const buffer = new Uint8Array(MAX_TOKEN_BYTES);
  let length = 0;
  for (;;) {
    const count = await connection.read(buffer.subarray(length));
    if (count === null) return ["", NOTHING];
    length += count;
    const newline = buffer.subarray(0, length).indexOf(10);
    if (newline >= 0) {
      const line = new TextDecoder().decode(buffer.subarray(0, newline));
      return [line, buffer.subarray(newline + 1, length)];
    }
    if (length === MAX_TOKEN_BYTES) return ["", NOTHING];
  }
}

async function writeAll(connection: Deno.TcpConn, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) at += await connection.write(bytes.subarray(at));
}
