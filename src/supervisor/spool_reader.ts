// Reads what an agent appends to its spool files, in order, and deletes those that were left behind. Some of it
// stays for the case that the supervisor is killed: see recover_spools.ts.
import { encodePacket, type Packet, PacketReader } from "../wire/packets.ts";
import type { SpooledPacket, SpoolPosition, SpoolRange } from "./recording_messages.ts";

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
  readonly #written: () => Promise<void>;
  #position: SpoolPosition = { file: 0, offset: 0 };
  /** The first file after 0 that was not deleted. */
  #oldest = 1;

  /** `written` resolves when nobody needs what was read so far any more. */
  constructor(path: string, written: () => Promise<void> = () => Promise.resolve()) {
    this.#path = path;
    this.#written = written;
  }

  /** Packets written since the last call. Throws an Error when the spool is damaged. */
  *pull(): Generator<SpooledPacket> {
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

  *#parse(bytes: Uint8Array): Generator<SpooledPacket> {
    for (const packet of this.#packets.push(bytes)) {
      const { kind } = packet.record;
      if (kind === "booted" || kind === "clock") this.#preamble.push(packet);
      if (kind === "continued") this.#next();
      else yield { ...packet, range: this.#pass() };
    }
  }

  /** Where the packet is that has just been read. */
  #pass(): SpoolRange {
    const from = this.#position;
    const until = this.#position = { file: this.#number, offset: this.#packets.position };
    return { path: this.#path, from, until };
  }

  /** Closes and deletes all files; nothing can be read afterwards. */
  close(): void {
    this.#file?.close();
    this.#file = undefined;
    while (this.#oldest <= this.#number) this.#remove(String(this.#oldest++));
    this.#remove("0");
    this.#remove("lock");
    this.#number++;
  }

  #next(): void {
    this.#file?.close();
    this.#file = undefined;
    this.#packets = new PacketReader();
    this.#number++;
    this.#position = { file: this.#number, offset: 0 };
    const old = this.#number - FILES_KEPT;
    if (old >= 0) void this.#written().then(() => this.#forget(old));
  }

  #forget(number: number): void {
    if (number === 0) return this.#shorten();
    // The end of all was faster.
    if (number < this.#oldest) return;
    this.#remove(String(number));
    this.#oldest = number + 1;
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
