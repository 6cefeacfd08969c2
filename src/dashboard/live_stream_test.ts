import assert from "node:assert/strict";
import { Hono } from "hono";
import { liveStream, versionOf } from "./live_stream.ts";
import { madeRecord } from "../model/request_record_test_rig.ts";
import { changesUntil, fileOf, withStore } from "./store_test_rig.ts";
import type { ProfileStore } from "./profile_store.ts";

/** The events of a stream, one after the other; stop() goes away. */
async function follow(store: ProfileStore, after: string) {
  const app = new Hono();
  app.get("/live", (c) => liveStream(c, store, after));
  const stop = new AbortController();
  const response = await app.request(new Request("http://x/live", { signal: stop.signal }));
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  async function next(): Promise<Record<string, string>> {
    while (!text.includes("\n\n")) text += (await reader.read()).value;
    const end = text.indexOf("\n\n");
    const fields = text.slice(0, end).split("\n").map((line) => line.split(/: (.*)/s).slice(0, 2));
    text = text.slice(end + 2);
    return Object.fromEntries(fields);
  }
  return { next, stop: () => reader.cancel() };
}

async function add(store: ProfileStore, folder: string, name: string): Promise<void> {
  const coming = changesUntil(
    store,
    (changes) => changes.some(({ added }) => added?.name === name),
  );
  await Deno.writeFile(`${folder}/.tmp`, fileOf(madeRecord({ path: `/${name}` })));
  await Deno.rename(`${folder}/.tmp`, `${folder}/${name}`);
  await coming;
}

Deno.test("liveStream() sends what comes, each with the version after it", () =>
  withStore(async (store, folder) => {
    await store.ready();
    const stream = await follow(store, versionOf(store));
    assert.equal((await stream.next()).retry, "1000");
    await add(store, folder, "a.cpuprofile");
    const { event, id, data } = await stream.next();
    assert.deepEqual([event, id], ["changes", versionOf(store)]);
    const { added, removed } = JSON.parse(data!);
    assert.deepEqual([added[0].path, added.length, removed], ["/a.cpuprofile", 1, []]);
    await stream.stop();
  }));

Deno.test("liveStream() sends what was missed, and nothing twice", () =>
  withStore(async (store, folder) => {
    await store.ready();
    const before = versionOf(store);
    await add(store, folder, "a.cpuprofile");
    await add(store, folder, "b.cpuprofile");
    const stream = await follow(store, before);
    const { data, id } = await stream.next();
    const paths = JSON.parse(data!).added.map(({ path }: { path: string }) => path);
    assert.deepEqual(paths, ["/a.cpuprofile", "/b.cpuprofile"]);
    await stream.stop();
    const resumed = await follow(store, id!);
    assert.deepEqual(await resumed.next(), { retry: "1000" });
    await resumed.stop();
  }));

Deno.test("liveStream() makes those start over whose version it does not know", () =>
  withStore(async (store) => {
    await store.ready();
    for (const after of ["", "0", "other.1", versionOf(store).replace(/\d+$/, "99"), "a.b.c"]) {
      const stream = await follow(store, after);
      assert.equal((await stream.next()).event, "reset", after);
      await stream.stop();
    }
  }));

Deno.test("liveStream() forgets who has left", () =>
  withStore(async (store, folder) => {
    await store.ready();
    const stream = await follow(store, versionOf(store));
    await stream.next();
    await stream.stop();
    // The sanitizers find a ping that goes on; a listener that is called after its end would throw.
    await add(store, folder, "a.cpuprofile");
  }));
