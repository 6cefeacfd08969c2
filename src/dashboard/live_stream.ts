// The changes of the list as server-sent events. An event's id is the version of the list after it, so that a browser
// that was away gets what it missed, or is told to start over.
import type { Context } from "hono";
import { type SSEStreamingApi, streamSSE } from "hono/streaming";
import { listRow } from "./list_row.ts";
import type { IndexChange } from "./profile_index.ts";
import type { ProfileStore } from "./profile_store.ts";

/** Tells a connection that died silently; proxies drop those that are silent for a minute. */
const PING_MS = 20_000;
const RETRY_MS = 1_000;

/** The version of the list at this moment. */
export function versionOf(store: ProfileStore): string {
  return version(store, store.sequence);
}

/** Sends what happened after version `after`, then everything that happens, until the client goes. */
export function liveStream(c: Context, store: ProfileStore, after: string): Response {
  return streamSSE(c, async (stream) => {
    const [run, sequence] = after.split(".");
    const missed = run === store.run ? store.changesSince(Number(sequence)) : undefined;
    // From here on nothing is lost: a change that comes while this is sent is sent after it.
    let sending = missed ? send(stream, store, missed) : reset(stream, store);
    const unsubscribe = store.onChange((changes) => {
      sending = sending.then(() => send(stream, store, changes));
    });
    const ping = setInterval(() => void stream.write(": ping\n\n"), PING_MS);
    await new Promise<void>((resolve) => stream.onAbort(resolve));
    clearInterval(ping);
    unsubscribe();
  });
}

/** Changes are counted within one run of the store. */
function version({ run }: ProfileStore, sequence: number): string {
  return `${run}.${sequence}`;
}

async function reset(stream: SSEStreamingApi, store: ProfileStore): Promise<void> {
  await stream.writeSSE({
    event: "reset",
    data: versionOf(store),
    id: versionOf(store),
    retry: RETRY_MS,
  });
}

async function send(
  stream: SSEStreamingApi,
  store: ProfileStore,
  changes: readonly IndexChange[],
): Promise<void> {
  const last = changes.at(-1);
  // Also when nothing was missed: the browser then knows that it is connected and up to date.
  if (!last) return void await stream.write(`retry: ${RETRY_MS}\n\n`);
  await stream.writeSSE({
    event: "changes",
    data: JSON.stringify({
      added: changes.flatMap(({ added }) => added ? [listRow(added)] : []),
      removed: changes.flatMap(({ removed }) => removed === undefined ? [] : [removed]),
    }),
    id: version(store, last.sequence),
  });
}
