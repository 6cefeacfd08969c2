// The terminal of this process: where bytes go, and whether they may have colours.
import { Terminal } from "./terminal.ts";

/** Text for people in files and pipes has the width people expect. */
const DEFAULT_COLUMNS = 80;

export interface ColorWish {
  /** --no-color */
  readonly isForbidden: boolean;
  readonly isTerminal: boolean;
  /** Reads an environment variable. */
  readonly env: (name: string) => string | undefined;
}

/** --no-color beats NO_COLOR beats FORCE_COLOR beats what stderr is; an empty variable counts as unset. */
export function hasColor({ isForbidden, isTerminal, env }: ColorWish): boolean {
  if (isForbidden || env("NO_COLOR")) return false;
  const force = env("FORCE_COLOR");
  if (force) return force !== "0";
  return isTerminal && env("TERM") !== "dumb";
}

/** Made before the command line is understood, because its errors have to be printed as well. */
export function processTerminal(ownArgs: readonly string[]): Terminal {
  const isTerminal = Deno.stderr.isTerminal();
  return new Terminal({
    stdout: (bytes) => writeAll(Deno.stdout, bytes),
    stderr: (bytes) => writeAll(Deno.stderr, bytes),
    hasColor: hasColor({
      isForbidden: ownArgs.includes("--no-color"),
      isTerminal,
      env: (name) => Deno.env.get(name),
    }),
    isInteractive: isTerminal && Deno.env.get("TERM") !== "dumb",
    isQuiet: ownArgs.includes("--quiet"),
    columns: terminalColumns(),
  });
}

function writeAll(stream: { writeSync(bytes: Uint8Array): number }, bytes: Uint8Array): void {
  for (let written = 0; written < bytes.length;) {
    written += stream.writeSync(bytes.subarray(written));
  }
}

function terminalColumns(): number {
  try {
    return Deno.consoleSize().columns || DEFAULT_COLUMNS;
  } catch {
    // Throws when none of the three standard streams is a terminal.
    return DEFAULT_COLUMNS;
  }
}
