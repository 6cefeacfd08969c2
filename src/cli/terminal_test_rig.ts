// A terminal for tests, whose two streams can be read.
import { Terminal, type TerminalOptions } from "./terminal.ts";

export interface RecordedTerminal {
  readonly terminal: Terminal;
  /** What has been written so far. */
  readonly streams: { stdout: string; stderr: string };
}

/** Plain and 80 columns wide unless told otherwise. */
export function recordedTerminal(options: Partial<TerminalOptions> = {}): RecordedTerminal {
  const streams = { stdout: "", stderr: "" };
  const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  const terminal = new Terminal({
    stdout: (bytes) => void (streams.stdout += decode(bytes)),
    stderr: (bytes) => void (streams.stderr += decode(bytes)),
    hasColor: false,
    isInteractive: false,
    isQuiet: false,
    columns: 80,
    ...options,
  });
  return { terminal, streams };
}
