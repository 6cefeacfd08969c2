// Which request the running code belongs to: a slot of our own in the async context that Deno carries through awaits,
// timers and callbacks. An AsyncLocalStorage uses the same context, but finds the value in a WeakMap, and V8's scavenger
// keeps the values of such a map: every request stayed until the next full collection.
import { asyncHooks, core } from "./builtins.ts";

/** Carries a value through asynchronous code. */
export interface Scope<T> {
  /** The value of the code that runs now. */
  get(): T | undefined;
  /** For `work` and all that it starts. */
  run<R>(value: T | undefined, work: () => R): R;
  /** For the rest of the running job and all that it starts. */
  enter(value: T): void;
}

/** An immutable object with a property for each storage; undefined = empty. */
type AsyncContext = Readonly<Record<string, unknown>> | undefined;

const SLOT = "runprofileserver";

interface ContextAccess {
  getAsyncContext(): AsyncContext;
  setAsyncContext(context: AsyncContext): void;
}

/** A new scope; only one can be in use: they share the slot. `access` is Deno's, if this Deno has it. */
export function requestScope<T>(access: Partial<ContextAccess> = core): Scope<T> {
  return canUseContext(access) ? contextScope(access) : storageScope();
}

/** Deno's context is an object that is copied with all its properties; nobody promises that. */
function canUseContext(access: Partial<ContextAccess>): access is ContextAccess {
  if (!access.getAsyncContext || !access.setAsyncContext) return false;
  const before = access.getAsyncContext();
  try {
    const scope = contextScope<boolean>(access as ContextAccess);
    scope.enter(true);
    return new asyncHooks.AsyncLocalStorage().run({}, () => scope.get() === true);
  } catch {
    return false;
  } finally {
    access.setAsyncContext(before);
  }
}

function contextScope<T>({ getAsyncContext, setAsyncContext }: ContextAccess): Scope<T> {
  const enter = (value: T | undefined) => {
    setAsyncContext({ __proto__: null, ...getAsyncContext(), [SLOT]: value } as AsyncContext);
  };
  return {
    get: () => getAsyncContext()?.[SLOT] as T | undefined,
    run(value, work) {
      const before = getAsyncContext();
      enter(value);
      try {
        return work();
      } finally {
        setAsyncContext(before);
      }
    },
    enter,
  };
}

function storageScope<T>(): Scope<T> {
  const storage = new asyncHooks.AsyncLocalStorage<T | undefined>();
  // Taken here: the app may patch the prototype, and not for us.
  const { run, getStore, enterWith } = storage;
  return {
    get: getStore.bind(storage),
    run: (value, work) => run.call(storage, value, work) as ReturnType<typeof work>,
    enter: enterWith.bind(storage),
  };
}
