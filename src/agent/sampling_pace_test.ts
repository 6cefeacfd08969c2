import assert from "node:assert/strict";
import { SamplingPace } from "./sampling_pace.ts";

/** `passed()` after `requests` and `ms`. */
function pass(pace: SamplingPace, requests: number, ms: number): boolean {
  for (let i = 0; i < requests; i++) pace.requestBegins();
  return pace.passed(ms, 5_000);
}

Deno.test("SamplingPace is fine at first, and as long as there is no load", () => {
  const pace = new SamplingPace({ fine: 200, loaded: 1000 });
  assert.equal(pace.interval, 200);
  for (let i = 0; i < 10; i++) assert.equal(pass(pace, 99, 1_000), false);
  assert.equal(pace.interval, 200);
});

Deno.test("SamplingPace takes two seconds of load for load", () => {
  const pace = new SamplingPace({ fine: 200, loaded: 1000 });
  assert.equal(pass(pace, 150, 1_000), false);
  assert.equal(pass(pace, 150, 1_000), true);
  assert.equal(pace.interval, 1000);
});

Deno.test("SamplingPace does not take a page with many files for load", () => {
  const pace = new SamplingPace({ fine: 200, loaded: 1000 });
  assert.equal(pass(pace, 120, 60), false);
  assert.equal(pass(pace, 0, 5_000), false);
  assert.equal(pace.interval, 200);
});

Deno.test("SamplingPace stays loaded until there are a few requests only", () => {
  const pace = new SamplingPace({ fine: 200, loaded: 1000 });
  pass(pace, 1_000, 2_000);
  assert.equal(pass(pace, 60, 5_000), false);
  assert.equal(pace.interval, 1000);
  assert.equal(pass(pace, 40, 5_000), true);
  assert.equal(pace.interval, 200);
});

Deno.test("SamplingPace with one interval never changes", () => {
  const pace = new SamplingPace({ fine: 500, loaded: 500 });
  assert.equal(pass(pace, 1_000, 2_000), false);
  assert.equal(pass(pace, 0, 2_000), false);
  assert.equal(pace.interval, 500);
});

Deno.test("SamplingPace does not take a process that was stopped for calm", () => {
  const pace = new SamplingPace({ fine: 200, loaded: 1000 });
  pass(pace, 1_000, 2_000);
  assert.equal(pass(pace, 60, 60_000), false);
  assert.equal(pace.interval, 1000);
});
