import assert from "node:assert/strict";
import { GateSignal } from "./gate_signal.ts";

Deno.test("notify() wakes all who wait, and only them", async () => {
  const signal = new GateSignal();
  const woken: string[] = [];
  const first = signal.wait().then(() => woken.push("first"));
  const second = signal.wait(60_000).then(() => woken.push("second"));
  signal.notify();
  const later = signal.wait().then(() => woken.push("later"));
  await Promise.all([first, second]);
  assert.deepEqual(woken, ["first", "second"]);
  signal.notify();
  await later;
});

Deno.test("wait() ends after its timeout", async () => {
  const startMs = performance.now();
  await new GateSignal().wait(20);
  assert.ok(performance.now() - startMs >= 19);
});
