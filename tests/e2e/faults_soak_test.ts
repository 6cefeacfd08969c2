// Every answer has its profile or is called lost, over reloads and crashes. The long version is `deno task bench soak`.
import assert from "node:assert/strict";
import { soakRun } from "./soak_run.ts";

/** A fifteenth of what the bench asks: more would take a minute on a small machine. */
const REQUESTS = 6_000;

Deno.test("thousands of requests over reloads and crashes: all accounted for, nothing damaged", async () => {
  const report = await soakRun({ requests: REQUESTS, reloadEvery: 1_500, crashEvery: 2_000 });
  const { answered, broken, files, lost, missing, damaged, wrong, readings, exitCode } = report;
  assert.deepEqual({ missing, damaged, wrong, exitCode }, {
    missing: [],
    damaged: [],
    wrong: [],
    exitCode: 0,
  });
  assert.ok(
    files > REQUESTS * 0.9 && answered > REQUESTS * 0.8,
    `${files} files, ${answered} answers`,
  );
  // In each of the three crashes no more than what was in flight.
  assert.ok(broken <= 3 * 8 && lost <= 3 * 8, `${broken} broken, ${lost} lost`);
  const [first, last] = [readings[0]!, readings.at(-1)!];
  assert.ok(!(last.descriptors > first.descriptors + 20), JSON.stringify(readings));
});
