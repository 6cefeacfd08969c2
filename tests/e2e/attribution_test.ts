// The heart of the product: requests that interleave in one thread each get exactly their own samples. A small
// version of `deno task bench accuracy`, with the same judge and the same bars.
import assert from "node:assert/strict";
import { tally } from "../../scripts/bench/accuracy.ts";
import { imbalance } from "../../scripts/bench/imbalance.ts";
import { judge } from "../../scripts/bench/judge.ts";
import { measureKinds } from "../../scripts/bench/measure_kinds.ts";
import { type ProfiledRequest, readProfiles } from "../../scripts/bench/read_profiles.ts";
import { fromFileUrl } from "@std/path";
import { ServedApp } from "./served_app.ts";

const INLINING_APP = fromFileUrl(new URL("../apps/bench_inlining.ts", import.meta.url));

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
  // 0.05 % of so few samples is one or two.
  assert.ok(wrong <= Math.ceil(0.0005 * samples), `${wrong} of ${samples} are wrong:\n${faults}`);

  for (const one of evidence.profiled) {
    const { path, query } = one.record;
    assert.ok(imbalance(one) <= 1, `${path}${query}: parts are off by ${imbalance(one)} us`);
  }
});

Deno.test("serve keeps the samples of a hot function that V8 has inlined", async () => {
  const dir = await Deno.makeTempDir();
  try {
    await using app = await ServedApp.start([INLINING_APP, "0", "--prof-path", dir, "--noreload"]);
    await (await fetch(app.url)).text();
    assert.equal(await app.stop(), 0);
    const [{ profile }] = await readProfiles(dir) as [ProfiledRequest];
    const self = new Map<string, number>();
    profile.samples.forEach((node, i) => {
      const { name } = profile.frames[profile.nodeFrame[node]!]!;
      self.set(name, (self.get(name) ?? 0) + profile.weights[i]!);
    });
    const inlined = self.get("inlinedStep") ?? 0;
    const all = profile.end - profile.start;
    assert.ok(inlined > 0.8 * all, `inlinedStep has ${inlined} of ${all} us: ${[...self]}`);
    // The step does all the work; the pair adds two numbers and the loop counts.
    assert.ok((self.get("outerLoop") ?? 0) < 0.1 * all, `outerLoop: ${[...self]}`);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});
