// Who holds a spool folder, who may take it over, and what is found in it.
import assert from "node:assert/strict";
import type { RecordingOptions } from "./recording_messages.ts";
import { SpoolDir } from "./spool_dir.ts";

async function withTempDir(test: (dir: string) => Promise<void>): Promise<void> {
  const dir = await Deno.makeTempDir({ prefix: "spool_dir_test-" });
  try {
    await test(dir);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

const OPTIONS: RecordingOptions = {
  profPath: "/p",
  isPrivate: true,
  key: "k",
  doneLog: "/d",
  template: "{path}",
  codecs: ["cpuprofile"],
  keep: {},
  minMs: 0,
  masks: [],
  cacheDir: "/c",
  base: "/b",
  creator: "test",
};
const isWindows = Deno.build.os === "windows";

Deno.test("SpoolDir.create() makes a folder that nobody else can look into", () =>
  withTempDir(async (dir) => {
    const spool = await SpoolDir.create(dir);
    if (!isWindows) assert.equal(Deno.statSync(spool.path).mode! & 0o777, 0o700);
    await spool.writeOptions(OPTIONS);
    for (const { name } of Deno.readDirSync(spool.path)) {
      if (!isWindows) assert.equal(Deno.statSync(`${spool.path}/${name}`).mode! & 0o077, 0, name);
    }
    await spool.remove();
    assert.throws(() => Deno.statSync(spool.path), Deno.errors.NotFound);
  }));

Deno.test("remove() leaves a folder that was released to the next one", () =>
  withTempDir(async (dir) => {
    const spool = await SpoolDir.create(dir);
    await spool.writeOptions(OPTIONS);
    spool.release();
    await spool.remove();
    const [taken] = await SpoolDir.takeAbandoned(dir);
    assert.deepEqual([taken!.path, await taken!.readOptions()], [spool.path, OPTIONS]);
    await taken!.remove();
    assert.deepEqual([...Deno.readDirSync(dir)], []);
  }));

Deno.test("SpoolDir.takeAbandoned() takes what nobody holds, once", () =>
  withTempDir(async (dir) => {
    const held = await SpoolDir.create(dir);
    const abandoned = await SpoolDir.create(dir);
    await abandoned.writeOptions(OPTIONS);
    assert.deepEqual(await SpoolDir.takeAbandoned(dir), []);
    abandoned.release();
    const [taken, ...others] = await SpoolDir.takeAbandoned(dir);
    assert.deepEqual([taken!.path, others.length], [abandoned.path, 0]);
    assert.deepEqual(await taken!.readOptions(), OPTIONS);
    assert.deepEqual(await SpoolDir.takeAbandoned(dir), []);
    held.release();
    taken!.release();
  }));

Deno.test("SpoolDir.takeAbandoned() does not trust what others may have put there", () =>
  withTempDir(async (dir) => {
    if (isWindows) return;
    const open = await SpoolDir.create(dir);
    open.release();
    await Deno.chmod(open.path, 0o755);
    const linked = await SpoolDir.create(dir);
    linked.release();
    await Deno.rename(linked.path, `${dir}/elsewhere`);
    await Deno.symlink(`${dir}/elsewhere`, linked.path);
    await Deno.writeTextFile(`${dir}/runprofileserver-file`, "x");
    assert.deepEqual(await SpoolDir.takeAbandoned(dir), []);
  }));

Deno.test("SpoolDir.takeAbandoned() removes old folders that never got a lock, not new ones", () =>
  withTempDir(async (dir) => {
    for (const name of ["runprofileserver-old", "runprofileserver-new"]) {
      await Deno.mkdir(`${dir}/${name}`, { mode: 0o700 });
    }
    await Deno.utime(`${dir}/runprofileserver-old`, new Date(0), new Date(0));
    assert.deepEqual(await SpoolDir.takeAbandoned(dir), []);
    const names = Array.from(Deno.readDirSync(dir), ({ name }) => name);
    assert.deepEqual(names, ["runprofileserver-new"]);
  }));

Deno.test("SpoolDir.takeAbandoned() deletes what somebody was killed at deleting", () =>
  withTempDir(async (dir) => {
    await Deno.mkdir(`${dir}/runprofileserver-1.gone`, { mode: 0o700 });
    await Deno.writeTextFile(`${dir}/runprofileserver-1.gone/spool-1.0`, "");
    assert.deepEqual(await SpoolDir.takeAbandoned(dir), []);
    assert.deepEqual([...Deno.readDirSync(dir)], []);
  }));

Deno.test("SpoolDir finds generations and their files in order of number", () =>
  withTempDir(async (dir) => {
    const spool = await SpoolDir.create(dir);
    const names = ["spool-10.0", "spool-9.10", "spool-9.0", "spool-9.9", "spool-9.lock", "done"];
    for (const name of names) await Deno.writeTextFile(`${spool.path}/${name}`, "");
    assert.deepEqual(await spool.generations(), [9, 10]);
    const files = [0, 9, 10].map((number) => `${spool.spoolOf(9)}.${number}`);
    assert.deepEqual(await spool.spoolFiles(9), files);
    spool.release();
  }));

Deno.test("hasAgents() is true as long as one holds its lock", () =>
  withTempDir(async (dir) => {
    const spool = await SpoolDir.create(dir);
    const agent = await Deno.open(`${spool.spoolOf(1)}.lock`, { create: true, write: true });
    await agent.lock(true);
    assert.equal(await spool.hasAgents(), true);
    agent.close();
    assert.equal(await spool.hasAgents(), false);
    spool.release();
  }));

Deno.test("SpoolDir.create() says what is wrong with the temp folder", () =>
  withTempDir(async (dir) => {
    await assert.rejects(SpoolDir.create(`${dir}/missing`), {
      name: "UserError",
      message: `Cannot keep a spool in "${dir}/missing": it does not exist`,
    });
  }));

Deno.test("readOptions() knows nothing of another version's spool", () =>
  withTempDir(async (dir) => {
    const spool = await SpoolDir.create(dir);
    assert.equal(await spool.readOptions(), undefined);
    await spool.writeOptions(OPTIONS);
    assert.deepEqual(await spool.readOptions(), OPTIONS);
    await Deno.writeTextFile(
      `${spool.path}/recording.json`,
      JSON.stringify({ version: 1, options: OPTIONS }),
    );
    assert.equal(await spool.readOptions(), undefined);
    spool.release();
  }));
