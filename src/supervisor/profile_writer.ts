// Turns finished requests into files and access lines, one after the other, so that the log is in order
// and a burst of requests cannot open hundreds of files at once.
import type { EncodeOptions, Recording } from "../format/codec.ts";
import type { FinishedRequest } from "./session.ts";
import type { Reporter, ServeOptions } from "./serve_options.ts";
import type { ProfileDir } from "../store/profile_dir.ts";
import { accessLine } from "./access_log.ts";
import { fileName } from "../store/file_name.ts";

type Options = Pick<ServeOptions, "template" | "codecs" | "minMs" | "samplingInterval">;

/** Queue of finished requests. */
export class ProfileWriter {
  readonly #dir: ProfileDir;
  readonly #options: Options;
  readonly #encoding: EncodeOptions;
  readonly #reporter: Pick<Reporter, "access" | "warn">;
  readonly #queue: FinishedRequest[] = [];
  #working: Promise<void> | undefined;
  #failureShown = "";

  constructor(dir: ProfileDir, options: Options, context: {
    encoding: EncodeOptions;
    reporter: Pick<Reporter, "access" | "warn">;
  }) {
    this.#dir = dir;
    this.#options = options;
    this.#encoding = context.encoding;
    this.#reporter = context.reporter;
  }

  /** Takes a request; its access line follows when its files are written. */
  add(request: FinishedRequest): void {
    this.#queue.push(request);
    this.#working ??= this.#work();
  }

  /** Resolves when everything added so far is on disk. */
  async flush(): Promise<void> {
    while (this.#working) await this.#working;
  }

  async #work(): Promise<void> {
    // Without this turn a request that needs no file would be done before #working is set.
    await Promise.resolve();
    for (let request = this.#queue.shift(); request; request = this.#queue.shift()) {
      const { record, protocol } = request;
      if (this.#isWanted(request)) await this.#write(request);
      this.#reporter.access(accessLine(record, protocol), record.status);
    }
    this.#working = undefined;
  }

  #isWanted({ record, isProfiled }: FinishedRequest): boolean {
    return isProfiled && record.end - record.start >= this.#options.minMs * 1000;
  }

  async #write({ record, profile }: FinishedRequest): Promise<void> {
    const recording: Recording = {
      profile,
      request: record,
      notes: [{ name: "Sampling interval", value: `${this.#options.samplingInterval} us asked` }],
    };
    try {
      const files = this.#options.codecs.map((codec) => ({
        prefix: codec.prefix,
        extension: codec.extension,
        bytes: codec.encode(recording, this.#encoding),
      }));
      await this.#dir.write(fileName(this.#options.template, record), files);
      this.#failureShown = "";
    } catch (error) {
      this.#warnOnce(
        `Cannot write the profile of ${record.method} ${record.path}: ${messageOf(error)}`,
      );
    }
  }

  /** A full disk fails for every request: it is told once, and again after something was written. */
  #warnOnce(message: string): void {
    const kind = message.slice(message.indexOf(": "));
    if (kind === this.#failureShown) return;
    this.#failureShown = kind;
    this.#reporter.warn(message);
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
