// The beginning and the end of a file, without what lies between.

/** Both have `length` bytes, or the whole file when it is shorter. Synchronous: see profile_dir.ts. */
export function readEnds(path: string, length: number): { head: Uint8Array; tail: Uint8Array } {
  using file = Deno.openSync(path);
  const { size } = file.statSync();
  const head = readFully(file, Math.min(length, size));
  if (size <= length) return { head, tail: head };
  file.seekSync(size - length, Deno.SeekMode.Start);
  return { head, tail: readFully(file, length) };
}

/** A file that got shorter meanwhile gives what it has. */
function readFully(file: Deno.FsFile, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let filled = 0;
  while (filled < length) {
    const count = file.readSync(bytes.subarray(filled));
    if (!count) break;
    filled += count;
  }
  return bytes.subarray(0, filled);
}
