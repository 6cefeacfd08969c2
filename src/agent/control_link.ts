// The connection to the supervisor: commands come in, wake-ups go out, records only when the spool cannot be written,
// and its end means that the supervisor is gone. It never keeps the app's process alive, unless the agent is a spare
// that waits.
import type { AgentRecord } from "../wire/records.ts";
import { type Command, decodeCommands } from "../wire/settings.ts";
import { originals } from "./builtins.ts";

const encoder = new TextEncoder();

/** One loopback connection, opened with the token. */
export class ControlLink {
  readonly #connection: Deno.TcpConn;
  /** Records go one after the other: two at once could interleave. */
  #sent: Promise<unknown> = Promise.resolve();
  #isWaking = false;
  #isWakeAgain = false;

  private constructor(connection: Deno.TcpConn) {
    this.#connection = connection;
  }

  static async open(port: number, token: string): Promise<ControlLink> {
    const connection = await Deno.connect({ hostname: "127.0.0.1", port });
    connection.setNoDelay(true);
    await connection.write(encoder.encode(token + "\n"));
    return new ControlLink(connection);
  }

  /** Calls `received` for each command and `closed` once the supervisor is gone. */
  async listen(received: (command: Command) => void, closed: () => void): Promise<void> {
    const decoder = new TextDecoder();
    const buffer = new Uint8Array(4096);
    let text = "";
    try {
      for (;;) {
        const count = await this.#connection.read(buffer);
        if (count === null) break;
        const { commands, rest } = decodeCommands(
          text + decoder.decode(buffer.subarray(0, count), { stream: true }),
        );
        text = rest;
        commands.forEach(received);
      }
    } catch {
      // A reset is an end like any other.
    }
    closed();
  }

  /** From now on the link does not keep the process alive. */
  unref(): void {
    this.#connection.unref();
  }

  /** Hands over a record that cannot go by way of the spool. */
  send(record: AgentRecord): void {
    const bytes = encoder.encode(originals.stringify(record) + "\n");
    this.#sent = this.#sent.then(() => this.#connection.write(bytes)).catch(() => {});
  }

  /** Tells the supervisor that there is something to read; several calls in a row send one byte. */
  wake(): void {
    // The supervisor may have read already what it was woken for, before this was written.
    this.#isWakeAgain = this.#isWaking;
    if (this.#isWaking) return;
    this.#isWaking = true;
    this.#connection.write(new Uint8Array([10])).catch(() => {}).finally(() => {
      this.#isWaking = false;
      if (this.#isWakeAgain) this.wake();
    });
  }
}
