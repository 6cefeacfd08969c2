// A logarithmic axis of durations with round numbers at the edges: durations of one route often differ by a hundred
// times, and a linear axis would show one bar and a long tail.
import type { Micros } from "../model/profile.ts";

/** Steps of a power of ten: finer ones for durations that lie close together. */
const STEPS = [
  [1, 1.25, 1.6, 2, 2.5, 3.2, 4, 5, 6.3, 8],
  [1, 1.6, 2.5, 4, 6.3],
  [1, 3.2],
] as const;
const MAX_BUCKETS = 32;
const MIN_BUCKETS = 8;

/** A bucket of durations, from `from` up to but not including `to`. */
export interface Bucket {
  readonly from: Micros;
  readonly to: Micros;
  readonly count: number;
}

/** An axis over some durations. */
export interface DurationScale {
  /** Ascending, in microseconds; bucket i lies between edges i and i + 1. */
  readonly edges: readonly Micros[];
  /** 0 at the first edge, 1 at the last one. */
  position(duration: Micros): number;
}

/** The axis for durations of `min` to `max`; zero counts as a microsecond. */
export function durationScale(min: Micros, max: Micros): DurationScale {
  const low = Math.max(1, min);
  const high = Math.max(low, max);
  let edges: number[] = [];
  for (const steps of STEPS) {
    edges = edgesBetween(low, high, steps);
    if (edges.length <= MAX_BUCKETS) break;
  }
  const first = Math.log(edges[0]!);
  const length = Math.log(edges.at(-1)!) - first;
  return {
    edges,
    position: (duration) => (Math.log(Math.max(edges[0]!, duration)) - first) / length,
  };
}

/** Where a scale has which text: 1, 2 and 5, or fewer when these would be too close. */
export function durationTicks(
  { edges, position }: DurationScale,
): { readonly position: number; readonly text: string }[] {
  const range = edges.at(-1)! / edges[0]!;
  const steps = range > 500 ? [1] : range > 60 ? [1, 3] : [1, 2, 5];
  const ticks = [];
  for (let power = 0; power <= 12; power++) {
    for (const step of steps) {
      const micros = step * 10 ** power;
      // Beside the edges a text would be cut off.
      if (micros <= edges[0]! || position(micros) < 0.03 || position(micros) > 0.95) continue;
      ticks.push({ position: position(micros), text: tickText(micros) });
    }
  }
  return ticks;
}

function tickText(micros: number): string {
  return micros >= 1e6 ? `${micros / 1e6} s` : `${micros / 1000} ms`;
}

/** How many durations lie in each bucket of a scale made for them. */
export function histogram(durations: readonly Micros[], { edges }: DurationScale): Bucket[] {
  const counts = new Array<number>(edges.length - 1).fill(0);
  for (const duration of durations) {
    let bucket = 0;
    const shown = Math.max(1, duration);
    while (bucket < counts.length - 1 && shown >= edges[bucket + 1]!) bucket++;
    counts[bucket]!++;
  }
  return counts.map((count, i) => ({ from: edges[i]!, to: edges[i + 1]!, count }));
}

/** From the last edge at or below `low` to the first above `high`, and some more when that is few. */
function edgesBetween(low: number, high: number, steps: readonly number[]): number[] {
  const all: number[] = [];
  for (let power = -1; power <= 12; power++) {
    for (const step of steps) all.push(round(step * 10 ** power));
  }
  let first = all.findLastIndex((edge) => edge <= low);
  let last = all.findIndex((edge) => edge > high);
  if (last < 0) last = all.length - 1;
  while (last - first < MIN_BUCKETS && steps.length > 2) {
    first = Math.max(0, first - 1);
    last = Math.min(all.length - 1, last + 1);
  }
  return all.slice(first, last + 1);
}

/** 1.25 * 1000 is exact, 6.3 * 0.1 is not. */
function round(value: number): number {
  return Number(value.toPrecision(3));
}
