// From names to a file inside a mount. Links are followed first and judged afterwards, by where they lead.

/** A folder, or a regular file by its real path. */
export interface MediaEntry {
  readonly path: string;
  readonly isDirectory: boolean;
}

const SEPARATOR = Deno.build.os === "windows" ? "\\" : "/";

/**
 * The folder or regular file that `names` lead to below `dir`; undefined for anything else, and for what lies
 * outside of `dir` after following links. Throws the file system's error, also when nothing is there.
 * A folder swapped for a link after this check gets past it: Deno.open has no O_NOFOLLOW.
 */
export async function findMediaFile(
  dir: string,
  names: readonly string[],
): Promise<MediaEntry | undefined> {
  // The mount is resolved each time because builds replace it, or the link that names it.
  const [root, path] = await Promise.all([
    Deno.realPath(dir),
    Deno.realPath([dir, ...names].join("/")),
  ]);
  if (!isInside(path, root)) return undefined;
  const { isFile, isDirectory } = await Deno.stat(path);
  // Opening a named pipe waits for a writer, maybe for ever.
  return isFile || isDirectory ? { path, isDirectory } : undefined;
}

function isInside(path: string, root: string): boolean {
  // The separator keeps "/srv/media-private" out of "/srv/media"; "/" and "C:\" end with theirs.
  return path === root || path.startsWith(root.endsWith(SEPARATOR) ? root : root + SEPARATOR);
}
