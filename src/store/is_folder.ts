// Asked where the answer only chooses what to try next.

/** True for a folder, also by way of a link; false when there is none or it cannot be seen. */
export function isFolder(path: string): boolean {
  try {
    return Deno.statSync(path).isDirectory;
  } catch {
    return false;
  }
}
