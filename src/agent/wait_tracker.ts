// Where a request waits: the stack at each await, captured when its promise is made, and kept only for
// waits that turn out long. Capturing at the resume does not work: a generator that is about to go on
// has no stack yet. Capturing costs 3 us whatever the depth, formatting 25 us a frame, hence the budgets.
import type { CallSiteRecord, WaitRecord } from "../wire/records.ts";
import { originals } from "./builtins.ts";

/** Shorter gaps are not worth a name; milliseconds. */
const MIN_WAIT_MS = 0.25;
/** Since its last long wait a request may capture this many stacks, then one in 2, 4, ... 256. */
const FREE_CAPTURES = 64;
const MAX_SKIP_MASK = 255;
const MAX_FRAMES = 16;
/** Formatting for one chunk may take this long; the longest waits come first. */
const FORMAT_BUDGET_MS = 20;

/** What a request remembers of its waits. */
export interface Waiter {
  readonly id: number;
  /** Gaps that ended and have no name yet, as pairs of milliseconds. */
  readonly gaps: number[];
  awaits: number;
  captures: number;
  skipMask: number;
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

/** The waiter part of a new request. */
export function newWaiter(): Omit<Waiter, "id"> {
  return { gaps: [], awaits: 0, captures: 0, skipMask: 0, late: null };
}

/** The request runs again at `end`, after it lost the thread at `start`. */
export function noteGap(waiter: Waiter, start: number, end: number): void {
  if (end - start >= MIN_WAIT_MS) waiter.gaps.push(start, end);
}

/** The stack of the await that runs now, null when the budget is spent. `hidden`: the hook, left out of it. */
export function captureSite(waiter: Waiter, hidden: (...args: never[]) => void): Site | null {
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
    if (site === null) waiter.late = wait;
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

function capture(hidden: (...args: never[]) => void): Site {
  const limit = Error.stackTraceLimit;
  const site: Site = {};
  Error.stackTraceLimit = MAX_FRAMES;
  originals.captureStackTrace(site, hidden);
  Error.stackTraceLimit = limit;
  return site;
}

/** All waits that were named since the last call, formatted as far as the budget goes. */
export function takeWaits(): { waits: WaitRecord[]; sites: CallSiteRecord[][] } {
  const taken = waits;
  waits = [];
  taken.sort((a, b) => (b.end - b.start) - (a.end - a.start));
  const sites: CallSiteRecord[][] = [];
  const siteByText = new Map<string, number>();
  const deadline = originals.now() + FORMAT_BUDGET_MS;
  const records = withCallSites(() => {
    return taken.map(({ id, start, end, site }): WaitRecord => {
      if (site === null || originals.now() > deadline) return [id, start, end, -1];
      const frames = site.stack as CallSiteRecord[];
      const text = JSON.stringify(frames);
      let index = siteByText.get(text);
      if (index === undefined) siteByText.set(text, index = sites.push(frames) - 1);
      return [id, start, end, index];
    });
  });
  return { waits: records, sites };
}

/** While `work` runs, a stack is read as a list of call sites; the app's own formatter is put back. */
function withCallSites<T>(work: () => T): T {
  const formatter = Error.prepareStackTrace;
  Error.prepareStackTrace = (_error, callSites) => callSites.map(callSiteRecord);
  try {
    return work();
  } finally {
    if (formatter === undefined) Reflect.deleteProperty(Error, "prepareStackTrace");
    else Error.prepareStackTrace = formatter;
  }
}

interface CallSite {
  getFunctionName(): string | null;
  getScriptNameOrSourceURL(): string | null;
  getLineNumber(): number | null;
  getColumnNumber(): number | null;
}

function callSiteRecord(site: CallSite): CallSiteRecord {
  return [
    site.getFunctionName() ?? "",
    site.getScriptNameOrSourceURL() ?? "",
    site.getLineNumber() ?? 0,
    site.getColumnNumber() ?? 0,
  ];
}
