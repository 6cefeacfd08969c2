import assert from "node:assert/strict";
import { join } from "@std/path";
import { commands } from "../commands.ts";
import { parseArgs } from "../parse_args.ts";
import { recordedTerminal } from "../terminal_test_rig.ts";
import { runGather } from "./gather.ts";
import { inFolder, requestFile } from "./request_file_test_rig.ts";

/** Not even root, whom no mode keeps out, can list a folder whose path is longer than 4,096 bytes. */
async function makeUnlistable(folder: string): Promise<void> {
  const half = Array(25).fill("x".repeat(100)).join("/");
  await Deno.mkdir(join(folder, half), { recursive: true });
  await Deno.mkdir(join(folder, "below", half), { recursive: true });
  await Deno.rename(join(folder, "below"), join(folder, half, "below"));
  await Deno.writeFile(join(folder, half, "deep.cpuprofile"), requestFile({}));
}

Deno.test(
  "listSources() names a subfolder that cannot be listed once, and leaves nothing else out",
  {
    // Elsewhere paths may be shorter or longer.
    ignore: Deno.build.os !== "linux",
  },
  () =>
    inFolder(async (folder) => {
      await makeUnlistable(folder);
      await Deno.writeFile(join(folder, "a.cpuprofile"), requestFile({}));
      await Deno.writeFile(join(folder, "z.cpuprofile"), requestFile({}));
      const { terminal, streams } = recordedTerminal({});
      const args = [folder, "--by", "all", "--json", "-o", join(folder, "out")];
      assert.equal(await runGather(parseArgs(commands.gather, args), terminal), 1);
      const { groups, skipped } = JSON.parse(streams.stdout);
      assert.equal(groups[0].requests, 3);
      assert.equal(skipped.length, 1);
      assert.match(skipped[0].file, /^x+\/.*\/below\/.*x$/);
      assert.equal(streams.stderr.match(/^error: /gm)?.length, 1);
      assert.match(streams.stderr, /^error: Cannot list ".*\/below\/.*x": the name is too long$/m);
    }),
);

Deno.test("listSources() refuses a given folder that cannot be listed", {
  ignore: Deno.build.os !== "linux",
}, () =>
  inFolder(async (folder) => {
    await makeUnlistable(folder);
    const path = join(folder, ...Array(25).fill("x".repeat(100)), "below");
    const deep = join(path, ...Array(25).fill("x".repeat(100)));
    const { terminal } = recordedTerminal({});
    const args = parseArgs(commands.gather, [deep]);
    await assert.rejects(runGather(args, terminal), { name: "UserError" });
  }));
