// The only writer of records. Appends synchronously to the spool file: what was written survives an
// uncaught error, Deno.exit, SIGKILL and out-of-memory. Measured at 7 us per small record.
import { encodePacket } from "../wire/packets.ts";
import type { AgentRecord } from "../wire/records.ts";

/** A spool file larger than this is left to the reader, who deletes it; the next records go to a new one. */
const ROTATE_BYTES = 64 * 1024 * 1024;

/** Appends records to `<path>.0`, `<path>.1`, ... */
export class Outbox {
  readonly #path: string;
  #file: Deno.FsFile;
  #number = 0;
  #bytes = 0;
  /** Called after a record that the supervisor should read soon. */
  wake: () => void = () => {};

  constructor(path: string) {
    this.#path = path;
    this.#file = this.#open();
  }

  /** Appends; never throws: a record that cannot be written costs that record, not the app's response. */
  write(record: AgentRecord, ...body: readonly Uint8Array[]): void {
    try {
      this.#append(encodePacket(record, ...body));
      if (this.#bytes > ROTATE_BYTES) this.#rotate();
    } catch {
      // The disk is full or the folder is gone; the supervisor notices what is missing.
      return this.#cutOff();
    }
    if (record.kind !== "begin" && record.kind !== "end") this.wake();
  }

  #append(bytes: Uint8Array): void {
    let at = 0;
    while (at < bytes.length) at += this.#file.writeSync(bytes.subarray(at));
    this.#bytes += bytes.length;
  }

  /** Half a record would make everything after it unreadable. */
  #cutOff(): void {
    try {
      this.#file.truncateSync(this.#bytes);
    } catch {
      // Nothing was written either, then.
    }
  }

  #rotate(): void {
    this.#append(encodePacket({ kind: "continued" }));
    this.#file.close();
    this.#number++;
    this.#bytes = 0;
    this.#file = this.#open();
  }

  #open(): Deno.FsFile {
    return Deno.openSync(`${this.#path}.${this.#number}`, {
      create: true,
      append: true,
      mode: 0o600,
    });
  }
}
