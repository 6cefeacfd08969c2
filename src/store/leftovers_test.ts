// A killed writer's hidden files are found and removed, and nobody else's.
import assert from "node:assert/strict";
import { type Leftover, PROBE_TAG, sweepLeftovers, tempName } from "./leftovers.ts";

async function withDir(test: (dir: string) => Promise<void>): Promise<void> {
  const dir = await Deno.makeTempDir({ prefix: "leftovers_test-" });
  try {
    await test(dir);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

/** What was found, by tag. */
async function sweep(dir: string): Promise<Leftover[]> {
  const found: Leftover[] = [];
  await sweepLeftovers(dir, "key-", (leftover) => found.push(leftover));
  return found.sort((a, b) => a.tag < b.tag ? -1 : 1);
}

function namesIn(dir: string): string[] {
  return Array.from(Deno.readDirSync(dir), ({ name }) => name).sort();
}

Deno.test("tempName() is hidden, never the same, and has the tag", () => {
  const names = [tempName("ab-1"), tempName("ab-1")];
  assert.notEqual(names[0], names[1]);
  for (const name of names) assert.match(name, /^\.ab-1\.[0-9a-f-]+\.tmp$/);
});

Deno.test("sweepLeftovers() removes the files of that writer, in subfolders too", () =>
  withDir(async (dir) => {
    await Deno.mkdir(`${dir}/a/b`, { recursive: true });
    await Deno.writeTextFile(`${dir}/${tempName("key-1")}`, "x");
    await Deno.writeTextFile(`${dir}/a/b/${tempName("key-2")}`, "x");
    assert.deepEqual(await sweep(dir), [
      { tag: "key-1", isPublished: false },
      { tag: "key-2", isPublished: false },
    ]);
    assert.deepEqual([namesIn(dir), namesIn(`${dir}/a/b`)], [["a"], []]);
  }));

Deno.test("sweepLeftovers() tells a file that has its final name", () =>
  withDir(async (dir) => {
    const temp = `${dir}/${tempName("key-7")}`;
    await Deno.writeTextFile(temp, "x");
    await Deno.link(temp, `${dir}/a.cpuprofile`);
    assert.deepEqual(await sweep(dir), [{ tag: "key-7", isPublished: true }]);
    assert.deepEqual(namesIn(dir), ["a.cpuprofile"]);
  }));

Deno.test("sweepLeftovers() leaves everybody else's files alone", () =>
  withDir(async (dir) => {
    const others = [tempName("other-1"), tempName(""), ".key-1", "key-1.tmp", ".key-1.html"].sort();
    for (const name of others) await Deno.writeTextFile(`${dir}/${name}`, "x");
    await Deno.mkdir(`${dir}/${tempName("key-1")}`);
    await sweep(dir);
    assert.deepEqual(namesIn(dir).filter((name) => others.includes(name)), others);
  }));

Deno.test("sweepLeftovers() finds probes by their whole tag", () =>
  withDir(async (dir) => {
    for (const tag of [PROBE_TAG, `${PROBE_TAG}s`]) {
      await Deno.writeTextFile(`${dir}/${tempName(tag)}`, "x");
    }
    const found: string[] = [];
    await sweepLeftovers(dir, `${PROBE_TAG}.`, ({ tag }) => found.push(tag));
    assert.deepEqual(found, [PROBE_TAG]);
    assert.equal(namesIn(dir).length, 1);
  }));
