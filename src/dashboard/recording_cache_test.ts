import assert from "node:assert/strict";
import { ProfileBuilder } from "../model/profile_builder.ts";
import { RecordingCache } from "./recording_cache.ts";

/** A cache and a way to ask it that tells how often something was loaded. */
function cacheWithCount() {
  const cache = new RecordingCache();
  const loads: string[] = [];
  const get = (name: string, { version = "1", bytes = 1 } = {}) =>
    cache.get(name, version, () => {
      loads.push(name);
      return Promise.resolve({ recording: { profile: new ProfileBuilder(0).build() }, bytes });
    });
  return { cache, loads, get };
}

Deno.test("RecordingCache loads once for those who ask at the same time or later", async () => {
  const { loads, get } = cacheWithCount();
  const [a, b] = await Promise.all([get("a"), get("a")]);
  assert.equal(a, b);
  assert.equal(await get("a"), a);
  assert.deepEqual(loads, ["a"]);
  assert.notEqual(await get("a", { version: "2" }), a);
});

Deno.test("RecordingCache forgets what was not asked for the longest time", async () => {
  const { loads, get } = cacheWithCount();
  for (const name of "abcdefgh") await get(name);
  await get("a");
  await get("i");
  loads.length = 0;
  await get("a");
  await get("b");
  assert.deepEqual(loads, ["b"]);
});

Deno.test("RecordingCache keeps few large recordings, and the last one however large", async () => {
  const { loads, get } = cacheWithCount();
  for (const name of "abc") await get(name, { bytes: 45_000_000 });
  await get("c");
  await get("b");
  await get("a");
  assert.deepEqual(loads, ["a", "b", "c", "a"]);
  await get("huge", { bytes: 500_000_000 });
  await get("huge", { bytes: 500_000_000 });
  assert.equal(loads.filter((name) => name === "huge").length, 1);
});

Deno.test("RecordingCache tries again what has failed", async () => {
  const { cache, get } = cacheWithCount();
  await assert.rejects(cache.get("a", "1", () => Promise.reject(new Error("broken"))), /broken/);
  assert.ok(await get("a"));
});
