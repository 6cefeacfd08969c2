// Finds out which request each piece of JavaScript runs for, and writes the changes to the timeline.
// An AsyncLocalStorage carries the request; hooks tell when a job starts. What each hook covers, and
// what remains, was measured: src/README.md, "Attribution".
import { asyncHooks, EventEmitter, net, originals } from "./builtins.ts";
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
const storage = new asyncHooks.AsyncLocalStorage<Tracked | undefined>();
// As methods of its own: the app may patch the prototype, and not for us.
const { run, getStore, enterWith } = storage;
Object.assign(storage, { run, getStore, enterWith });

/** Counts jobs, so that the end of a drain of microtasks can be told from a pause between two. */
let jobs = 0;
let jobsAtLastTurn = 0;
let isDrainEndQueued = false;
let areSitesWanted = true;
/** The present owner is a guess by emitter: a settled promise of another request proves it wrong. */
let isGuess = false;

/** Runs `work` for `runner`: at once, and all that it starts. */
export function enter<T>(runner: Tracked, work: () => T): T {
  const previous = currentRunner();
  jobs++;
  own(runner);
  try {
    return storage.run(runner, work);
  } finally {
    switchTo(previous);
  }
}

/** Runs `work` for nobody: timers and promises that it starts belong to no request. */
export function detached<T>(work: () => T): T {
  return storage.run(undefined, work);
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
  storage.enterWith(runner);
  jobs++;
  own(runner);
}

/** The request that the running code belongs to, also when it has ended. */
export function requestInScope(): Tracked | undefined {
  return storage.getStore();
}

/** Installs every hook; call once, before the app is loaded. Without waits, awaits are not named. */
export function trackOwners({ hasWaits }: { hasWaits: boolean }): void {
  trackPromises(hasWaits);
  trackResources();
  trackMicrotasks();
  trackEmitters();
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
  jobs++;
  const runner = storage.getStore();
  const current = currentRunner();
  if (runner === current) return;
  if (runner !== undefined) return own(runner);
  if (current !== null) switchTo(null);
}

/** Await, then, async generators, thenables, and every Deno API that settles a promise. */
function trackPromises(hasWaits: boolean): void {
  // Deno's core hooks cost 40 ns less per job than node:v8's, and exist before 2.9 too.
  const internals = Deno as unknown as { internal: symbol } & Record<symbol, unknown>;
  const { core } = internals[internals.internal] as {
    core: {
      setPromiseHooks(init: unknown, before: unknown, after: unknown, settled: unknown): void;
    };
  };
  core.setPromiseHooks(
    hasWaits ? stampWithSite : stamp,
    hasWaits ? ownAndName : ownByScope,
    undefined,
    hasWaits ? claimAndName : claim,
  );
}

/** Timers, immediates, ticks and AsyncResource: inside `before` their scope is not set yet, so it is remembered. */
function trackResources(): void {
  const runnerById = new Map<number, Tracked>();
  const outer: (Runner | null)[] = [];
  asyncHooks.createHook({
    init(id) {
      const runner = storage.getStore();
      if (runner !== undefined) runnerById.set(id, runner);
    },
    before(id) {
      jobs++;
      outer.push(currentRunner());
      const runner = runnerById.get(id);
      if (runner === currentRunner()) return;
      if (runner !== undefined) own(runner);
      else if (currentRunner() !== null) switchTo(null);
    },
    after() {
      const previous = outer.pop() ?? null;
      if (previous !== currentRunner()) switchTo(previous);
    },
    destroy(id) {
      runnerById.delete(id);
    },
  }).enable();
}

function trackMicrotasks(): void {
  globalThis.queueMicrotask = function queueMicrotask(callback) {
    const runner = storage.getStore();
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
  const runnerByEmitter = new WeakMap<object, Tracked>();
  const statics = EventEmitter as unknown as { init(this: object, options: unknown): void };
  const init = statics.init;
  statics.init = function (this: object, options: unknown) {
    init.call(this, options);
    const runner = storage.getStore();
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

/** A base class whose constructor returns any object, so that a subclass can put a private field on it. */
const Identity = function (object: object) {
  return object;
} as unknown as new (object: object) => object;

/**
 * The request a promise was made in, and the await that made it: private fields, invisible to the app and
 * 30 times cheaper than a WeakMap.
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

function stamp(promise: object): void {
  const runner = storage.getStore();
  if (runner !== undefined) new Stamp(promise, runner, null);
}

/** Only await, then and catch have a parent; `new Promise` is no place to wait. */
function stampWithSite(promise: object, parent: object | undefined): void {
  const runner = storage.getStore();
  if (runner === undefined) return;
  if (runner.late !== null && runner === currentRunner()) nameLate(runner, stampWithSite);
  const isSite = parent !== undefined && areSitesWanted && runner.isActive;
  const site = isSite ? captureSite(runner, stampWithSite) : null;
  new Stamp(promise, runner, site);
}

/** Whoever resumed the request has noted the gap; the first promise job after it tells which await it was. */
function ownAndName(promise: object): void {
  ownByScope();
  const current = currentRunner() as Tracked | null;
  if (current !== null && current !== PROFILER && current.gaps.length > 0) {
    nameGaps(current, Stamp.site(promise));
  }
}

/**
 * Nobody owns the running job, or the owner is a guess, and it settles a promise of a request: the run so far
 * was work for that request. Covers shared pools, shared workers' replies and whatever else is callback based.
 */
function claim(promise: object): void {
  const current = currentRunner();
  if (current === PROFILER || (current !== null && current.isActive && !isGuess)) return;
  const runner = Stamp.runner(promise);
  if (runner === undefined || !runner.isActive) return;
  // A guess that proves right ends a run all the same: the next answer of a pool may be another request's.
  if (runner !== current || isGuess) claimRun(runner);
}

function claimAndName(promise: object): void {
  const current = currentRunner() as Tracked | null;
  if (current !== null && current !== PROFILER && current.late !== null) {
    nameLate(current, claimAndName);
  }
  claim(promise);
}
