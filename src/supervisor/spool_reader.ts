// Reads what an agent appends to its spool files, in order, and deletes each file that was left behind.
import { type Packet, PacketReader } from "../wire/packets.ts";

const READ_BYTES = 1 << 20;

/** Follows `<path>.0`, `<path>.1`, ... as the agent's outbox writes them. */
export class SpoolReader {
  readonly #path: string;
  #number = 0;
  #file: Deno.FsFile | undefined;
  #packets = new PacketReader();
  readonly #buffer = new Uint8Array(READ_BYTES);

  constructor(path: string) {
    this.#path = path;
  }

  /** Packets written since the last call. Throws an Error when the spool is damaged. */
  *pull(): Generator<Packet> {
    for (;;) {
      this.#file ??= this.#open();
      const count = this.#file?.readSync(this.#buffer) ?? null;
      if (count === null || count === 0) return;
      // The reader may keep the rest of a packet, so it gets bytes of its own.
      for (const packet of this.#packets.push(this.#buffer.slice(0, count))) {
        if (packet.record.kind === "continued") this.#next();
        else yield packet;
      }
    }
  }

  /** Closes and deletes the present file; nothing can be read afterwards. */
  close(): void {
    this.#file ??= this.#open();
    this.#next();
  }

  #next(): void {
    this.#file?.close();
    this.#file = undefined;
    try {
      Deno.removeSync(`${this.#path}.${this.#number}`);
    } catch {
      // Never written, or the folder is gone.
    }
    this.#number++;
    this.#packets = new PacketReader();
  }

  #open(): Deno.FsFile | undefined {
    try {
      return Deno.openSync(`${this.#path}.${this.#number}`, { read: true });
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return undefined;
      throw error;
    }
  }
}
