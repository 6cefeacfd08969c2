// Node's builtins and the globals that the agent replaces, taken before the app is loaded.
// Not by import: the user's import map is global and may name even "node:inspector".
import type * as AsyncHooks from "node:async_hooks";
import type * as BufferModule from "node:buffer";
import type * as Events from "node:events";
import type * as Http from "node:http";
import type * as Inspector from "node:inspector";
import type * as Net from "node:net";
import type * as Process from "node:process";
import type * as Timers from "node:timers";
import type * as Url from "node:url";

const builtin = (globalThis as unknown as {
  process: { getBuiltinModule(name: string): unknown };
}).process.getBuiltinModule;

/** node:async_hooks */
export const asyncHooks = builtin("node:async_hooks") as typeof AsyncHooks;
/** node:buffer's Buffer; its byteLength() measures UTF-8 natively. */
export const Buffer = (builtin("node:buffer") as typeof BufferModule).Buffer;
/** node:events; the module is the class itself. */
export const EventEmitter = (builtin("node:events") as typeof Events).EventEmitter;
/** node:http */
export const http = builtin("node:http") as typeof Http;
/** node:net */
export const net = builtin("node:net") as typeof Net;
/** node:process */
export const process = builtin("node:process") as typeof Process;
/** node:timers */
export const timers = builtin("node:timers") as typeof Timers;
/** node:url */
export const url = builtin("node:url") as typeof Url;
/**
 * node:inspector. Its `console` is V8's own: globalThis.console.profile does nothing before Deno 2.9,
 * and apps patch it.
 */
export const inspector = builtin("node:inspector") as typeof Inspector & {
  readonly console: { profile(title: string): void; profileEnd(title: string): void };
};

const internals = Deno as unknown as { internal: symbol } & Record<symbol, unknown>;
/** What Deno's own code is made with; only promise hooks are known to be there. */
export const { core } = internals[internals.internal] as {
  core: {
    setPromiseHooks(init: unknown, before: unknown, after: unknown, settled: unknown): void;
    getAsyncContext?(): Readonly<Record<string, unknown>> | undefined;
    setAsyncContext?(context: Readonly<Record<string, unknown>> | undefined): void;
  };
};

/** The globals as they were before anything was replaced. */
export const originals = {
  serve: Deno.serve,
  exit: Deno.exit,
  addSignalListener: Deno.addSignalListener,
  removeSignalListener: Deno.removeSignalListener,
  queueMicrotask: globalThis.queueMicrotask,
  Response: globalThis.Response,
  Headers: globalThis.Headers,
  now: performance.now.bind(performance),
  wallClock: Date.now,
  Error: globalThis.Error,
  captureStackTrace: Error.captureStackTrace,
  stringify: JSON.stringify,
};
