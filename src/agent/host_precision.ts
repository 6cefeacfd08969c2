// How finely this runtime sees time: its clock, and V8's sampling profiler, whose real interval depends on the system.
import type { HostPrecision } from "../wire/host_features.ts";
import { core, inspector } from "./builtins.ts";

/** Enough samples for a median at any interval that is of use. */
const BURN_MS = 200;
const CLOCK_READINGS = 10_000;

/** Burns CPU for a fifth of a second; `askedInterval` in microseconds. */
export async function hostPrecision(askedInterval: number): Promise<HostPrecision> {
  return {
    hasPromiseHooks: hasPromiseHooks(),
    clockStep: clockStep(),
    sampleInterval: await sampleInterval(askedInterval),
    askedInterval,
  };
}

function hasPromiseHooks(): boolean {
  return typeof core.setPromiseHooks === "function";
}

function clockStep(): number {
  let smallest = Infinity;
  let last = performance.now();
  for (let i = 0; i < CLOCK_READINGS; i++) {
    const now = performance.now();
    if (now > last) smallest = Math.min(smallest, now - last);
    last = now;
  }
  return smallest * 1_000;
}

async function sampleInterval(interval: number): Promise<number> {
  const session = new inspector.Session();
  session.connect();
  const post = (method: string, params: object = {}) =>
    new Promise<{ profile?: { timeDeltas?: number[] } }>((resolve, reject) =>
      session.post(
        method,
        params,
        (error, result) => error ? reject(error) : resolve(result as object),
      )
    );
  await post("Profiler.enable");
  await post("Profiler.setSamplingInterval", { interval });
  await post("Profiler.start");
  for (const end = performance.now() + BURN_MS; performance.now() < end;);
  const { profile } = await post("Profiler.stop");
  session.disconnect();
  // The first is the time to the first sample, and the shifted clock of V8 makes some negative.
  const deltas = (profile?.timeDeltas ?? []).slice(1).filter((delta) => delta > 0);
  return deltas.sort((a, b) => a - b)[deltas.length >> 1] ?? 0;
}
