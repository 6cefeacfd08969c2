// Routes of apps on node:http: Express leaves the route that answered on the request, other frameworks have
// been asked to (route_koa.ts, route_fastify.ts).
import type { IncomingMessage } from "node:http";
import { privateMap } from "../private_map.ts";
import { routeOfPath } from "./route_of_path.ts";
import type { RouteTeller } from "./route_notes.ts";

/** What Express and its router put on a request. */
interface ExpressRequest {
  readonly route?: { readonly path?: unknown };
  readonly baseUrl?: string;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly next?: unknown;
}

const NOT_FOUND = 404;
const tellerByRequest = privateMap<IncomingMessage, RouteTeller>();

/** `teller` knows the route of `request`. */
export function noteNodeRoute(request: IncomingMessage, teller: RouteTeller): void {
  tellerByRequest.set(request, teller);
}

/** The route of a request at its end; undefined when nobody knows. */
export function nodeRoute(request: IncomingMessage, status: number): string | undefined {
  return tellerByRequest.get(request)?.(status) ??
    expressRoute(request as ExpressRequest, status);
}

function expressRoute({ route, baseUrl, params, next }: ExpressRequest, status: number) {
  const pattern = patternText(route?.path);
  if (pattern === undefined) return undefined;
  // Express puts `next` back when no handler was left: the last route that matched did not answer.
  if (status === NOT_FOUND && next === undefined) return undefined;
  const base = mountPattern(baseUrl ?? "", params ?? {});
  return pattern === "/" && base !== "" ? base : base + pattern;
}

/** "/users/:id"; several patterns of one handler as "/a|/b"; a regular expression as its source. */
function patternText(path: unknown): string | undefined {
  if (typeof path === "string") return path;
  if (path instanceof RegExp) return String(path);
  return Array.isArray(path) && path.length > 0 ? path.map(String).join("|") : undefined;
}

/** Where a router is mounted is known as text only: "/shops/5" for "/shops/:shop". */
function mountPattern(base: string, params: Readonly<Record<string, unknown>>): string {
  const names = new Map(Object.entries(params).map(([name, value]) => [value, name]));
  const segments = base.split("/").map((segment) =>
    names.has(segment) && segment !== "" ? `:${names.get(segment)}` : segment
  );
  return routeOfPath(segments.join("/"));
}
