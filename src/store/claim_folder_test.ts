// Who may have put the folder there decides whether it is used.
import assert from "node:assert/strict";
import { UserError } from "../errors.ts";
import { claimFolder } from "./claim_folder.ts";

async function withDir(test: (dir: string) => Promise<void>): Promise<void> {
  const dir = await Deno.makeTempDir({ prefix: "claim_folder_test-" });
  try {
    await test(dir);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

const ignore = Deno.build.os === "windows";

Deno.test({
  name: "claimFolder() makes our own folder private",
  ignore,
  fn: () =>
    withDir(async (dir) => {
      await Deno.chmod(dir, 0o755);
      await claimFolder(dir);
      assert.equal(Deno.statSync(dir).mode! & 0o777, 0o700);
    }),
});

Deno.test({
  name: "claimFolder() refuses a link, and what belongs to somebody else",
  ignore,
  fn: () =>
    withDir(async (dir) => {
      await Deno.symlink(dir, `${dir}/link`);
      await assert.rejects(
        claimFolder(`${dir}/link`),
        (error) => error instanceof UserError && /: it is a link, perhaps/.test(error.message),
      );
      // Only root can give something away, and for all others this one is somebody else's.
      const theirs = Deno.uid() === 0 ? `${dir}/theirs` : "/";
      if (Deno.uid() === 0) {
        await Deno.mkdir(theirs);
        await Deno.chown(theirs, 12_345, null);
      }
      await assert.rejects(
        claimFolder(theirs),
        (error) =>
          error instanceof UserError && /: it belongs to another user$/.test(error.message),
      );
    }),
});
