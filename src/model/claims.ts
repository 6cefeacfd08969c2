// Turns the claims in a timeline into steps: a job that ran for nobody, or for a request by a guess, and then
// settled a promise of a request was work for that request. Of nobody's step only the part where samples show
// that something ran: the rest was idle.
import { idleFrames } from "./idle_frames.ts";
import type { Micros, Profile } from "./profile.ts";
import { NOBODY, PROFILER, type Timeline } from "./timeline.ts";

/** The timeline with each claim replaced by a step of its request, from its first busy sample on. */
export function resolveClaims(timeline: Timeline, profile: Profile): Timeline {
  const { times, owners } = timeline;
  if (!owners.some((owner) => owner < PROFILER)) return timeline;
  const busyStart = busyStarts(profile);
  const outTimes: number[] = [];
  const outOwners: number[] = [];
  const push = (time: Micros, owner: number) => {
    outTimes.push(time);
    outOwners.push(owner);
  };
  for (let i = 0; i < times.length; i++) {
    const time = times[i]!;
    if (owners[i]! >= PROFILER) {
      push(time, owners[i]!);
      continue;
    }
    const claimant = -owners[i]! - 1;
    const last = outOwners.length - 1;
    if (last >= 0 && outOwners[last]! > NOBODY) outOwners[last] = claimant;
    else {
      const start = busyStart(last >= 0 ? outTimes[last]! : time, time);
      if (start < time) push(start, claimant);
    }
    push(time, NOBODY);
  }
  return { times: Float64Array.from(outTimes), owners: Int32Array.from(outOwners) };
}

/** A function that tells when the busy run which ends at `end` began, not before `from`; `end` when nothing ran. */
function busyStarts(profile: Profile): (from: Micros, end: Micros) => Micros {
  const { samples, weights, nodeFrame, frames } = profile;
  const times = new Float64Array(samples.length);
  const isIdle = new Uint8Array(samples.length);
  const idle = idleFrames(frames);
  let at = profile.start;
  for (let i = 0; i < samples.length; i++) {
    times[i] = at;
    at += weights[i]!;
    isIdle[i] = idle[nodeFrame[samples[i]!]!]!;
  }
  return (from, end) => {
    let start = end;
    for (let i = lastBefore(times, end); i >= 0 && times[i]! >= from && isIdle[i] === 0; i--) {
      start = times[i]!;
    }
    return start;
  };
}

function lastBefore(times: Float64Array, time: Micros): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (times[middle]! < time) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
