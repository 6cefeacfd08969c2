// Shows a file in the program made for it: convert --open.
import { resolve } from "@std/path";
import { UserError } from "../errors.ts";

/** KCacheGrind under its two names: with and without KDE. */
const CALLGRIND_VIEWERS = ["kcachegrind", "qcachegrind"] as const;

/** Starts the viewer and leaves it running. Throws a UserError when there is none. */
export function openFile(path: string, format: string): void {
  const viewers = format === "callgrind" ? CALLGRIND_VIEWERS : [systemOpener()];
  // Absolute, because a name that starts with a dash would be an option of the viewer.
  if (viewers.some((viewer) => isStarted(viewer, resolve(path)))) return;
  throw new UserError(`Cannot open "${path}": ${viewers.join(" and ")} not found`, {
    hint: format === "callgrind"
      ? "Install the package kcachegrind, or qcachegrind on macOS and Windows"
      : "Open the file yourself",
  });
}

function systemOpener(): string {
  if (Deno.build.os === "windows") return "explorer";
  return Deno.build.os === "darwin" ? "open" : "xdg-open";
}

function isStarted(program: string, path: string): boolean {
  try {
    const command = new Deno.Command(program, {
      args: [path],
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
