// All of standard input, or as much as the user lets come.

/** Reads to the end; rejects with the signal's reason when that comes first. */
export async function readStdin(signal: AbortSignal): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  // Not pipeTo with a signal: it cancels the stream, which waits for the read that is under way.
  const stop = Promise.withResolvers<never>();
  const onAbort = () => stop.reject(signal.reason);
  signal.addEventListener("abort", onAbort);
  try {
    const reader = Deno.stdin.readable.getReader();
    for (;;) {
      const { done, value } = await Promise.race([reader.read(), stop.promise]);
      if (done) break;
      chunks.push(value);
    }
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
  return await new Blob(chunks as BlobPart[]).bytes();
}
