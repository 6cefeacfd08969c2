// Node's builtins and the globals that the agent replaces, taken before the app is loaded.
// Not by import: the user's import map is global and may name even "node:inspector".
import type * as AsyncHooks from "node:async_hooks";
import type * as BufferModule from "node:buffer";
import type * as Events from "node:events";
import type * as Http from "node:http";
import type * as Inspector from "node:inspector";
import type * as Net from "node:net";
import type * as Timers from "node:timers";

const { process } = globalThis as unknown as {
  process: { getBuiltinModule(name: string): unknown };
};
const builtin = process.getBuiltinModule;

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
/** node:timers */
export const timers = builtin("node:timers") as typeof Timers;
/**
 * node:inspector. Its `console` is V8's own: globalThis.console.profile does nothing before Deno 2.9,
 * and apps patch it.
 */
export const inspector = builtin("node:inspector") as typeof Inspector & {
  readonly console: { profile(title: string): void; profileEnd(title: string): void };
};

/** The globals as they were before anything was replaced. */
export const originals = {
  serve: Deno.serve,
  exit: Deno.exit,
  queueMicrotask: globalThis.queueMicrotask,
  Response: globalThis.Response,
  Headers: globalThis.Headers,
  now: performance.now.bind(performance),
  wallClock: Date.now,
  captureStackTrace: Error.captureStackTrace,
  stringify: JSON.stringify,
};
