// What `serve` is asked to do, after the command line was understood and checked.
import type { Codec } from "../format/codec.ts";
import type { Template } from "../store/file_name.ts";

/** Everything has been validated: nothing here can be wrong in itself. */
export interface ServeOptions {
  /** As the user wrote it. */
  readonly module: string;
  readonly hostname: string;
  readonly port: number;
  /** undefined = the system's temp folder, private to the user. */
  readonly profPath: string | undefined;
  readonly template: Template;
  readonly codecs: readonly Codec[];
  readonly media: readonly { readonly prefix: string; readonly dir: string }[];
  /** Regular expressions over the path. */
  readonly profiled: readonly string[];
  readonly unprofiled: readonly string[];
  readonly minMs: number;
  readonly samplingInterval: number;
  readonly isReloading: boolean;
  readonly isSerial: boolean;
  readonly hasWaits: boolean;
  /** undefined = found by itself. */
  readonly deno: string | undefined;
  readonly denoFlags: readonly string[];
  readonly appArguments: readonly string[];
  /** "runprofileserver 0.1.0" */
  readonly creator: string;
}

/** How the supervisor speaks; the command line decides about colours and streams. */
export interface Reporter {
  /** A line of the banner or about the app's life. */
  say(line: string): void;
  /** An access line, with the status for its colour. */
  access(line: string, status: number): void;
  warn(message: string): void;
  error(message: string, hint?: string): void;
  /** What the app wrote to stderr, as it is. */
  passThrough(bytes: Uint8Array): void;
}
