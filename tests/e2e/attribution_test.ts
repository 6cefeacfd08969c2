// The heart of the product: requests that interleave in one thread each get exactly their own samples. A small
// version of `deno task bench accuracy`, with the same judge and the same bars.
import assert from "node:assert/strict";
import { tally } from "../../scripts/bench/accuracy.ts";
import { imbalance } from "../../scripts/bench/imbalance.ts";
import { judge } from "../../scripts/bench/judge.ts";
import { measureKinds } from "../../scripts/bench/measure_kinds.ts";

Deno.test("serve attributes samples to the right request, all kinds, 8 in flight", async () => {
  const evidence = await measureKinds({ requests: 128, inFlight: 8 });
  const kinds = new Set(evidence.requests.map(({ kind }) => kind));
  assert.ok(kinds.size >= 24, `only ${kinds.size} kinds`);
  assert.equal(evidence.profiled.length, 128, "one profile per request");

  const verdicts = judge(evidence);
  const { samples, right, wrong, unattributed } = tally(verdicts);
  const faults = verdicts.filter((verdict) =>
    verdict.wrong.size > 0 || verdict.right < verdict.samples
  )
    .map(({ n, kind, samples, right, wrong }) =>
      `#${n} ${kind}: ${right} of ${samples}; foreign ${[...wrong.keys()].join(" ") || "none"}`
    ).join("\n");
  assert.ok(samples > 500, `only ${samples} samples were taken`);
  assert.ok(right >= 0.995 * samples, `${unattributed} of ${samples} are unattributed:\n${faults}`);
  // 0.05 % of this few samples is one.
  assert.ok(wrong <= Math.ceil(0.0005 * samples), `${wrong} of ${samples} are wrong:\n${faults}`);

  for (const one of evidence.profiled) {
    const { path, query } = one.record;
    assert.ok(imbalance(one) <= 1, `${path}${query}: parts are off by ${imbalance(one)} us`);
  }
});
