// The moment in which a profile's files get their names. With one file and hard links it cannot be interrupted;
// otherwise whoever is killed in it leaves some files with names and some without, and this is how it ends.

/** A written file and the name that it is to get; absolute paths. */
export interface PendingFile {
  readonly temp: string;
  readonly target: string;
}

type State = "published" | "waiting" | "gone";

/**
 * Ends what a dead writer had begun with one profile: when one of its files has its name, so have all afterwards, and
 * this returns true. Otherwise none has, names that were only reserved are free again, and it is false.
 */
export async function finishPublication(files: readonly PendingFile[]): Promise<boolean> {
  const states = await Promise.all(files.map(stateOf));
  const isBegun = states.includes("published");
  for (const [index, file] of files.entries()) {
    if (states[index] !== "waiting") continue;
    if (isBegun) await publish(file);
    else await freeName(file);
  }
  return isBegun;
}

async function stateOf({ temp, target }: PendingFile): Promise<State> {
  const [hidden, named] = [await lookAt(temp), await lookAt(target)];
  // Linked already, or renamed already.
  if (hidden) return (hidden.nlink ?? 1) > 1 ? "published" : "waiting";
  return named && named.size > 0 ? "published" : "gone";
}

async function publish({ temp, target }: PendingFile): Promise<void> {
  const named = await lookAt(target);
  // Not empty, it is somebody else's; then this format is missing, which is better than theirs.
  if (!named || named.size === 0) await Deno.rename(temp, target);
}

/** An empty file that is older was there before, and is not ours. */
async function freeName({ temp, target }: PendingFile): Promise<void> {
  const [hidden, named] = [await lookAt(temp), await lookAt(target)];
  const age = (info: Deno.FileInfo) => info.mtime?.getTime() ?? 0;
  if (hidden && named?.size === 0 && age(named) >= age(hidden)) await Deno.remove(target);
}

async function lookAt(path: string): Promise<Deno.FileInfo | undefined> {
  try {
    return await Deno.lstat(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}
