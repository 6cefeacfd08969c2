// The timeline as it is written: one clock reading per change of owner, nothing else. This is the
// hottest code of the agent, so its state is module state: there is one thread, hence one timeline.
import { originals } from "./builtins.ts";

/** A request as far as the trackers care. */
export interface Runner {
  readonly id: number;
  /** False once it has ended: what it still runs is background work, never part of the request. */
  isActive: boolean;
  /** When it last lost the thread, 0 before it ever ran. */
  ranUntil: number;
}

const { now } = originals;
/** As BACKGROUND of src/model/timeline.ts: the agent imports no code from there. */
const BACKGROUND = 0x4000_0000;
const INITIAL_SIZE = 1 << 14;
let times = new Float64Array(INITIAL_SIZE);
let owners = new Int32Array(INITIAL_SIZE);
let count = 0;
let current: Runner | null = null;

/** Owns the thread while the profiler itself works. */
export const PROFILER: Runner = { id: -1, isActive: true, ranUntil: 0 };

/** Who owns the thread now, null = nobody. */
export function currentRunner(): Runner | null {
  return current;
}

/** From now on `runner` owns the thread. Returns the instant, performance.now() milliseconds. */
export function switchTo(runner: Runner | null): number {
  const at = now();
  if (current !== null) current.ranUntil = at;
  push(at, ownerOf(runner));
  current = runner;
  return at;
}

function ownerOf(runner: Runner | null): number {
  if (runner === null) return 0;
  return runner.isActive ? runner.id : runner.id + BACKGROUND;
}

/** The run that ends now was work for `runner`; the present owner goes on after it. */
export function claimRun(runner: Runner): void {
  const at = now();
  push(at, -runner.id - 1);
  if (current !== null) push(at, ownerOf(current));
}

/** Runs `work` as the profiler's own. */
export function asProfiler<T>(work: () => T): T {
  const previous = current;
  switchTo(PROFILER);
  try {
    return work();
  } finally {
    switchTo(previous);
  }
}

/** Everything written since the last call; the next part begins with the present owner. */
export function takeTimeline(): { times: Float64Array; owners: Int32Array } {
  const taken = { times: times.slice(0, count), owners: owners.slice(0, count) };
  count = 0;
  push(now(), ownerOf(current));
  return taken;
}

function push(at: number, owner: number): void {
  if (count === times.length) grow();
  times[count] = at;
  owners[count++] = owner;
}

function grow(): void {
  const longerTimes = new Float64Array(times.length * 2);
  const longerOwners = new Int32Array(times.length * 2);
  longerTimes.set(times);
  longerOwners.set(owners);
  times = longerTimes;
  owners = longerOwners;
}
