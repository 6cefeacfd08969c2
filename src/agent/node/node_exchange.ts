// Events of a request and its response run for the request: in Deno 2.9.6 they carry the context of the
// connection's first request, or none. The ends are seen here too, without listeners of ours.
import type { IncomingMessage, ServerResponse } from "node:http";
import type { LoggedRequest, RequestLog } from "../request_log.ts";
import { openEnded } from "../open_ended.ts";
import { enter } from "../owner_tracker.ts";
import { profileHeaders } from "../profile_headers.ts";
import { routeNotes } from "../routes/route_notes.ts";

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
      if (!this.headersSent) setProfileHeaders(this, logged);
      return writeHead.apply(this, args);
    },
    configurable: true,
    writable: true,
  });
}

function setProfileHeaders(response: ServerResponse, { id }: LoggedRequest): void {
  response.setHeader("X-Profile-Id", String(id));
  if (profileHeaders.url === "") return;
  response.appendHeader("Server-Timing", profileHeaders.serverTiming(id));
}

/** Ends `logged` when the last byte of the response has left, or never will. */
export function followExchange(
  log: RequestLog,
  logged: LoggedRequest,
  { request, response }: { request: IncomingMessage; response: ServerResponse },
): void {
  const forget = openEnded.add(() => isEventStream(response) && response.end());
  emitFor(logged, request);
  emitFor(logged, response, (event) => {
    if (event !== "finish" && event !== "close") return;
    forget();
    const { statusCode: status } = response;
    const outcome = event === "finish" || response.writableFinished ? "completed" : "aborted";
    const responseBytes = Number(response.getHeader("content-length") ?? -1);
    routeNotes.setStatus(logged.head, status);
    log.end(logged, { status, responseBytes, outcome, isDelivered: true });
  });
}

/** In Deno, getHeader() does not know what was given to writeHead(); the head that was sent does. */
function isEventStream(response: ServerResponse): boolean {
  const head = `content-type: ${response.getHeader("content-type")}\r\n` +
    (response as unknown as { readonly _header?: unknown })._header;
  return response.headersSent && /^content-type: *text\/event-stream/im.test(head);
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
