// The only writer of records. Appends synchronously to the spool file: what was written survives an
// uncaught error, Deno.exit, SIGKILL and out-of-memory. Measured at 7 us per small record.
import { originals } from "./builtins.ts";
import { viewOfPacket } from "../wire/packets.ts";
import type { AgentRecord } from "../wire/records.ts";

/** A spool file larger than this is left to the reader, who deletes it; the next records go to a new one. */
const ROTATE_BYTES = 64 * 1024 * 1024;
/** After so long without a failure it is over: on a disk that is nearly full small records still find room. */
const CALM_MS = 1_000;
/** So many records, some 200 bytes each, wait in memory for room on the disk. */
const MOST_WAITING = 20_000;

/** Appends records to `<path>.0`, `<path>.1`, ... */
export class Outbox {
  readonly #path: string;
  /** Locked as long as this process lives: whoever takes over the spool can see it. */
  readonly #lock: Deno.FsFile;
  #file: Deno.FsFile | undefined;
  #number = 0;
  #bytes = 0;
  /** Those that could not be written: all later ones have to wait behind them. */
  #waiting: AgentRecord[] = [];
  /** Requests that found no place there: their ends must not come without their beginnings. */
  readonly #dropped = new Set<number>();
  readonly #now: () => number;
  #isFailing = false;
  #failedAt = 0;
  #lostChunks = 0;
  #lostRequests = 0;
  /** Called after a record that the supervisor should read soon. */
  wake: () => void = () => {};
  /** Another way to the supervisor, for what people wait for while nothing can be written. */
  tell: (record: AgentRecord) => void = () => {};

  /** `now` in milliseconds. */
  constructor(path: string, now: () => number = originals.now) {
    this.#path = path;
    this.#now = now;
    this.#lock = makingFolder(path, () => {
      return Deno.openSync(`${path}.lock`, { create: true, write: true, mode: 0o600 });
    });
    this.#lock.lockSync(true);
    this.#file = this.#open();
  }

  /** Appends; never throws: a record that cannot be written costs that record, not the app's response. */
  write(record: AgentRecord, ...body: readonly Uint8Array[]): void {
    try {
      if (this.#isFailing) this.#catchUp();
      this.#append(record, body);
    } catch (error) {
      return this.#postpone(record, error);
    }
    if (record.kind !== "begin" && record.kind !== "end") this.wake();
  }

  #append(record: AgentRecord, body: readonly Uint8Array[]): void {
    if (this.#bytes > ROTATE_BYTES) this.#rotate();
    this.#put(viewOfPacket(record, body));
  }

  #put(bytes: Uint8Array): void {
    const file = this.#file ??= this.#open();
    try {
      let at = file.writeSync(bytes);
      while (at < bytes.length) at += file.writeSync(bytes.subarray(at));
    } catch (error) {
      this.#cutOff(file);
      throw error;
    }
    this.#bytes += bytes.length;
  }

  /** Half a record would make everything after it unreadable. */
  #cutOff(file: Deno.FsFile): void {
    try {
      file.truncateSync(this.#bytes);
    } catch {
      // Nothing was written either, then.
    }
  }

  /** The disk is full, or the folder cannot be written. */
  #postpone(record: AgentRecord, error: unknown): void {
    switch (record.kind) {
      case "chunk":
        this.#lostChunks++;
        break;
      case "begin":
        if (this.#waiting.length < MOST_WAITING) this.#waiting.push(record);
        else this.#dropped.add(record.id);
        break;
      case "end":
        if (this.#dropped.delete(record.id)) this.#lostRequests++;
        else this.#waiting.push(record);
        break;
      case "booted":
      case "clock":
        this.#waiting.push(record);
        break;
      default:
        this.#say(record);
    }
    this.#failedAt = this.#now();
    if (this.#isFailing) return;
    this.#isFailing = true;
    const reason = cannotWrite(this.#path, error);
    this.#say(warning(`${reason}; until it can be written, samples are lost`));
  }

  #say(record: AgentRecord): void {
    try {
      this.tell(record);
    } catch {
      // The supervisor is gone, or the app has broken what this needs.
    }
  }

  /** Writes what has waited; throws when there is still no room. */
  #catchUp(): void {
    while (this.#waiting.length > 0) {
      this.#append(this.#waiting[0]!, []);
      this.#waiting.shift();
    }
    if (this.#now() - this.#failedAt < CALM_MS) return;
    const lost = `${this.#lostChunks} chunks of samples and ${this.#lostRequests} requests`;
    this.#append(warning(`The spool is written again; lost were ${lost}`), []);
    this.#isFailing = false;
    this.#lostChunks = this.#lostRequests = 0;
  }

  #rotate(): void {
    this.#put(viewOfPacket({ kind: "continued" }, []));
    this.#file?.close();
    this.#file = undefined;
    this.#number++;
    this.#bytes = 0;
  }

  #open(): Deno.FsFile {
    const options = { create: true, append: true, mode: 0o600 };
    return makingFolder(
      this.#path,
      () => Deno.openSync(`${this.#path}.${this.#number}`, options),
    );
  }
}

/** Somebody may clean up the temp folder while the app runs. */
function makingFolder<T>(path: string, open: () => T): T {
  try {
    return open();
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    // Not with its parents: one that somebody else has made instead must not be used.
    Deno.mkdirSync(path.replace(/[/\\][^/\\]*$/, ""), { mode: 0o700 });
    return open();
  }
}

function warning(message: string): AgentRecord {
  return { kind: "warning", message };
}

function cannotWrite(path: string, error: unknown): string {
  const { code, message } = error as { code?: string; message: string };
  return `Cannot write to ${path}: ${code === "ENOSPC" ? "no space left on the disk" : message}`;
}
