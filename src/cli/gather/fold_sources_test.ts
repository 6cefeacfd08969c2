import assert from "node:assert/strict";
import { join } from "@std/path";
import { defaultTemplate } from "../../store/file_name.ts";
import { FoldPool } from "./fold_pool.ts";
import { type FoldedSources, foldSources } from "./fold_sources.ts";
import { gatherSources } from "./gather_sources.ts";
import { Interrupted } from "../interrupt.ts";
import { inFolder, requestFile } from "./request_file_test_rig.ts";
import { recordedTerminal } from "../terminal_test_rig.ts";

// What ends up in which group is tested through the command, in gather_test.ts.

async function fold(folder: string, signal: AbortSignal) {
  const recorded = recordedTerminal({ isInteractive: true });
  const plan = {
    by: "route",
    template: defaultTemplate,
    since: -Infinity,
    only: [],
    skip: [],
  } as const;
  const folded: FoldedSources = await foldSources(await gatherSources([folder]), {
    plan,
    pool: new FoldPool(plan),
    terminal: recorded.terminal,
    signal,
  });
  return { folded, ...recorded.streams };
}

Deno.test("foldSources() shows progress and removes it in the end", () =>
  inFolder(async (folder) => {
    for (const name of ["a", "b"]) {
      await Deno.writeFile(join(folder, `${name}.cpuprofile`), requestFile({}));
    }
    const { folded, stderr } = await fold(folder, new AbortController().signal);
    assert.equal(folded.counted.length, 2);
    const clear = "\r\x1b[2K";
    assert.ok(
      stderr.startsWith(`${clear}Gathering [>`) && stderr.endsWith(` of 2${clear}`),
      stderr,
    );
  }));

Deno.test("foldSources() stops between two files", () =>
  inFolder(async (folder) => {
    await Deno.writeFile(join(folder, "a.cpuprofile"), requestFile({}));
    await assert.rejects(fold(folder, AbortSignal.abort(new Interrupted())), Interrupted);
  }));
