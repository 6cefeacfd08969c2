// A folder of made-up profiles with a store on it, for tests.
import { cpuprofileCodec } from "../format/cpuprofile/cpuprofile.ts";
import type { Codec } from "../format/codec.ts";
import { ProfileBuilder } from "../model/profile_builder.ts";
import type { Profile } from "../model/profile.ts";
import type { RequestRecord } from "../model/request_record.ts";
import type { IndexChange } from "./profile_index.ts";
import { ProfileStore } from "./profile_store.ts";

const DEADLINE_MS = 10_000;

/** A profile that fits to madeRecord(), with the waiting in `waits` pieces at one place. */
export function profileOf({ start, cpu, wait }: RequestRecord, waits = 1): Profile {
  const builder = new ProfileBuilder(start);
  const place = { url: "file:///srv/app.ts", line: 10, column: 3 };
  const handler = builder.node(0, { name: "handler", kind: "app", ...place });
  const site = builder.node(handler, { name: "(await)", kind: "wait", ...place, line: 12 });
  builder.sample(handler, cpu);
  for (let i = 0; i < waits; i++) builder.sample(site, wait / waits);
  return builder.build();
}

/** The bytes of a request's file. */
export function fileOf(
  record: RequestRecord,
  { codec = cpuprofileCodec, waits = 1 }: { codec?: Codec; waits?: number } = {},
): Uint8Array {
  const recording = { profile: profileOf(record, waits), request: record };
  return codec.encode(recording, { base: "", creator: "test" });
}

/** Runs `test` with a store on an empty folder; both are gone afterwards. */
export async function withStore(
  test: (store: ProfileStore, folder: string) => Promise<void>,
): Promise<void> {
  const folder = await Deno.realPath(await Deno.makeTempDir());
  const store = await ProfileStore.open(folder);
  try {
    await test(store, folder);
  } finally {
    store.close();
    await Deno.remove(folder, { recursive: true }).catch(() => {});
  }
}

/** Resolves with all changes since the call, as soon as `isEnough` says so. */
export function changesUntil(
  store: ProfileStore,
  isEnough: (changes: readonly IndexChange[]) => boolean,
): Promise<IndexChange[]> {
  const all: IndexChange[] = [];
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error("No such change")), DEADLINE_MS);
    const unsubscribe = store.onChange((changes) => {
      all.push(...changes);
      if (!isEnough(all)) return;
      clearTimeout(timer);
      unsubscribe();
      resolve(all);
    });
  });
}
