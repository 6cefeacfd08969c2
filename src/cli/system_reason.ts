// What the operating system said about a file, in words that fit behind a colon.

/**
 * "permission denied", "no space left on device" and so on; undefined when `error` does not come from
 * the system, and so is a bug that must not be dressed up as the user's.
 */
export function systemReason(error: unknown): string | undefined {
  // Deno adds the call and the path, which our message has already: "Is a directory (os error 21), ...".
  const [, said] = error instanceof Error
    ? /^(.*?)\.? \(os error \d+\)/.exec(error.message) ?? []
    : [];
  return said && said[0]!.toLowerCase() + said.slice(1);
}
