// Turns finished requests into files and access lines, one after the other, so that the log is in order
// and a burst of requests cannot open hundreds of files at once.
import type { EncodeOptions, Recording } from "../format/codec.ts";
import type { FinishedRequest } from "./session.ts";
import type { Reporter, ServeOptions } from "./serve_options.ts";
import type { ProfileDir, ProfileFile } from "../store/profile_dir.ts";
import { RequestSlice } from "../model/slice.ts";
import type { Retention } from "../store/retention.ts";
import { accessLine } from "./access_log.ts";
import type { DoneLog } from "./done_log.ts";
import { fileName } from "../store/file_name.ts";
import { WriteFailures } from "./write_failures.ts";

type Options = Pick<ServeOptions, "template" | "codecs" | "minMs">;

/** What a writer needs besides its options. */
export interface WriterContext {
  readonly encoding: EncodeOptions;
  readonly reporter: Pick<Reporter, "access" | "warn">;
  /** Makes room for each profile that was written; undefined when all are kept. */
  readonly retention?: Pick<Retention, "added"> | undefined;
  /** Requests that it knows are left out, and those that are finished are added. */
  readonly done: Pick<DoneLog, "has" | "add" | "publishing">;
  /** Of the server's spool folder: marks the hidden files of this writer. */
  readonly key: string;
}

/** Queue of finished requests. */
export class ProfileWriter {
  readonly #dir: ProfileDir;
  readonly #options: Options;
  readonly #context: WriterContext;
  /** Functions are called when all that came before them is written. */
  readonly #queue: (FinishedRequest | (() => void))[] = [];
  readonly #failures: WriteFailures;
  #working: Promise<void> | undefined;
  #isRoomFailureTold = false;

  constructor(dir: ProfileDir, options: Options, context: WriterContext) {
    this.#dir = dir;
    this.#options = options;
    this.#context = context;
    this.#failures = new WriteFailures((message) => context.reporter.warn(message));
  }

  /** Takes a request; its access line follows when its files are written. */
  add(request: FinishedRequest): void {
    if (!this.#context.done.has(request.record.id)) this.#enqueue(request);
  }

  /** Resolves when everything added so far is on disk, or could not be written. */
  flush(): Promise<void> {
    return new Promise((resolve) => this.#enqueue(resolve));
  }

  #enqueue(work: FinishedRequest | (() => void)): void {
    this.#queue.push(work);
    this.#working ??= this.#work();
  }

  async #work(): Promise<void> {
    // Without this turn a request that needs no file would be done before #working is set.
    await Promise.resolve();
    for (let next = this.#queue.shift(); next; next = this.#queue.shift()) {
      if (typeof next === "function") next();
      else await this.#finish(next);
    }
    this.#working = undefined;
  }

  /** Nothing more will come. */
  close(): void {
    this.#failures.close();
  }

  async #finish(request: FinishedRequest): Promise<void> {
    const { record, protocol } = request;
    if (this.#isWanted(request)) await this.#write(request);
    else this.#context.done.add(record.id);
    this.#context.reporter.access(accessLine(record, protocol), record.status);
  }

  #isWanted({ record, isProfiled }: FinishedRequest): boolean {
    return isProfiled && record.end - record.start >= this.#options.minMs * 1000;
  }

  async #write({ record, profile, samplingInterval }: FinishedRequest): Promise<void> {
    const recording: Recording = {
      profile,
      request: record,
      notes: samplingInterval === undefined
        ? []
        : [{ name: "Sampling interval", value: `${samplingInterval} us asked` }],
    };
    try {
      const files = this.#encode(recording);
      const names = await this.#dir.write(fileName(this.#options.template, record), files, {
        tag: `${this.#context.key}-${record.id}`,
        publishing: (files) => this.#context.done.publishing(record.id, files),
        published: () => this.#context.done.add(record.id),
      });
      this.#failures.succeeded();
      await this.#makeRoom(names);
    } catch (error) {
      this.#failures.failed(`${record.method} ${record.path}`, messageOf(error));
    }
  }

  /** A profile that a format cannot take costs the profile, not what is known of the request. */
  #encode(recording: Recording): ProfileFile[] {
    const files = (each: Recording) =>
      this.#options.codecs.map((codec) => ({
        prefix: codec.prefix,
        extension: codec.extension,
        bytes: codec.encode(each, this.#context.encoding),
      }));
    try {
      return files(recording);
    } catch (error) {
      const { method, path, start, end } = recording.request!;
      const { profile } = new RequestSlice(0, start, String).finish(end);
      const encoded = files({ ...recording, profile });
      this.#context.reporter.warn(`No profile of ${method} ${path}, only its times: ${error}`);
      return encoded;
    }
  }

  async #makeRoom(names: readonly string[]): Promise<void> {
    try {
      await this.#context.retention?.added(names);
    } catch (error) {
      if (this.#isRoomFailureTold) return;
      this.#isRoomFailureTold = true;
      this.#context.reporter.warn(`Cannot delete old profiles: ${messageOf(error)}`);
    }
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
