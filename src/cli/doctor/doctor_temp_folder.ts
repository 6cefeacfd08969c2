// Whether profiles and the spool can be written, and nobody else can read them.
import { tmpdir } from "node:os";
import { statfs } from "node:fs/promises";
import { join } from "@std/path";
import type { Finding } from "./finding.ts";

const SUBJECT = "temp folder";
/** An hour of load is some hundred megabytes. */
const LITTLE_SPACE = 500e6;
const OTHERS = 0o077;

/** Looks at the folder that `serve` uses without --prof-path, and at the system's around it. */
export async function checkTempFolder(tempDir = tmpdir()): Promise<Finding> {
  const profiles = join(tempDir, "runprofileserver");
  const reason = await writeFailure(tempDir);
  if (reason !== undefined) {
    const text = `Cannot write to ${tempDir}: ${reason}`;
    return { grade: "fail", subject: SUBJECT, text, hint: "Set TMPDIR to a folder of yours" };
  }
  const mode = await modeOf(profiles);
  if (mode !== undefined && (mode & OTHERS) !== 0) {
    const text = `Others may read ${profiles}, its mode is ${octal(mode)}`;
    return { grade: "warn", subject: SUBJECT, text, hint: `chmod 700 ${profiles}` };
  }
  const free = await freeBytes(tempDir);
  const room = `${(free / 1e9).toFixed(1)} GB free`;
  const text = mode === undefined
    ? `${tempDir} can be written, ${room}`
    : `${profiles} is private (${octal(mode)}), ${room}`;
  if (free >= LITTLE_SPACE) return { grade: "ok", subject: SUBJECT, text };
  const hint = "Make room, or give another folder with --prof-path";
  return { grade: "warn", subject: SUBJECT, text, hint };
}

async function writeFailure(dir: string): Promise<string | undefined> {
  try {
    await Deno.remove(await Deno.makeTempFile({ dir }));
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message.replace(/ \(os error.*/, "") : String(error);
  }
}

/** Permission bits; undefined when there is no such folder, or on a system without them. */
async function modeOf(path: string): Promise<number | undefined> {
  try {
    const { mode } = await Deno.stat(path);
    return Deno.build.os === "windows" || mode === null ? undefined : mode & 0o777;
  } catch {
    return undefined;
  }
}

async function freeBytes(dir: string): Promise<number> {
  const { bavail, bsize } = await statfs(dir);
  return bavail * bsize;
}

function octal(mode: number): string {
  return mode.toString(8).padStart(4, "0");
}
