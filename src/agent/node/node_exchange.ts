// Events of a request and its response run for the request: in Deno 2.9.6 they carry the context of the
// connection's first request, or none. The ends are seen here too, without listeners of ours.
import type { IncomingMessage, ServerResponse } from "node:http";
import type { LoggedRequest, RequestLog } from "../request_log.ts";
import { http } from "../builtins.ts";
import { isOpenEnded, openEnded } from "../open_ended.ts";
import { enter } from "../owner_tracker.ts";
import { profileHeaders } from "../profile_headers.ts";
import { routeNotes } from "../routes/route_notes.ts";

/** Deno 2.7 sends every head of HTTP/1 by this method, and mostly without writeHead(). */
const HAS_RESPOND = "respond" in http.ServerResponse.prototype;

/** An emitter's own emit(). */
export type Emit = (event: string, ...args: unknown[]) => boolean;

/**
 * Names the profile in a header. As late as possible: the app shall not see it among its own headers, and
 * Koa takes all headers back before it answers an error.
 */
export function nameProfile(response: ServerResponse, logged: LoggedRequest): void {
  const methods = response as unknown as Record<string, (...args: unknown[]) => unknown>;
  const name = HAS_RESPOND && response instanceof http.ServerResponse ? "respond" : "writeHead";
  const sendHead = methods[name]!;
  Object.defineProperty(response, name, {
    value: function (this: ServerResponse, ...args: unknown[]) {
      if (!this.headersSent) setProfileHeaders(this, logged);
      return sendHead.apply(this, args);
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
  // Deno 2.7 looks after the client only for those who listen.
  if (HAS_RESPOND && response instanceof http.ServerResponse) response.on("close", () => {});
  const forget = openEnded.add(() => isEndless(response) && response.end());
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
function isEndless(response: ServerResponse): boolean {
  if (!response.headersSent) return false;
  const { _header: sent } = response as unknown as { readonly _header?: unknown };
  const types = [response.getHeader("content-type"), /^content-type:(.*)/im.exec(`${sent}`)?.[1]];
  return types.some((type) => isOpenEnded(String(type)));
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
