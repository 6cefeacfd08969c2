// The way from an app to the routes of its requests: what a module exports may be asked directly.
import type { RequestHead } from "./request_log.ts";
import { followHonoRouter } from "./route_hono.ts";
import { routeNotes } from "./route_notes.ts";

/** A function that tells the route of a request at its end; `app` is what the module exports, if anything. */
export function routeFinder(app?: unknown): (head: RequestHead) => string {
  const router = (app as { router?: unknown } | null | undefined)?.router;
  followHonoRouter(router);
  return (head) => routeNotes.routeOf(head);
}
