// 2,000 broken profiles are either read right or refused with the place that is broken: no crash, no hang, no
// error that is a bug of ours. A case that fails is made again by fuzzCase(NUMBER).
import assert from "node:assert/strict";
import type { FuzzMessage, FuzzOutcome } from "./fuzz_decode_worker.ts";

const CASES = 2000;
const WORKERS = 4;
/** The worst takes 0.4 s on an idle machine, and took 3.7 s beside the work of eight people. */
const DEADLINE_MS = 10_000;

/** What a user may be told. After "Cannot read ...": the format, then the place with its value or what is missing. */
const COMPLAINT = new RegExp(
  `^Cannot read "\\d+: [^"]+": (${
    [
      "it is empty",
      "no profile in a known format",
      "no CPU profile in the Chrome trace",
      "its gzip data is damaged",
      "broken \\S+( trace)?: not JSON \\(.+\\)",
      "broken \\S+( trace)?: .+ is .+, expected .+",
      "broken \\S+( trace)?: .+ is nested too deeply",
      "broken \\S+( trace)?: .+ is not below the root, its parents form a circle",
      "broken \\S+( trace)?: .*it has no samples, but hit counts of \\S+",
    ].join("|")
  })$`,
  "s",
);

/** Runs a range of cases in a worker; rejects when one takes too long. */
function runRange(from: number, to: number): Promise<Map<string, FuzzOutcome>> {
  const worker = new Worker(new URL("fuzz_decode_worker.ts", import.meta.url), { type: "module" });
  const outcomes = new Map<string, FuzzOutcome>();
  const { promise, resolve, reject } = Promise.withResolvers<typeof outcomes>();
  let watchdog: ReturnType<typeof setTimeout> | undefined;
  worker.onmessage = ({ data }: MessageEvent<FuzzMessage>) => {
    clearTimeout(watchdog);
    if (data.kind === "begin") {
      // Six times the deadline: whoever is merely too slow is reported with the time it took.
      watchdog = setTimeout(() => reject(new Error(`Hangs: ${data.name}`)), 6 * DEADLINE_MS);
      return;
    }
    outcomes.set(data.name, data.outcome);
    if (outcomes.size === to - from) resolve(outcomes);
  };
  worker.onerror = (event) => {
    event.preventDefault();
    reject(new Error(`The worker ended after ${[...outcomes.keys()].at(-1)}: ${event.message}`));
  };
  worker.postMessage({ from, to });
  return promise.finally(() => {
    clearTimeout(watchdog);
    worker.terminate();
  });
}

Deno.test("broken files of every kind are read right or refused with a reason", async () => {
  const each = CASES / WORKERS;
  const ranges = Array.from({ length: WORKERS }, (_, i) => runRange(i * each, (i + 1) * each));
  const outcomes = (await Promise.all(ranges)).flatMap((range) => [...range]);
  assert.equal(outcomes.length, CASES);
  assert.deepEqual(outcomes.flatMap(([name, outcome]) => problem(name, outcome)), []);
  for (const [name, { tookMs }] of outcomes) {
    if (tookMs > DEADLINE_MS) await assertInTime(name);
  }
  // Both ends must be there, or the cases have lost their bite.
  const refused = outcomes.filter(([, { complaint }]) => complaint !== undefined).length;
  assert.ok(refused > CASES / 5 && refused < CASES * 4 / 5, `${refused} of ${CASES} are refused`);
});

function problem(name: string, { bug, complaint }: FuzzOutcome): string[] {
  if (bug !== undefined) return [`${name}: ${bug}`];
  if (complaint === undefined) return [];
  const isGood = COMPLAINT.test(complaint) && complaint.length <= 300;
  return isGood ? [] : [`${name}: ${complaint.slice(0, 1000)}`];
}

/** Once more with nothing beside it: among other tests on a busy machine everything is slow. */
async function assertInTime(name: string): Promise<void> {
  const index = Number.parseInt(name);
  const [outcome] = (await runRange(index, index + 1)).values();
  assert.ok(outcome!.tookMs <= DEADLINE_MS, `${name} took ${Math.round(outcome!.tookMs)} ms`);
}
