import assert from "node:assert/strict";
import { sortedEntries } from "./sorted_entries.ts";

Deno.test("sortedEntries() has no hidden ones and orders the rest by code units", async () => {
  const folder = await Deno.makeTempDir();
  try {
    for (const name of ["b", "B", ".hidden", "ä", "a.1"]) await Deno.mkdir(`${folder}/${name}`);
    const names = sortedEntries(folder).map(({ name }) => name);
    assert.deepEqual(names, ["B", "a.1", "b", "ä"]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("sortedEntries() takes a folder that is not there for empty, but not a file", async () => {
  const path = await Deno.makeTempFile();
  try {
    assert.deepEqual(sortedEntries(`${path}-not-there`), []);
    assert.throws(() => sortedEntries(path), { name: "UserError", message: /^Cannot list "/ });
  } finally {
    await Deno.remove(path);
  }
});
