// Folders as they are found in the wild.
import assert from "node:assert/strict";
import { join } from "@std/path";
import { checkTempFolder } from "./doctor_temp_folder.ts";

async function inTempFolder(run: (dir: string) => Promise<void>): Promise<void> {
  const dir = await Deno.makeTempDir({ prefix: "doctor_temp_folder_test-" });
  try {
    await run(dir);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

Deno.test("checkTempFolder() finds a folder that can be written, and leaves nothing in it", () =>
  inTempFolder(async (dir) => {
    const { text } = await checkTempFolder(dir);
    assert.match(text, /can be written, \d+\.\d GB free$/);
    assert.deepEqual([...Deno.readDirSync(dir)], []);
  }));

Deno.test("checkTempFolder() fails for a folder that is not there", async () => {
  const { grade, text, hint } = await checkTempFolder("/no/such/folder");
  assert.equal(grade, "fail");
  assert.match(text, /^Cannot write to \/no\/such\/folder: /);
  assert.match(hint!, /TMPDIR/);
});

Deno.test("checkTempFolder() warns when others may read the profiles, and says how to mend it", () => {
  if (Deno.build.os === "windows") return Promise.resolve();
  return inTempFolder(async (dir) => {
    const profiles = join(dir, "runprofileserver");
    await Deno.mkdir(profiles);
    await Deno.chmod(profiles, 0o755);
    const open = await checkTempFolder(dir);
    assert.equal(open.grade, "warn");
    assert.match(open.text, /its mode is 0755$/);
    assert.equal(open.hint, `chmod 700 ${profiles}`);
    await Deno.chmod(profiles, 0o700);
    assert.match((await checkTempFolder(dir)).text, /is private \(0700\)/);
  });
});
