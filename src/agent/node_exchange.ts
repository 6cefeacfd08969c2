// Events of a request and its response run for the request: in Deno 2.9.6 they carry the context of the
// connection's first request, or none. The ends are seen here too, without listeners of ours.
import type { IncomingMessage, ServerResponse } from "node:http";
import type { LoggedRequest, RequestLog } from "./request_log.ts";
import { enter } from "./owner_tracker.ts";
import { routeNotes } from "./route_notes.ts";

/** An emitter's own emit(). */
export type Emit = (event: string, ...args: unknown[]) => boolean;

/**
 * Names the profile in a header. As late as possible: the app shall not see it among its own headers, and
 * Koa takes all headers back before it answers an error.
 */
export function nameProfile(response: ServerResponse, logged: LoggedRequest): void {
  const { writeHead } = response;
  Object.defineProperty(response, "writeHead", {
    value: function (this: ServerResponse, ...args: Parameters<typeof writeHead>) {
      if (!this.headersSent) this.setHeader("X-Profile-Id", String(logged.id));
      return writeHead.apply(this, args);
    },
    configurable: true,
    writable: true,
  });
}

/** Ends `logged` when the last byte of the response has left, or never will. */
export function followExchange(
  log: RequestLog,
  logged: LoggedRequest,
  { request, response }: { request: IncomingMessage; response: ServerResponse },
): void {
  emitFor(logged, request);
  emitFor(logged, response, (event) => {
    if (event !== "finish" && event !== "close") return;
    const { statusCode: status } = response;
    const outcome = event === "finish" || response.writableFinished ? "completed" : "aborted";
    const responseBytes = Number(response.getHeader("content-length") ?? -1);
    routeNotes.setStatus(logged.head, status);
    log.end(logged, { status, responseBytes, outcome, isDelivered: true });
  });
}

/** Lets `emitter` emit for `logged`; `emitted` hears of each event when its listeners have run. */
export function emitFor(
  logged: LoggedRequest,
  emitter: { emit: unknown },
  emitted: (event: string) => void = () => {},
): void {
  const emit = (emitter.emit as Emit).bind(emitter);
  emitter.emit = (event: string, ...args: unknown[]) => {
    const result = logged.isActive
      ? enter(logged, () => emit(event, ...args))
      : emit(event, ...args);
    emitted(event);
    return result;
  };
}
