// Asked where the answer only chooses what to try next.

/** True for a file, also by way of a link; false when there is none or it cannot be seen. */
export function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}
