// Finds out which request each piece of JavaScript runs for, and writes the changes to the timeline.
// An AsyncLocalStorage carries the request; hooks tell when a job starts. What each hook covers, and
// what remains, was measured: src/README.md, "Attribution".
import { asyncHooks, EventEmitter, originals } from "./builtins.ts";
import { claimRun, currentRunner, PROFILER, type Runner, switchTo } from "./timeline_writer.ts";

const { queueMicrotask } = originals;
const storage = new asyncHooks.AsyncLocalStorage<Runner | undefined>();

/** Counts jobs, so that the end of a drain of microtasks can be told from a pause between two. */
let jobs = 0;
let jobsAtLastTurn = 0;
let isDrainEndQueued = false;

/** Runs `work` for `runner`: at once, and all that it starts. */
export function enter<T>(runner: Runner, work: () => T): T {
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

/** The request that the running code belongs to, also when it has ended. */
export function requestInScope(): Runner | undefined {
  return storage.getStore();
}

/** Installs every hook; call once, before the app is loaded. */
export function trackOwners(): void {
  trackPromises();
  trackResources();
  trackMicrotasks();
  trackEmitters();
}

function own(runner: Runner | null): void {
  switchTo(runner);
  if (runner !== null && !isDrainEndQueued) {
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

/** Hands the thread to the request in scope, or to nobody when there is none or it has ended. */
function ownByScope(): void {
  jobs++;
  const runner = storage.getStore();
  const current = currentRunner();
  if (runner === current) return;
  if (runner === undefined || !runner.isActive) {
    if (current !== null) switchTo(null);
    return;
  }
  own(runner);
}

interface Hooks {
  init?: (promise: object) => void;
  before?: () => void;
  settled?: (promise: object) => void;
}

/** Await, then, async generators, thenables, and every Deno API that settles a promise. */
function trackPromises(): void {
  setPromiseHooks({ init: stamp, before: ownByScope, settled: claim });
}

/** Deno's core hooks cost 40 ns less per job than node:v8's, and exist before 2.9 too. */
function setPromiseHooks({ init, before, settled }: Hooks): void {
  const internals = Deno as unknown as { internal: symbol } & Record<symbol, unknown>;
  const { core } = internals[internals.internal] as {
    core: { setPromiseHooks(...hooks: (unknown | undefined)[]): void };
  };
  core.setPromiseHooks(init, before, undefined, settled);
}

/** Timers, immediates, ticks and AsyncResource: inside `before` their scope is not set yet, so it is remembered. */
function trackResources(): void {
  const runnerById = new Map<number, Runner>();
  const outer: (Runner | null)[] = [];
  asyncHooks.createHook({
    init(id) {
      const runner = storage.getStore();
      if (runner !== undefined && runner.isActive) runnerById.set(id, runner);
    },
    before(id) {
      jobs++;
      outer.push(currentRunner());
      const known = runnerById.get(id);
      const runner = known !== undefined && known.isActive ? known : null;
      if (runner !== currentRunner()) own(runner);
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
      if (!runner.isActive || currentRunner() === runner) return callback();
      enter(runner, callback);
    });
  };
}

/** An emitter belongs to the request that made it: sockets and child processes emit without a scope. */
function trackEmitters(): void {
  const runnerByEmitter = new WeakMap<object, Runner>();
  const statics = EventEmitter as unknown as { init(this: object, options: unknown): void };
  const init = statics.init;
  statics.init = function (this: object, options: unknown) {
    init.call(this, options);
    const runner = storage.getStore();
    if (runner !== undefined) runnerByEmitter.set(this, runner);
  };
  const emit = EventEmitter.prototype.emit;
  EventEmitter.prototype.emit = function (this: object, ...args: Parameters<typeof emit>) {
    const current = currentRunner();
    if (current === null || !current.isActive) {
      const runner = runnerByEmitter.get(this);
      if (runner !== undefined && runner.isActive) {
        return enter(runner, () => emit.apply(this as never, args));
      }
    }
    return emit.apply(this as never, args);
  };
}

/** A base class whose constructor returns any object, so that a subclass can put a private field on it. */
const Identity = function (object: object) {
  return object;
} as unknown as new (object: object) => object;

/** The request a promise was made in, as a private field: invisible, and 30 times cheaper than a WeakMap. */
class Stamp extends Identity {
  readonly #runner: Runner;
  constructor(promise: object, runner: Runner) {
    super(promise);
    this.#runner = runner;
  }
  static read(promise: object): Runner | undefined {
    return #runner in promise ? (promise as Stamp).#runner : undefined;
  }
}

function stamp(promise: object): void {
  const runner = storage.getStore();
  if (runner !== undefined) new Stamp(promise, runner);
}

/**
 * Nobody owns the running job and it settles a promise of a request: the run so far was work for that
 * request. Covers shared pools, shared workers' replies and everything else that is callback based.
 */
function claim(promise: object): void {
  const current = currentRunner();
  if (current === PROFILER || (current !== null && current.isActive)) return;
  const runner = Stamp.read(promise);
  if (runner !== undefined && runner !== current && runner.isActive) claimRun(runner);
}
