import assert from "node:assert/strict";
import { recoverSpools } from "./recover_spools.ts";
import { SpoolDir } from "./spool_dir.ts";

/** What of a young folder with these files is left when a server starts that recovers what others have left. */
async function leftOf(files: readonly string[]): Promise<readonly string[]> {
  const parent = await Deno.makeTempDir({ prefix: "recover_spools-" });
  const temp = Deno.env.get("TMPDIR");
  try {
    const spool = await SpoolDir.create(parent);
    for (const file of files) await Deno.writeTextFile(`${spool.path}/${file}`, "");
    spool.release();
    Deno.env.set("TMPDIR", parent);
    const said: string[] = [];
    const note = (line: string) => void said.push(line);
    const reporter = { say: note, warn: note } as Parameters<typeof recoverSpools>[0];
    await recoverSpools(reporter, new AbortController().signal);
    assert.deepEqual(said, []);
    return Array.from(Deno.readDirSync(parent), ({ name }) => name);
  } finally {
    if (temp === undefined) Deno.env.delete("TMPDIR");
    else Deno.env.set("TMPDIR", temp);
    await Deno.remove(parent, { recursive: true });
  }
}

Deno.test("recoverSpools() leaves a folder alone that is just being made", async () => {
  assert.equal((await leftOf([])).length, 1);
});

Deno.test("recoverSpools() removes what somebody was killed at while he removed it", async () => {
  assert.deepEqual(await leftOf(["spool-1.0", "spool-1.lock", "done"]), []);
});
