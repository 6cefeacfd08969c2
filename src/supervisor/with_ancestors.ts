// Where Deno looks for what concerns a module, and what has to exist for a file to be there.
import { dirname } from "@std/path";

/** An absolute path and all folders above it, the nearest first. */
export function withAncestors(path: string): string[] {
  const parent = dirname(path);
  return parent === path ? [path] : [path, ...withAncestors(parent)];
}
