// Shows a file in the program made for it: convert --open.
import { resolve } from "@std/path";
import { UserError } from "../errors.ts";

/** KCacheGrind under its two names: with and without KDE. */
export const CALLGRIND_VIEWERS = ["kcachegrind", "qcachegrind"] as const;

/** A program, and what comes before the file on its command line. */
type Viewer = readonly [program: string, ...args: string[]];

/** Starts the viewer and leaves it running. Throws a UserError when there is none. */
export function openFile(path: string, format: string): void {
  const viewers = viewersOf(format);
  // Absolute, because a name that starts with a dash would be an option of the viewer.
  if (viewers.some((viewer) => isStarted(viewer, resolve(path)))) return;
  const names = [...new Set(viewers.map(([program]) => program))];
  throw new UserError(`Cannot open "${path}": ${names.join(" and ")} not found`, {
    hint: HINTS[format] ?? "Open the file yourself",
  });
}

const HINTS: Readonly<Record<string, string>> = {
  callgrind: "Install the package kcachegrind, or qcachegrind on macOS and Windows",
  pprof: "Install Go, or pprof alone",
};

function viewersOf(format: string): readonly Viewer[] {
  if (format === "callgrind") return CALLGRIND_VIEWERS.map((program): Viewer => [program]);
  if (format !== "pprof") return [[systemOpener()]];
  // The system knows it for an archive. Port 0 = any that is free; it opens the browser itself.
  const web = "-http=127.0.0.1:0";
  return [["pprof", web], ["go", "tool", "pprof", web]];
}

function systemOpener(): string {
  if (Deno.build.os === "windows") return "explorer";
  return Deno.build.os === "darwin" ? "open" : "xdg-open";
}

function isStarted([program, ...args]: Viewer, path: string): boolean {
  try {
    const command = new Deno.Command(program, {
      args: [...args, path],
      stdin: "null",
      stdout: "null",
      stderr: "null",
      // Ctrl-C in this terminal is not meant for a window that is still being read.
      detached: true,
    });
    command.spawn().unref();
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
