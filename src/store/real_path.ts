// The one path of a file or folder that may be reached by links: the system reports that one when it watches a Mac's
// folder, e.g. /private/tmp for /tmp.

/** The path without links; itself while nothing is there. */
export function realPath(path: string): string {
  try {
    return Deno.realPathSync(path);
  } catch {
    return path;
  }
}
