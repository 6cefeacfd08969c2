// What a route's functions cost before and after, per request.
import { type Change, change } from "./change.ts";
import { falseDiscovery } from "../statistics/false_discovery.ts";
import { FunctionTimes } from "../function_times.ts";
import { ProfileMerger } from "../merge.ts";
import { nodeSums } from "../node_sums.ts";
import { pairFunctions } from "./pair_functions.ts";
import type { Frame, Profile } from "../profile.ts";
import type { RequestStatistics } from "../request_statistics.ts";
import { type Moments, welch } from "../statistics/welch.ts";

/** All requests of a route, as gather makes them and aggregates keep them. */
export interface RouteSum {
  readonly profile: Profile;
  readonly statistics: RequestStatistics;
}

/** One function, or one site of waits. */
export interface FunctionDiff {
  /** As it is after; as it was before when it is gone. */
  readonly frame: Frame;
  /** Whether requests of both sides have it. */
  readonly isIn: "both" | "before" | "after";
  /** Mean microseconds per request. */
  readonly self: Change;
  /** Mean microseconds per request, with everything that it called and waited for. */
  readonly total: Change;
}

/** What both sides' functions cost; the largest difference of self time first. */
export function profileDiff(before: RouteSum, after: RouteSum): FunctionDiff[] {
  const [old, now] = [functionMoments(before), functionMoments(after)];
  const none = (side: RouteSum): FunctionMoments => {
    const count = side.statistics.durations.count;
    return { self: { count, sum: 0, squares: 0 }, total: { count, sum: 0, squares: 0 } };
  };
  const pairs = pairFunctions(old.frames, now.frames).map((pair) => ({
    frame: now.frames[pair.after] ?? old.frames[pair.before]!,
    isIn: pair.after < 0 ? "before" : pair.before < 0 ? "after" : "both",
    before: old.moments[pair.before] ?? none(before),
    after: now.moments[pair.after] ?? none(after),
  } as const));
  const p = falseDiscovery(
    pairs.flatMap(({ before, after }) => [
      welch(before.self, after.self),
      welch(before.total, after.total),
    ]),
  );
  const diffs = pairs.map(({ frame, isIn, before, after }, i) => ({
    frame,
    isIn,
    self: meanChange(before.self, after.self, p[2 * i]!),
    total: meanChange(before.total, after.total, p[2 * i + 1]!),
  }));
  const size = ({ self }: FunctionDiff) => Math.abs(self.after - self.before);
  return diffs.sort((a, b) => size(b) - size(a));
}

function meanChange(before: Moments, after: Moments, p: number): Change {
  return change(before.sum / before.count, after.sum / after.count, p);
}

interface FunctionMoments {
  readonly self: Moments;
  readonly total: Moments;
}

/** The functions of a route but the root, with their sums over its requests. */
function functionMoments(
  { profile, statistics }: RouteSum,
): { frames: Frame[]; moments: FunctionMoments[] } {
  const merger = new ProfileMerger();
  const sums = nodeSums(profile);
  const numbers = merger.add(profile, sums);
  const times = new FunctionTimes();
  times.fill(profile, sums, { ...numbers, merger });
  const { count } = statistics.durations;
  const frames: Frame[] = [];
  const moments: FunctionMoments[] = [];
  for (const { node, selfSquares, totalSquares } of statistics.functions) {
    const frame = profile.nodeFrame[node]!;
    if (frame === 0) continue;
    const number = numbers.frames[frame]!;
    frames.push(profile.frames[frame]!);
    moments.push({
      self: { count, sum: times.self(number), squares: selfSquares },
      total: { count, sum: times.total(number), squares: totalSquares },
    });
  }
  return { frames, moments };
}
