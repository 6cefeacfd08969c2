// Where a request waits: the stack at each await, captured when its promise is made, and kept only for
// waits that turn out long. Capturing at the resume does not work: a generator that is about to go on
// has no stack yet. A capture costs 3 to 9 us whatever the depth, hence the budgets.
import type { CallSiteRecord, WaitRecord } from "../wire/records.ts";
import { originals } from "./builtins.ts";
import { StackReader } from "./stack_reader.ts";
import { currentRunner, PROFILER, switchTo } from "./timeline_writer.ts";

/** Shorter gaps are not worth a name; milliseconds. */
const MIN_WAIT_MS = 0.25;
/** Since its last long wait a request may capture this many stacks, then one in 2, 4, ... 256. */
const FREE_CAPTURES = 64;
const MAX_SKIP_MASK = 255;
const MAX_FRAMES = 16;
/**
 * Under load not every request is followed: all awaits of one or none. Captures per second, 1 % of a core; more
 * of them at once after a rest.
 */
const CAPTURES_PER_SECOND = 1_000;
const MAX_BURST = 4_000;

/** What a request remembers of its waits. */
export interface Waiter {
  readonly id: number;
  /** Gaps that ended and have no name yet, as pairs of milliseconds. */
  readonly gaps: number[];
  awaits: number;
  captures: number;
  skipMask: number;
  /** Decided when it begins. */
  readonly hasSites: boolean;
  /** Named by the next stack that is taken in the job: the function is right, the line a later one. */
  late: Wait | null;
}

/** An await that was captured: V8 formats `stack` when it is read. */
export interface Site {
  stack?: unknown;
}

interface Wait {
  readonly id: number;
  readonly start: number;
  readonly end: number;
  site: Site | null;
}

let waits: Wait[] = [];

let capturesLeft = MAX_BURST;
let refilledAt = originals.now();

/** The waiter part of a new request. */
export function newWaiter(): Omit<Waiter, "id"> {
  return { gaps: [], awaits: 0, captures: 0, skipMask: 0, hasSites: hasCapturesLeft(), late: null };
}

function hasCapturesLeft(): boolean {
  const at = originals.now();
  const refill = Math.max(0, at - refilledAt) * CAPTURES_PER_SECOND / 1e3;
  capturesLeft = Math.min(MAX_BURST, capturesLeft + refill);
  refilledAt = at;
  return capturesLeft > 0;
}

/** The request runs again at `end`, after it lost the thread at `start`. */
export function noteGap(waiter: Waiter, start: number, end: number): void {
  if (end - start >= MIN_WAIT_MS) waiter.gaps.push(start, end);
}

/** The stack of the await that runs now, null when the budget is spent. `hidden`: the hook, left out of it. */
export function captureSite(waiter: Waiter, hidden: (...args: never[]) => void): Site | null {
  if (!waiter.hasSites) return null;
  waiter.awaits++;
  if (waiter.captures >= FREE_CAPTURES && (waiter.awaits & waiter.skipMask) !== 0) return null;
  waiter.captures++;
  if (waiter.captures > FREE_CAPTURES && waiter.skipMask < MAX_SKIP_MASK) {
    waiter.skipMask = waiter.skipMask * 2 + 1;
  }
  return capture(hidden);
}

/** The job of a promise that was made at `site` begins: it is what the open gaps were waiting for. */
export function nameGaps(waiter: Waiter, site: Site | null): void {
  const { gaps } = waiter;
  for (let i = 0; i < gaps.length; i += 2) {
    const wait: Wait = { id: waiter.id, start: gaps[i]!, end: gaps[i + 1]!, site };
    waits.push(wait);
    if (site === null && waiter.hasSites) waiter.late = wait;
  }
  gaps.length = 0;
  waiter.captures = 0;
  waiter.skipMask = 0;
}

/** A promise is made or settled in a job whose wait has no name: this stack is the best that is left. */
export function nameLate(waiter: Waiter, hidden: (...args: never[]) => void): void {
  waiter.late!.site = capture(hidden);
  waiter.late = null;
}

/** At the profiler's expense: it may be the most that a small request does. */
function capture(hidden: (...args: never[]) => void): Site {
  capturesLeft--;
  const owner = currentRunner();
  switchTo(PROFILER);
  try {
    return takeStack(hidden);
  } finally {
    switchTo(owner);
  }
}

function takeStack(hidden: (...args: never[]) => void): Site {
  // V8 asks its own Error, whatever class the app has put in its place.
  const limit = originals.Error.stackTraceLimit as number | undefined;
  const site: Site = {};
  // No assignment: it throws where the app has frozen Error. Then as many frames as the app allows will do.
  const isSet = Reflect.set(originals.Error, "stackTraceLimit", MAX_FRAMES);
  originals.captureStackTrace(site, hidden);
  if (!isSet) return site;
  if (limit === undefined) Reflect.deleteProperty(originals.Error, "stackTraceLimit");
  else originals.Error.stackTraceLimit = limit;
  return site;
}

/** All waits that were named since the last call, the longest first as long as there is time to read their stacks. */
export function takeWaits(): { waits: WaitRecord[]; sites: (readonly CallSiteRecord[])[] } {
  const taken = waits;
  waits = [];
  taken.sort((a, b) => (b.end - b.start) - (a.end - a.start));
  const reader = new StackReader();
  const records = taken.map(({ id, start, end, site }): WaitRecord => {
    return [id, start, end, site === null ? -1 : reader.read(site)];
  });
  return { waits: records, sites: reader.stacks };
}
