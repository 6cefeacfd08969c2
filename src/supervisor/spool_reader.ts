// Reads what an agent appends to its spool files, in order, and deletes those that were left behind. Some of it
// stays for the case that the supervisor is killed: see recover_spools.ts.
import { encodePacket, type Packet, PacketReader } from "../wire/packets.ts";

const READ_BYTES = 1 << 20;
/** The present file, and the one before it: requests that are not written yet may have begun there. */
const FILES_KEPT = 2;

/** Follows `<path>.0`, `<path>.1`, ... as the agent's outbox writes them. */
export class SpoolReader {
  readonly #path: string;
  #number = 0;
  #file: Deno.FsFile | undefined;
  #packets = new PacketReader();
  readonly #buffer = new Uint8Array(READ_BYTES);
  /** Who the agent is, and its clock: without these records later ones cannot be understood. */
  readonly #preamble: Packet[] = [];

  constructor(path: string) {
    this.#path = path;
  }

  /** Packets written since the last call. Throws an Error when the spool is damaged. */
  *pull(): Generator<Packet> {
    // Whoever stopped in the middle of the last call has left whole packets behind.
    yield* this.#parse(new Uint8Array(0));
    for (;;) {
      this.#file ??= this.#open();
      const count = this.#file?.readSync(this.#buffer) ?? null;
      if (count === null || count === 0) return;
      // The reader may keep the rest of a packet, so it gets bytes of its own.
      yield* this.#parse(this.#buffer.slice(0, count));
    }
  }

  *#parse(bytes: Uint8Array): Generator<Packet> {
    for (const packet of this.#packets.push(bytes)) {
      const { kind } = packet.record;
      if (kind === "booted" || kind === "clock") this.#preamble.push(packet);
      if (kind === "continued") this.#next();
      else yield packet;
    }
  }

  /** Closes and deletes all files; nothing can be read afterwards. */
  close(): void {
    this.#file?.close();
    this.#file = undefined;
    for (let number = this.#number - FILES_KEPT + 1; number <= this.#number; number++) {
      this.#remove(String(number));
    }
    this.#remove("0");
    this.#remove("lock");
    this.#number++;
  }

  #next(): void {
    this.#file?.close();
    this.#file = undefined;
    this.#packets = new PacketReader();
    this.#number++;
    const old = this.#number - FILES_KEPT;
    if (old > 0) this.#remove(String(old));
    if (old === 0) this.#shorten();
  }

  #remove(extension: string): void {
    try {
      Deno.removeSync(`${this.#path}.${extension}`);
    } catch {
      // Never written, or the folder is gone.
    }
  }

  /** Leaves of the first file what belongs to all that follow. */
  #shorten(): void {
    const path = `${this.#path}.0`;
    try {
      for (const { record } of this.#preamble) {
        Deno.writeFileSync(`${path}.new`, encodePacket(record), { append: true, mode: 0o600 });
      }
      Deno.renameSync(`${path}.new`, path);
    } catch {
      // No room, or the folder is gone: then nothing can be recovered either.
    }
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
