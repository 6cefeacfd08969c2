import assert from "node:assert/strict";
import { RecentIds } from "./recent_ids.ts";

Deno.test("RecentIds is a Map of ids that are counted up, whatever stays for long", () => {
  const [ids, map] = [new RecentIds<string>(), new Map<number, string>()];
  for (let id = 1; id < 20_000; id++) {
    ids.set(id, `${id}`);
    map.set(id, `${id}`);
    // One in seven stays, so that places are taken when later ids come by.
    const done = id - 50;
    if (done % 7 === 0) continue;
    ids.delete(done);
    map.delete(done);
  }
  for (let id = 0; id < 30_000; id++) assert.equal(ids.get(id), map.get(id), String(id));
});

Deno.test("RecentIds gives nothing back that was deleted, or never set", () => {
  const ids = new RecentIds<string>();
  ids.set(5, "a");
  ids.set(5 + 4096, "b");
  ids.delete(5);
  assert.deepEqual([ids.get(5), ids.get(5 + 4096), ids.get(5 + 8192)], [undefined, "b", undefined]);
  ids.delete(5 + 4096);
  ids.delete(5 + 4096);
  assert.equal(ids.get(5 + 4096), undefined);
});
