// Globs over paths of requests: --only and --skip.
import { globToRegExp } from "@std/path";

/** The source of a regular expression: `*` stays within a segment of the path, `**` does not. */
export function pathPattern(glob: string): string {
  return globToRegExp(glob, { globstar: true, os: "linux" }).source;
}
