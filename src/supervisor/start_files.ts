// What a Deno process reads before it loads the app's module. A process that was started ahead of time has read it
// as it was then, so it must not be used when any of this has changed since.
import { dirname, join, resolve } from "@std/path";
import type { Launch } from "./launch_arguments.ts";
import { withAncestors } from "./with_ancestors.ts";

const NAMES = [
  "deno.json",
  "deno.jsonc",
  "deno.lock",
  "package.json",
  "import_map.json",
  ".npmrc",
  ".env",
];

/** Changes whenever one of those files does: compare two for equality. Costs a few stat calls, no reading. */
export function startStamp({ module, denoFlags }: Pick<Launch, "module" | "denoFlags">): string {
  const folders = new Set([...withAncestors(dirname(module)), ...withAncestors(Deno.cwd())]);
  const found = [...folders].flatMap((folder) => NAMES.map((name) => join(folder, name)));
  // Such as --env-file=dev.env, --import-map=map.json: whatever else a flag names is not there.
  const named = denoFlags.flatMap((flag) => flag.match(/=(.+)$/)?.[1] ?? []).map((path) =>
    resolve(path)
  );
  return [...found, ...named].map(fileStamp).join();
}

/** A file that is replaced has another inode, one that is written another time or size. */
function fileStamp(path: string): string {
  try {
    const { ino, mtime, size } = Deno.statSync(path);
    return `${ino}:${mtime?.getTime()}:${size}`;
  } catch {
    return "";
  }
}
