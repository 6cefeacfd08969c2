import assert from "node:assert/strict";
import { join } from "@std/path";
import { FoldPool } from "./fold_pool.ts";
import type { FoldOutcome } from "./gather_messages.ts";
import { gatherSources } from "./gather_sources.ts";
import { Interrupted } from "../interrupt.ts";
import { inFolder, requestFile } from "./request_file_test_rig.ts";
import { RequestGroups } from "./request_groups.ts";
import type { FoldPlan } from "./source_folder.ts";

const PLAN: FoldPlan = { by: "all", template: "{path}", since: -Infinity, only: [], skip: [] };

/** Folds `count` files, the third of which is broken, with `workerCount` workers. */
async function fold(folder: string, count: number, signal: AbortSignal, workerCount = 3) {
  for (let i = 0; i < count; i++) {
    const bytes = i === 2 ? new Uint8Array(9) : requestFile({ path: `/${i}` });
    await Deno.writeFile(join(folder, `${String(i).padStart(4, "0")}.cpuprofile`), bytes);
  }
  const sources = await gatherSources([folder]);
  const groups = new RequestGroups();
  const outcomes: FoldOutcome[] = [];
  using pool = new FoldPool(PLAN);
  pool.start(workerCount);
  await pool.fold(sources.map((source, index) => ({ index, source })), groups, {
    signal,
    onOutcome: (outcome) => outcomes.push(outcome),
  });
  return { groups, outcomes };
}

Deno.test("FoldPool folds every source once and says what became of it", () =>
  inFolder(async (folder) => {
    const { groups, outcomes } = await fold(folder, 100, new AbortController().signal);
    assert.equal(groups.results()[0]!.build().statistics.durations.count, 99);
    assert.deepEqual(
      outcomes.map(({ index }) => index).sort((a, b) => a - b),
      Array.from({ length: 100 }, (_, i) => i),
    );
    const failed = outcomes.filter((outcome) => "failure" in outcome);
    assert.deepEqual(failed.map(({ index }) => index), [2]);
  }));

Deno.test("FoldPool has no trouble with more workers than sources", () =>
  inFolder(async (folder) => {
    const { groups } = await fold(folder, 2, new AbortController().signal, 4);
    assert.equal(groups.results()[0]!.build().statistics.durations.count, 2);
  }));

Deno.test("FoldPool stops when it is asked", () =>
  inFolder(async (folder) => {
    const controller = new AbortController();
    const folding = fold(folder, 300, controller.signal);
    controller.abort(new Interrupted());
    await assert.rejects(folding, Interrupted);
  }));

Deno.test("FoldPool starts workers as sources turn up, and none for a few", () => {
  using pool = new FoldPool(PLAN);
  pool.expect(199);
  assert.equal(pool.workerCount, 0);
  pool.expect(200);
  const cores = Math.min(navigator.hardwareConcurrency, 8);
  const most = cores > 1 ? cores : 0;
  assert.equal(pool.workerCount, Math.min(most, 2));
  for (let count = 201; count < 5000; count++) pool.expect(count);
  assert.equal(pool.workerCount, most);
});
