// The one place where a failure becomes text and an exit code.
import { UserError } from "../errors.ts";
import { Interrupted } from "./interrupt.ts";
import type { Terminal } from "./terminal.ts";
import { VERSION } from "./version.ts";

/** As in sysexits.h, EX_SOFTWARE. */
const EXIT_BUG = 70;
/** 128 + SIGINT, as shells have it. */
const EXIT_INTERRUPTED = 130;

export interface FailedRun {
  /** Printed after a usage error. */
  readonly usage: string;
  /** The command line without what belongs to the app, which may be secret. */
  readonly args: readonly string[];
}

/** Prints what the user can do about `error` and returns the exit code. */
export function reportError(error: unknown, run: FailedRun, terminal: Terminal): number {
  // The reader of a pipe has gone (`| head`): nobody is left to tell.
  if (error instanceof Deno.errors.BrokenPipe) return 1;
  if (error instanceof Interrupted) {
    terminal.insist("Interrupted");
    return EXIT_INTERRUPTED;
  }
  if (!(error instanceof UserError)) return reportBug(error, run, terminal);
  terminal.error(error.message, error.hint);
  if (error.exitCode === 2) terminal.note("usage", run.usage);
  return error.exitCode;
}

/** Everything a report needs, to be copied from the line with the version to the end. */
function reportBug(error: unknown, { args }: FailedRun, terminal: Terminal): number {
  const message = error instanceof Error ? error.message : String(error);
  terminal.error(
    `Internal error: ${message}`,
    "This is a bug in runprofileserver, please report it with the lines below",
  );
  const { os, arch } = Deno.build;
  const runtime = `Deno ${Deno.version.deno}, V8 ${Deno.version.v8}, ${os} ${arch}`;
  terminal.insist(`runprofileserver ${VERSION}, ${runtime}, arguments ${JSON.stringify(args)}`);
  for (const line of stackLines(error)) terminal.insist(line);
  return EXIT_BUG;
}

/** The stack of `error` and of what caused it. */
function stackLines(error: unknown): string[] {
  if (!(error instanceof Error)) return [String(error)];
  const own = (error.stack ?? `${error.name}: ${error.message}`).split("\n");
  if (error.cause === undefined) return own;
  const [first, ...rest] = stackLines(error.cause);
  return [...own, `Caused by: ${first}`, ...rest];
}
