// What `serve` is asked to do, after the command line was understood and checked.
import type { Codec } from "../format/codec.ts";
import type { Template } from "../store/file_name.ts";
import type { KeepLimits } from "../store/retention.ts";
import type { SamplingIntervals } from "../wire/settings.ts";

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
  /** Names of query parameters whose values are not recorded, for secretMasker(). */
  readonly masks: readonly string[];
  readonly keep: KeepLimits;
  readonly samplingIntervals: SamplingIntervals;
  readonly isReloading: boolean;
  readonly isSerial: boolean;
  readonly hasWaits: boolean;
  /** undefined = found by itself. */
  readonly deno: string | undefined;
  readonly denoFlags: readonly string[];
  readonly appArguments: readonly string[];
  /** "runprofileserver 0.1.0" */
  readonly creator: string;
  /** Missing when no dashboard is wanted. */
  readonly openDashboard?: OpenDashboard;
}

/** Opens a dashboard on a folder of profiles. Throws a UserError when its address cannot be had. */
export type OpenDashboard = (
  place: { readonly folder: string; readonly appUrl: string },
) => Promise<Dashboard>;

/** A web page beside the app. */
export interface Dashboard {
  /** Ends with a slash. */
  readonly url: string;
  /** Where the app answers, when that turns out to be another address than it was opened with. */
  appUrl: string;
  close(): void;
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
