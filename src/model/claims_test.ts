// A claim reaches back over the busy samples before it, and never over idle ones or other steps.
import assert from "node:assert/strict";
import { resolveClaims } from "./claims.ts";
import { ProfileBuilder } from "./profile_builder.ts";
import type { Profile } from "./profile.ts";
import { NOBODY, PROFILER, type Timeline } from "./timeline.ts";

type Step = readonly [time: number, owner: number];

/** What the agent writes for "the run of nobody that ends now was work for request `id`". */
const claimBy = (id: number): number => -id - 1;

/** Samples of 10 us each from 0 on, one per name. */
function profileOf(...names: string[]): Profile {
  const builder = new ProfileBuilder(0);
  for (const name of names) {
    builder.sample(builder.node(0, { name, url: "", line: 0, column: 0, kind: "engine" }), 10);
  }
  return builder.build();
}

function resolve(profile: Profile, ...steps: Step[]): Step[] {
  const timeline: Timeline = {
    times: Float64Array.from(steps, ([time]) => time),
    owners: Int32Array.from(steps, ([, owner]) => owner),
  };
  const { times, owners } = resolveClaims(timeline, profile);
  return Array.from(times, (time, i): Step => [time, owners[i]!]);
}

Deno.test("resolveClaims() leaves a timeline without claims alone", () => {
  const timeline = { times: Float64Array.of(1, 2), owners: Int32Array.of(PROFILER, 3) };
  assert.equal(resolveClaims(timeline, profileOf("work")), timeline);
});

Deno.test("resolveClaims() gives the request the busy samples that end at the claim", () => {
  const profile = profileOf("work", "(idle)", "work", "more", "work");
  assert.deepEqual(
    resolve(profile, [0, NOBODY], [45, claimBy(7)]),
    [[0, NOBODY], [20, 7], [45, NOBODY]],
  );
});

Deno.test("resolveClaims() begins after the last idle sample", () => {
  for (const name of ["(program)", "(idle)"]) {
    assert.deepEqual(
      resolve(profileOf("work", name, "work"), [0, NOBODY], [30, claimBy(1)]),
      [[0, NOBODY], [20, 1], [30, NOBODY]],
      name,
    );
  }
});

Deno.test("resolveClaims() takes native work for work where V8 tells it from idling", () => {
  const profile = profileOf("(idle)", "work", "(program)", "work");
  assert.deepEqual(
    resolve(profile, [0, NOBODY], [40, claimBy(1)]),
    [[0, NOBODY], [10, 1], [40, NOBODY]],
  );
});

Deno.test("resolveClaims() takes garbage collection for work", () => {
  assert.deepEqual(
    resolve(profileOf("(idle)", "(garbage collector)", "work"), [0, NOBODY], [30, claimBy(1)]),
    [[0, NOBODY], [10, 1], [30, NOBODY]],
  );
});

Deno.test("resolveClaims() does not reach back before the run of nobody", () => {
  assert.deepEqual(
    resolve(profileOf("work", "work", "work"), [0, 5], [15, NOBODY], [30, claimBy(7)]),
    [[0, 5], [15, NOBODY], [20, 7], [30, NOBODY]],
    "the sample at 10 was taken while request 5 ran",
  );
});

Deno.test("resolveClaims() divides one run among the requests that claim parts of it", () => {
  assert.deepEqual(
    resolve(profileOf(..."abcd"), [0, NOBODY], [20, claimBy(7)], [40, claimBy(8)], [40, NOBODY]),
    [[0, NOBODY], [0, 7], [20, NOBODY], [20, 8], [40, NOBODY], [40, NOBODY]],
  );
});

Deno.test("resolveClaims() claims nothing where no sample shows that anything ran", () => {
  assert.deepEqual(
    resolve(profileOf("work", "(idle)"), [0, NOBODY], [20, claimBy(1)]),
    [[0, NOBODY], [20, NOBODY]],
  );
  assert.deepEqual(
    resolve(new ProfileBuilder(0).build(), [0, NOBODY], [20, claimBy(1)]),
    [[0, NOBODY], [20, NOBODY]],
  );
});

Deno.test("resolveClaims() gives a run that was guessed to be another request's to the claimant", () => {
  assert.deepEqual(
    resolve(
      profileOf("work", "(idle)", "work", "work"),
      [0, 5],
      [10, NOBODY],
      [20, 5],
      [35, claimBy(7)],
      [35, 5],
    ),
    [[0, 5], [10, NOBODY], [20, 7], [35, NOBODY], [35, 5]],
  );
});
