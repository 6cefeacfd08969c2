// Whether the clock and the sampling profiler of the runtime see enough.
import type { probePrecision } from "../../supervisor/host_probe.ts";
import type { Finding } from "./finding.ts";

type HostPrecision = Awaited<ReturnType<typeof probePrecision>>;

/** A clock in steps of this many microseconds blurs short requests; browsers have such, Deno has not. */
const COARSE_CLOCK = 50;
/** 275 to 305 us are usual for 200 us asked; timers of some virtual machines are far slower. */
const COARSE_SAMPLING = 600;

/** Judges what agent/probe.ts has measured. */
export function checkPrecision(measured: HostPrecision): Finding[] {
  return [hooks(measured), clock(measured), sampling(measured)];
}

function hooks({ hasPromiseHooks }: HostPrecision): Finding {
  const subject = "hooks";
  if (hasPromiseHooks) return { grade: "ok", subject, text: "Promises can be followed" };
  return {
    grade: "fail",
    subject,
    text: "Promises cannot be followed, so samples cannot be given to requests",
    hint: "Use another Deno, with --deno",
  };
}

function clock({ clockStep }: HostPrecision): Finding {
  const text = `Steps of ${clockStep.toFixed(2)} us`;
  if (clockStep <= COARSE_CLOCK) return { grade: "ok", subject: "clock", text };
  return { grade: "warn", subject: "clock", text, hint: "Times of short requests are inexact" };
}

function sampling({ sampleInterval, askedInterval }: HostPrecision): Finding {
  const subject = "sampling";
  if (sampleInterval === 0) {
    const hint = "V8's profiler does not work here, use another Deno with --deno";
    return { grade: "fail", subject, text: "No samples", hint };
  }
  const text = `A sample every ${sampleInterval} us (${askedInterval} us asked)`;
  if (sampleInterval <= COARSE_SAMPLING) return { grade: "ok", subject, text };
  return {
    grade: "warn",
    subject,
    text,
    hint: "The machine is busy or its timers are slow; profiles of short requests have few samples",
  };
}
