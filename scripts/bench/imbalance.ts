// The parts of a record add up to its duration, and so do the weights of its profile.
import type { Micros } from "../../src/model/profile.ts";
import type { ProfiledRequest } from "./read_profiles.ts";

/** How far the parts of this request, or its weights, are from its duration. */
export function imbalance({ record, profile }: ProfiledRequest): Micros {
  const { start, end, cpu, gc, wait, queued, unsampled } = record;
  const duration = end - start;
  const weight = profile.weights.reduce((sum, one) => sum + one, 0);
  return Math.max(
    Math.abs(cpu + gc + wait + queued + unsampled - duration),
    Math.abs(weight - duration),
  );
}
