// Koa's contexts, which know the route that @koa/router matched. Nothing leads from a request of node:http
// to its context, but an app is an emitter: it is seen when it is made, and asked to remember.
import type { IncomingMessage } from "node:http";
import { EventEmitter } from "../builtins.ts";
import { noteNodeRoute } from "./route_node.ts";

interface KoaContext {
  /** Set by @koa/router, koa-router and those that follow them. */
  readonly _matchedRoute?: string | RegExp;
}

interface KoaApp {
  createContext(request: IncomingMessage, response: unknown): KoaContext;
  callback(): unknown;
}

/** From now on, the contexts of every Koa app are noted. */
export function followKoa(): void {
  const statics = EventEmitter as unknown as { init(this: object, options: unknown): void };
  const { init } = statics;
  statics.init = function (this: object, options: unknown) {
    init.call(this, options);
    if ("createContext" in this && "callback" in this) noteContexts(this as KoaApp);
  };
}

function noteContexts(app: KoaApp): void {
  const { createContext } = app;
  Object.defineProperty(app, "createContext", {
    value: function (this: KoaApp, request: IncomingMessage, response: unknown) {
      const context = createContext.call(this, request, response);
      noteNodeRoute(request, () => context._matchedRoute && String(context._matchedRoute));
      return context;
    },
    configurable: true,
    writable: true,
  });
}
