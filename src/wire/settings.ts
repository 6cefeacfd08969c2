// What the supervisor tells an agent at its start (by an environment variable that the agent deletes
// at once: arguments would be visible to other users) and later, line by line, on the control link.

/** As they were when the agent was loaded: the app may replace them. */
const { parse, stringify } = JSON;

/** Name of the environment variable that carries AgentSettings as JSON. */
export const SETTINGS_VARIABLE = "RUNPROFILESERVER_AGENT";

/** Everything an agent needs to know before it loads the app. */
export interface AgentSettings {
  readonly version: number;
  /** Append-only file for records. */
  readonly spool: string;
  /** Loopback port of the control link, and the secret to open with. */
  readonly controlPort: number;
  readonly token: string;
  /** The address that the app believes to listen on. */
  readonly hostname: string;
  readonly port: number;
  /** What only the agent may do, and nobody any more once it has booted. */
  readonly lent: readonly Deno.PermissionDescriptor[];
  /** Wait for "go" before the app is loaded (a warm spare). */
  readonly isSpare: boolean;
  /** Tell which files the app loads. */
  readonly isWatched?: boolean;
  /** Id of the first request; ids go on over reloads. */
  readonly firstId: number;
  readonly samplingIntervals: SamplingIntervals;
  readonly isSerial: boolean;
  /** Record where requests wait. */
  readonly hasWaits: boolean;
  readonly media: readonly { readonly prefix: string; readonly dir: string }[];
  /** Regular expressions over the path; a request matching `unprofiled`, or none of `profiled`, is not profiled. */
  readonly profiled: readonly string[];
  readonly unprofiled: readonly string[];
  /** The page of a profile, without "PID-ID" at its end; missing without a dashboard. */
  readonly profileUrl?: string;
}

/** Microseconds between samples, as asked of V8. */
export interface SamplingIntervals {
  readonly fine: number;
  /** Under load; the same where it shall not change. */
  readonly loaded: number;
}

/** A line on the control link, from the supervisor. */
export type Command =
  | { readonly kind: "go"; readonly firstId: number }
  /** Finish and end; an app that listens for `signal` is sent it then, and ends by itself. */
  | { readonly kind: "drain"; readonly signal: Deno.Signal }
  /** Who is behind an upstream connection (by its local port on our side). */
  | {
    readonly kind: "client";
    readonly upstreamPort: number;
    readonly hostname: string;
    readonly port: number;
  }
  | { readonly kind: "client-gone"; readonly upstreamPort: number };

/** One line, newline included. */
export function encodeCommand(command: Command): string {
  return stringify(command) + "\n";
}

/** Splits what has come so far into commands and the unfinished rest. */
export function decodeCommands(text: string): { commands: Command[]; rest: string } {
  const lines = text.split("\n");
  const rest = lines.pop()!;
  return { commands: lines.map((line) => parse(line)), rest };
}
