// The way from an app to the routes of its requests: what a module exports may be asked directly.
import type { RequestHead } from "../request_log.ts";
import { followHonoRouter } from "./route_hono.ts";
import { routeNotes } from "./route_notes.ts";

/** A function that tells the route of a request at its end; `app` is what the module exports, if anything. */
export function routeFinder(app?: unknown): (head: RequestHead) => string {
  followHonoRouter(routerOf(app));
  return (head) => routeNotes.takeRoute(head);
}

function routerOf(app: unknown): unknown {
  try {
    return (app as { router?: unknown } | null | undefined)?.router;
  } catch {
    // Express 4 has a getter there that throws.
    return undefined;
  }
}
