// Every instant at which a writer can be killed while files get their names, one after the other.
import assert from "node:assert/strict";
import { join } from "node:path";
import { finishPublication, type PendingFile } from "./publication.ts";

/** Makes a state with `write`, ends the publication, and returns what is there: names and contents. */
async function ended(
  count: number,
  interrupt: (files: readonly PendingFile[]) => void,
): Promise<{ isPublished: boolean; named: Record<string, string> }> {
  const dir = await Deno.makeTempDir({ prefix: "publication_test-" });
  const files = Array.from({ length: count }, (_, i) => ({
    temp: join(dir, `.temp-${i}`),
    target: join(dir, `a.${i}`),
  }));
  try {
    for (const [i, { temp }] of files.entries()) Deno.writeTextFileSync(temp, `profile ${i}`);
    interrupt(files);
    const isPublished = await finishPublication(files);
    const named: Record<string, string> = {};
    for (const { name } of Deno.readDirSync(dir)) {
      if (!name.startsWith(".")) named[name] = Deno.readTextFileSync(join(dir, name));
    }
    return { isPublished, named };
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

function reserve({ target }: PendingFile): void {
  Deno.openSync(target, { write: true, createNew: true }).close();
}

function rename(file: PendingFile): void {
  reserve(file);
  Deno.renameSync(file.temp, file.target);
}

function link({ temp, target }: PendingFile): void {
  Deno.linkSync(temp, target);
}

const NONE = { isPublished: false, named: {} };
const ONE = { isPublished: true, named: { "a.0": "profile 0" } };
const BOTH = { isPublished: true, named: { "a.0": "profile 0", "a.1": "profile 1" } };

Deno.test("finishPublication() leaves nothing of what had not begun", async () => {
  assert.deepEqual(await ended(1, () => {}), NONE);
  assert.deepEqual(await ended(2, () => {}), NONE);
});

Deno.test("finishPublication() frees a name that was only reserved", async () => {
  assert.deepEqual(await ended(1, ([a]) => reserve(a!)), NONE);
  assert.deepEqual(await ended(2, ([a]) => reserve(a!)), NONE);
});

Deno.test("finishPublication() knows what has its name", async () => {
  assert.deepEqual(await ended(1, ([a]) => rename(a!)), ONE);
  assert.deepEqual(await ended(1, ([a]) => link(a!)), ONE);
  assert.deepEqual(await ended(2, (files) => files.forEach(rename)), BOTH);
});

Deno.test("finishPublication() gives the other formats their names when one has it", async () => {
  assert.deepEqual(await ended(2, ([a]) => rename(a!)), BOTH);
  assert.deepEqual(await ended(2, ([a]) => link(a!)), BOTH);
  const reserved = await ended(2, ([a, b]) => {
    rename(a!);
    reserve(b!);
  });
  assert.deepEqual(reserved, BOTH);
});

Deno.test("finishPublication() touches nothing of others", async () => {
  const theirs = await ended(1, ([a]) => Deno.writeTextFileSync(a!.target, "theirs"));
  assert.deepEqual(theirs, { isPublished: false, named: { "a.0": "theirs" } });
  const empty = await ended(1, ([a]) => {
    reserve(a!);
    Deno.utimeSync(a!.target, 1_600_000_000, 1_600_000_000);
  });
  assert.deepEqual(empty, { isPublished: false, named: { "a.0": "" } });
  const second = await ended(2, ([a, b]) => {
    link(a!);
    Deno.writeTextFileSync(b!.target, "theirs");
  });
  assert.deepEqual(second, {
    isPublished: true,
    named: { "a.0": "profile 0", "a.1": "theirs" },
  });
});

Deno.test("finishPublication() knows of a failed attempt, whose files are gone, that nothing came of it", async () => {
  assert.deepEqual(await ended(1, ([a]) => Deno.removeSync(a!.temp)), NONE);
});
