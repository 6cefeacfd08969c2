// Finds out which request each piece of JavaScript runs for, and writes the changes to the timeline.
// The async context carries the request; hooks tell when a job starts. What each hook covers, and
// what remains, was measured: src/README.md, "Attribution".
import { asyncHooks, core, EventEmitter, net, originals } from "./builtins.ts";
import { Identity } from "./identity.ts";
import { privateMap } from "./private_map.ts";
import { RecentIds } from "./recent_ids.ts";
import { requestScope } from "./request_scope.ts";
import { claimRun, currentRunner, PROFILER, type Runner, switchTo } from "./timeline_writer.ts";
import {
  captureSite,
  nameGaps,
  nameLate,
  noteGap,
  type Site,
  type Waiter,
} from "./wait_tracker.ts";

/** A request that the hooks follow. */
export type Tracked = Runner & Waiter;

const { queueMicrotask } = originals;
const scope = requestScope<Tracked>();

/** Counts jobs, so that the end of a drain of microtasks can be told from a pause between two. */
let jobs = 0;
let jobsAtLastTurn = 0;
let isDrainEndQueued = false;
let areSitesWanted = true;
/** The present owner is a guess by emitter: a settled promise of another request proves it wrong. */
let isGuess = false;

let tellFailure: (error: unknown) => void = () => {};

/** Runs `work` for `runner`: at once, and all that it starts. */
export function enter<T>(runner: Tracked, work: () => T): T {
  const previous = currentRunner();
  jobs++;
  own(runner);
  try {
    return scope.run(runner, work);
  } finally {
    switchTo(previous);
  }
}

/** Runs `work` for nobody: timers and promises that it starts belong to no request. */
export function detached<T>(work: () => T): T {
  return scope.run(undefined, work);
}

/** Runs `work`, whose promises are the agent's own: nobody wants to know where they wait. */
export function withoutSites<T>(work: () => T): T {
  const before = areSitesWanted;
  areSitesWanted = false;
  try {
    return work();
  } finally {
    areSitesWanted = before;
  }
}

/** The running job is for `runner` from here on, and so is all that it starts. */
export function adopt(runner: Tracked): void {
  scope.enter(runner);
  jobs++;
  own(runner);
}

/** The request that the running code belongs to, also when it has ended. */
export function requestInScope(): Tracked | undefined {
  return scope.get();
}

/**
 * Installs every hook; call once, before the app is loaded. Without waits, awaits are not named. `failed` hears of the
 * first error in a hook, which costs what the hook would have noted.
 */
export function trackOwners(
  { hasWaits }: { hasWaits: boolean },
  failed: (error: unknown) => void = () => {},
): void {
  tellFailure = failed;
  trackPromises(hasWaits);
  trackResources();
  trackMicrotasks();
  trackEmitters();
}

/** V8 would print an error of ours in a hook as the app's, once per promise; one of an async hook would end the app. */
function fail(error: unknown): void {
  const tell = tellFailure;
  tellFailure = () => {};
  tell(error);
}

function own(runner: Tracked): void {
  const ranUntil = runner.ranUntil;
  const at = switchTo(runner);
  if (ranUntil !== 0 && runner.isActive) noteGap(runner, ranUntil, at);
  if (!isDrainEndQueued) {
    isDrainEndQueued = true;
    queueMicrotask(endDrain);
  }
}

/**
 * A trailing microtask: queued again as long as jobs ran since its last turn, so a chain of awaits of one
 * request costs no clock reading at all, and the last job of a drain does not own the idle time after it.
 */
function endDrain(): void {
  if (jobs !== jobsAtLastTurn) {
    jobsAtLastTurn = jobs;
    queueMicrotask(endDrain);
    return;
  }
  isDrainEndQueued = false;
  const runner = currentRunner();
  if (runner !== null && runner !== PROFILER) switchTo(null);
}

/** Hands the thread to the request in scope, or to nobody when there is none. */
function ownByScope(): void {
  try {
    jobs++;
    const runner = scope.get();
    const current = currentRunner();
    if (runner === current) return;
    if (runner !== undefined) return own(runner);
    if (current !== null) switchTo(null);
  } catch (error) {
    fail(error);
  }
}

/** Await, then, async generators, thenables, and every Deno API that settles a promise. */
function trackPromises(hasWaits: boolean): void {
  // Deno's core hooks cost 40 ns less per job than node:v8's, and exist before 2.9 too.
  core.setPromiseHooks(
    hasWaits ? stampWithSite : stamp,
    hasWaits ? ownAndName : ownByScope,
    undefined,
    hasWaits ? claimAndName : claim,
  );
}

/** Timers, immediates, ticks and AsyncResource: inside `before` their scope is not set yet, so it is remembered. */
function trackResources(): void {
  const runnerById = new RecentIds<Tracked>();
  const outer: (Runner | null)[] = [];
  asyncHooks.createHook({
    init: guarded((id) => {
      const runner = scope.get();
      if (runner !== undefined) runnerById.set(id, runner);
    }),
    before: guarded((id) => {
      jobs++;
      outer.push(currentRunner());
      const runner = runnerById.get(id);
      if (runner === currentRunner()) return;
      if (runner !== undefined) own(runner);
      else if (currentRunner() !== null) switchTo(null);
    }),
    after: guarded(() => {
      const previous = outer.pop() ?? null;
      if (previous !== currentRunner()) switchTo(previous);
    }),
    destroy: guarded((id) => void runnerById.delete(id)),
  }).enable();
}

function guarded(hook: (id: number) => void): (id: number) => void {
  return (id) => {
    try {
      hook(id);
    } catch (error) {
      fail(error);
    }
  };
}

function trackMicrotasks(): void {
  globalThis.queueMicrotask = function queueMicrotask(callback) {
    const runner = scope.get();
    if (runner === undefined || typeof callback !== "function") {
      return originals.queueMicrotask(callback);
    }
    originals.queueMicrotask(() => {
      if (currentRunner() === runner) return callback();
      enter(runner, callback);
    });
  };
}

/**
 * An emitter belongs to the request that made it: sockets and child processes emit without a scope. For a
 * socket it is a guess, also where there is a scope, because the first request of a pool starts the reading
 * for all: claim() may correct it.
 */
function trackEmitters(): void {
  const runnerByEmitter = privateMap<object, Tracked>();
  const statics = EventEmitter as unknown as { init(this: object, options: unknown): void };
  const init = statics.init;
  statics.init = function (this: object, options: unknown) {
    init.call(this, options);
    const runner = scope.get();
    if (runner !== undefined) runnerByEmitter.set(this, runner);
  };
  const emit = EventEmitter.prototype.emit;
  EventEmitter.prototype.emit = function (this: object, ...args: Parameters<typeof emit>) {
    const current = currentRunner() as Tracked | null;
    const isOwned = current !== null && current !== PROFILER && current.isActive;
    if (isOwned && !(this instanceof net.Socket)) return emit.apply(this as never, args);
    const runner = isOwned ? current : runnerByEmitter.get(this);
    if (runner === undefined || !runner.isActive) return emit.apply(this as never, args);
    return enter(runner, () => guessing(() => emit.apply(this as never, args)));
  };
}

function guessing<T>(work: () => T): T {
  const before = isGuess;
  isGuess = true;
  try {
    return work();
  } finally {
    isGuess = before;
  }
}

/**
 * The request a promise was made in, and the await that made it: one class, as it is written for every promise.
 */
class Stamp extends Identity {
  readonly #runner: Tracked;
  readonly #site: Site | null;
  constructor(promise: object, runner: Tracked, site: Site | null) {
    super(promise);
    this.#runner = runner;
    this.#site = site;
  }
  static runner(promise: object): Tracked | undefined {
    return #runner in promise ? (promise as Stamp).#runner : undefined;
  }
  static site(promise: object): Site | null {
    return #runner in promise ? (promise as Stamp).#site : null;
  }
}

/**
 * Only promises without a parent can be settled by a job of nobody: what await, then and catch make is settled in a job
 * that has a scope. They are most of all promises.
 */
function stamp(promise: object, parent: object | undefined): void {
  try {
    if (parent !== undefined) return;
    const runner = scope.get();
    if (runner !== undefined) new Stamp(promise, runner, null);
  } catch (error) {
    fail(error);
  }
}

/** `new Promise` is no place to wait. */
function stampWithSite(promise: object, parent: object | undefined): void {
  try {
    const runner = scope.get();
    if (runner === undefined) return;
    if (runner.late !== null && runner === currentRunner()) nameLate(runner, stampWithSite);
    if (parent === undefined) return void new Stamp(promise, runner, null);
    if (!areSitesWanted || !runner.isActive) return;
    const site = captureSite(runner, stampWithSite);
    if (site !== null) new Stamp(promise, runner, site);
  } catch (error) {
    fail(error);
  }
}

/** Whoever resumed the request has noted the gap; the first promise job after it tells which await it was. */
function ownAndName(promise: object): void {
  ownByScope();
  const current = currentRunner() as Tracked | null;
  try {
    if (current !== null && current !== PROFILER && current.gaps.length > 0) {
      nameGaps(current, Stamp.site(promise));
    }
  } catch (error) {
    fail(error);
  }
}

/**
 * Nobody owns the running job, or the owner is a guess, and it settles a promise of a request: the run so far
 * was work for that request. Covers shared pools, shared workers' replies and whatever else is callback based.
 */
function claim(promise: object): void {
  const current = currentRunner();
  try {
    if (current === PROFILER || (current !== null && current.isActive && !isGuess)) return;
    const runner = Stamp.runner(promise);
    if (runner === undefined || !runner.isActive) return;
    // A guess that proves right ends a run all the same: the next answer of a pool may be another request's.
    if (runner !== current || isGuess) claimRun(runner);
  } catch (error) {
    fail(error);
  }
}

function claimAndName(promise: object): void {
  const current = currentRunner() as Tracked | null;
  try {
    if (current !== null && current !== PROFILER && current.late !== null) {
      nameLate(current, claimAndName);
    }
  } catch (error) {
    fail(error);
  }
  claim(promise);
}
