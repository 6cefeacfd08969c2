// Who held the JavaScript thread, and since when. Written by the agent, joined with samples in slice.ts.
import type { Micros } from "./profile.ts";

/**
 * A request id, or NOBODY, or PROFILER. In a timeline as the agent wrote it also a claim: -id - 1
 * says that the run which ends at this instant, nobody's or a wrong guess, was work for request id.
 */
export type Owner = number;
/** Idle, start-up, or work that could not be attributed. */
export const NOBODY: Owner = 0;
/** The profiler's own work, such as closing a chunk; never a request's. */
export const PROFILER: Owner = -1;

/**
 * Added to a request id: work that the request has started and that goes on after its end. Where the scope of
 * a job is known only by inheritance it may also be wrong: Deno 2.9.6 leaks a request's async context into
 * the root after a dynamic import inside it.
 */
export const BACKGROUND: Owner = 0x4000_0000;

/** A step function: owners[i] holds the thread from times[i] until times[i + 1]. Times never decrease. */
export interface Timeline {
  readonly times: Float64Array;
  readonly owners: Int32Array;
}

/** Index of the step in force at `time`, -1 before the first. */
export function stepAt({ times }: Timeline, time: Micros): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (times[middle]! <= time) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** The two timelines one after the other; `b` begins where `a` ends. */
export function joinTimelines(a: Timeline, b: Timeline): Timeline {
  const times = new Float64Array(a.times.length + b.times.length);
  times.set(a.times);
  times.set(b.times, a.times.length);
  const owners = new Int32Array(times.length);
  owners.set(a.owners);
  owners.set(b.owners, a.owners.length);
  return { times, owners };
}

/** Cuts at `time`: the second part begins there, with the owner of that instant. */
export function cutTimeline(timeline: Timeline, time: Micros): [Timeline, Timeline] {
  const step = stepAt(timeline, time);
  const before = {
    times: timeline.times.subarray(0, step + 1),
    owners: timeline.owners.subarray(0, step + 1),
  };
  const after = {
    times: timeline.times.slice(Math.max(step, 0)),
    owners: timeline.owners.slice(Math.max(step, 0)),
  };
  if (step >= 0) after.times[0] = time;
  return [before, after];
}
