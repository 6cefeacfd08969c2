// Hono's routes. Its router answers match() with the handlers of a request and how each was registered;
// that answer is noted as it passes. Asking the router again would need the path that only Hono knows.
import { requestInScope } from "../owner_tracker.ts";
import type { LoggedRequest } from "../request_log.ts";
import { routeNotes } from "./route_notes.ts";

/** How a handler was registered; middleware has the method ALL. */
interface HonoRoute {
  readonly path: string;
  readonly method: string;
}

/** Per handler: the handler with its route, and parameters. */
type Matched = readonly [readonly (readonly [readonly [unknown, HonoRoute], unknown])[], unknown?];

type Match = (this: unknown, method: string, path: string) => Matched;

interface HonoRouter {
  match: Match;
}

/** After so many requests without a trace of Hono, a server is taken to be something else. */
const MAX_SEARCHES = 100;
const NOT_FOUND = 404;
const followed = new WeakSet<object>();

/** Notes what `router` matches from now on; anything that is not Hono's router is left alone. */
export function followHonoRouter(router: unknown): void {
  if (!isRouter(router) || followed.has(router)) return;
  followed.add(router);
  // Hono's routers replace their own match() when they have seen the first path.
  let match = router.match;
  const noting = function (this: unknown, method: string, path: string): Matched {
    const matched = match.call(this, method, path);
    note(matched);
    return matched;
  };
  Object.defineProperty(router, "match", {
    get: () => noting,
    set: (replaced: Match) => match = replaced,
    configurable: true,
  });
}

/**
 * Finds Hono behind a handler: `Deno.serve(app.fetch)` shows a function and nothing of the app. But its
 * router binds the strategy that fits the routes while it matches the first request, so bind() is watched
 * as long as that request's handler runs synchronously. Rejected: the inspector's queryObjects (75 ms and
 * more), module hooks (30 us for every module of the app), Object.assign until the app is loaded (every app
 * pays, and libraries keep it).
 */
export class HonoSearch {
  #left = MAX_SEARCHES;

  /** Runs a request's handler. */
  during<T>(handler: () => T): T {
    if (this.#left === 0) return handler();
    this.#left--;
    const { bind } = Function.prototype;
    const found = () => this.#left = 0;
    const watching = function bind_(this: (...args: unknown[]) => unknown, ...args: unknown[]) {
      if (!isBindingOfRouter(this, args[0])) return Reflect.apply(bind, this, args);
      found();
      return followFrom(args[0], bind);
    };
    Function.prototype.bind = watching as typeof bind;
    try {
      return handler();
    } finally {
      // Unless the app has replaced it meanwhile.
      if (Function.prototype.bind === watching as typeof bind) Function.prototype.bind = bind;
    }
  }
}

function isRouter(value: unknown): value is HonoRouter {
  const router = value as { match?: unknown; add?: unknown } | null | undefined;
  return typeof router?.match === "function" && typeof router.add === "function";
}

function isBindingOfRouter(bound: unknown, router: unknown): router is HonoRouter {
  return typeof router === "object" && isRouter(router) && router.match === bound;
}

/** The match that is under way has its answer already, so it is asked once more, for this request only. */
function followFrom(router: HonoRouter, bind: typeof Function.prototype.bind): unknown {
  followHonoRouter(router);
  const head = (requestInScope() as LoggedRequest | undefined)?.head;
  if (head) {
    try {
      const method = head.method === "HEAD" ? "GET" : head.method;
      router.match(method, decodeURI(head.target.replace(/[?#].*$/s, "")));
    } catch {
      // A path that is no UTF-8: this one request goes without.
    }
  }
  return Reflect.apply(bind, router.match, [router]);
}

function note(matched: Matched): void {
  const request = requestInScope() as LoggedRequest | undefined;
  if (request?.isActive) routeNotes.add(request.head, (status) => routeOf(matched, status));
}

/**
 * Handlers come in the order of registration and the first that answers wins, so the first one that is no
 * middleware counts. app.all() and app.use() look the same: the last without a wildcard answers, if anything
 * was found at all.
 */
function routeOf([handlers]: Matched, status: number): string | undefined {
  // A loop: arrays made by map() and filter() cost every request 10 us.
  let wildEnd: string | undefined;
  let lastMiddleware: string | undefined;
  for (const [[, { method, path }]] of handlers) {
    const isWild = path.endsWith("*");
    if (method === "ALL") lastMiddleware = isWild ? lastMiddleware : path;
    else if (isWild) wildEnd ??= path;
    else return path;
  }
  return wildEnd ?? (status === NOT_FOUND ? undefined : lastMiddleware);
}
