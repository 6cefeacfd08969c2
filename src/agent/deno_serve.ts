// Stands in for Deno.serve: same overloads, same results, but the server listens on a loopback port of
// its own behind the gate, and every request is logged. Covers Deno.serve, `export default { fetch }`,
// Hono and all that builds on them.
import type { Clients } from "./clients.ts";
import type { Address, Servers } from "./servers.ts";
import type { LoggedRequest, RequestHead, RequestLog } from "./request_log.ts";
import { hideAgentFrames } from "./app_stack.ts";
import { originals, timers } from "./builtins.ts";
import { checkedResponse } from "./checked_response.ts";
import { NO_UPSTREAM } from "./node/node_client.ts";
import { withoutSites } from "./owner_tracker.ts";
import { isOpenEnded, openEnded } from "./open_ended.ts";
import { bodyKind, type BodyProgress, followBody } from "./response_body.ts";
import { profileHeaders } from "./profile_headers.ts";
import { QueuedRequests } from "./queued_requests.ts";
import { routeFinder } from "./routes/route_finder.ts";
import { HonoSearch } from "./routes/route_hono.ts";
import { routeNotes } from "./routes/route_notes.ts";
import { followOak } from "./routes/route_oak.ts";
import { noteWebSockets, socketOf } from "./web_sockets.ts";
import { whenPortIsFree } from "./when_port_is_free.ts";

/** What the interception needs to know of the rest of the agent. */
export interface Hosting {
  readonly servers: Servers;
  readonly clients: Clients;
  readonly log: RequestLog;
  /** Answers requests for static files; undefined when the app shall answer. */
  readonly media: (request: Request) => Promise<Response> | undefined;
}

type Info = Deno.ServeHandlerInfo<Deno.NetAddr>;
type Handler = (request: Request, info: Info) => Answer;
type OnError = (error: unknown) => Answer;
interface Options extends Record<string, unknown> {
  hostname?: string;
  port?: number;
  handler?: Handler;
  onListen?: (address: Deno.NetAddr) => void;
  onError?: OnError;
}

const DEFAULT_ADDRESS: Address = { hostname: "0.0.0.0", port: 8000 };
/** Makes `deno run` host `export default { fetch }`; it has been read when the agent is loaded. */
const AUTO_SERVE_VARIABLE = "DENO_AUTO_SERVE";
/** Of RFC 6455's registry of close codes: clients connect again. */
const SERVICE_RESTART = 1012;
/** What the gate had sent before the drain has been read by then. */
const SETTLE_MS = 10;
/** The process that comes next waits for the ports of its other servers. */
const MAX_QUIET_MS = 200;
/** The app may replace the global, and its method. */
const NativePromise = Promise;
const { then } = Promise.prototype;

/** Replaces Deno.serve for the app. */
export function interceptDenoServe(hosting: Hosting): void {
  Deno.env.delete(AUTO_SERVE_VARIABLE);
  hosting.log.routeOf = routeFinder();
  noteWebSockets();
  const serve = (first: unknown, second?: unknown): unknown => {
    const [options, handler] = overload(first, second);
    if (typeof handler !== "function" || "path" in options || "cid" in options) {
      // Not ours to judge: Deno says what is wrong, or serves a Unix or vsock address natively.
      return (originals.serve as (...args: unknown[]) => unknown)(first, second);
    }
    try {
      followOak();
    } catch {
      // It looks at who calls, in a stack that the app may format as it likes.
    }
    return serveFollowed(hosting, options, handler);
  };
  Object.defineProperty(Deno, "serve", {
    value: serve,
    configurable: true,
    writable: true,
    enumerable: true,
  });
}

function overload(first: unknown, second: unknown): [Options, Handler | undefined] {
  if (typeof first === "function") return [{}, first as Handler];
  const options = (first ?? {}) as Options;
  return [options, typeof second === "function" ? second as Handler : options.handler];
}

function serveFollowed(hosting: Hosting, options: Options, handler: Handler) {
  const wanted = {
    hostname: options.hostname ?? DEFAULT_ADDRESS.hostname,
    port: options.port ?? DEFAULT_ADDRESS.port,
  };
  const { isFirst, shown, vacate } = hosting.servers.announce(wanted, "Deno.serve");
  let server: Deno.HttpServer;
  try {
    server = isFirst
      ? serveBehindGate(hosting, { options, handler, shown })
      : serveBeside(hosting, options, handler);
  } catch (error) {
    vacate();
    throw error;
  }
  const forget = hosting.servers.add(async () => {
    await untilQuiet(hosting.log, isFirst);
    await server.shutdown();
  });
  if (isFirst) beforeShutdown(server, vacate);
  server.finished.finally(() => {
    forget();
    vacate();
  });
  return server;
}

function serveBehindGate(
  hosting: Hosting,
  { options, handler, shown }: { options: Options; handler: Handler; shown: Address },
) {
  const { handler: _handler, onError, onListen, reusePort: _reusePort, ...rest } = options;
  const secure = "cert" in options && "key" in options;
  const followed = followRequests(hosting, { handler, onError, isBehindGate: true });
  const server = originals.serve({
    ...rest,
    hostname: "127.0.0.1",
    port: 0,
    onListen(address: Deno.NetAddr) {
      hosting.servers.listening({ port: address.port, isFirst: true, secure });
      if (onListen && !isDenosOwn(onListen)) onListen.call(options, { ...address, ...shown });
    },
  } as Deno.ServeTcpOptions, followed as Deno.ServeHandler);
  Object.defineProperty(server, "addr", { value: { ...server.addr, ...shown } });
  return server;
}

/**
 * Before shutdown(), which takes the rest of their bodies away from requests in flight ("Cannot read body as
 * underlying resource unavailable"). The gate sends no more requests, but a port of its own is to be free soon.
 */
async function untilQuiet(log: RequestLog, isFirst: boolean): Promise<void> {
  const pause = (ms: number) => new Promise<void>((resolve) => timers.setTimeout(resolve, ms));
  if (!isFirst) return await Promise.race([log.idle(), pause(MAX_QUIET_MS)]);
  await pause(SETTLE_MS);
  await log.idle();
  // In Deno 2.7 an answer leaves later than its request ends here, and would close the client's connection.
  await pause(SETTLE_MS);
}

/** Who awaits shutdown() goes on before anybody who awaits `finished`, and may serve again at once. */
function beforeShutdown(server: Deno.HttpServer, act: () => void): void {
  const { shutdown } = server;
  Object.defineProperty(server, "shutdown", {
    value: () => {
      act();
      return shutdown.call(server);
    },
    configurable: true,
    writable: true,
  });
}

/** Only one server can have the public address; every other one listens where it wants to. */
function serveBeside(hosting: Hosting, options: Options, handler: Handler) {
  const { handler: _handler, onError, ...rest } = options;
  const followed = followRequests(hosting, { handler, onError, isBehindGate: false });
  return whenPortIsFree(() =>
    originals.serve(rest as Deno.ServeTcpOptions, followed as Deno.ServeHandler)
  );
}

/** Deno hosts exported handlers with a line of its own about the address; ours has said it already. */
function isDenosOwn(onListen: (address: Deno.NetAddr) => void): boolean {
  return String(onListen).includes("deno serve");
}

/** Wraps a handler. Two parameters: Deno leaves out the request for handlers that take none. */
function followRequests(
  hosting: Hosting,
  { handler, onError, isBehindGate }: {
    handler: Handler;
    onError: OnError | undefined;
    isBehindGate: boolean;
  },
): Handler {
  const { clients, log } = hosting;
  const search = new HonoSearch();
  const queued = new QueuedRequests();
  const handle = (request: Request, info: Info, logged: LoggedRequest) => {
    queued.watch(request, logged);
    return search.during(() => handler(request, info));
  };

  return function serveRequest(request: Request, info: Info): Response | Promise<Response> {
    const upstreamPort = isBehindGate ? info.remoteAddr.port : NO_UPSTREAM;
    const arrival = isBehindGate ? clients.arrival(upstreamPort) : undefined;
    if (arrival) return arrival.then(() => serveRequest(request, info));
    const logged = log.begin(headOf(request, upstreamPort));
    const shownInfo = withClient(info, clients.get(upstreamPort));
    const finish = (response: Response, outcome: Outcome) =>
      finishResponse({ log, logged, response: checkedResponse(response), info, outcome });
    const fail = (error: unknown) => {
      hideAgentFrames(error);
      if (!onError) return abandon(log, logged, error);
      return andThen(() => onError(error), {
        done: (response) => finish(response, "failed"),
        failed: (another) => abandon(log, logged, another),
      });
    };
    return log.run(
      logged,
      () =>
        andThen(() => hosting.media(request) ?? handle(request, shownInfo, logged), {
          done: (response) => finish(response, "completed"),
          failed: fail,
        }),
    );
  };
}

type Outcome = "completed" | "failed";
type Answer = Response | Promise<Response>;

/** Like await, but what is synchronous stays so: an added turn would change the order of things. */
function andThen(
  work: () => Answer,
  { done, failed }: { done(response: Response): Answer; failed(error: unknown): Answer },
): Answer {
  const doneOrFailed = (response: Response) => {
    try {
      return done(response);
    } catch (error) {
      return failed(error);
    }
  };
  let answer: Answer;
  try {
    answer = work();
  } catch (error) {
    return failed(error);
  }
  if (!isThenable(answer)) return doneOrFailed(answer);
  const promise = answer instanceof NativePromise ? answer : NativePromise.resolve(answer);
  return withoutSites(() => Reflect.apply(then, promise, [doneOrFailed, failed]));
}

/** Also a promise of a library, or of another realm. */
function isThenable(answer: Answer): answer is Promise<Response> {
  return typeof (answer as Promise<Response> | undefined)?.then === "function";
}

function headOf(request: Request, upstreamPort: number): RequestHead {
  const { url, method, headers } = request;
  const authority = url.indexOf("//") + 2;
  const path = url.indexOf("/", authority);
  const host = headers.get("host");
  return {
    method,
    target: url.slice(path),
    host: host ?? url.slice(authority, path),
    // Deno does not tell. HTTP/2 has no Host header, and HTTP/1.1 always has one.
    protocol: host === null ? "HTTP/2.0" : "HTTP/1.1",
    upstreamPort,
  };
}

function withClient(info: Info, client: Address | undefined): Info {
  return client ? new ClientInfo(info, client) : info;
}

/** A class, because a getter in an object literal makes V8 keep the request until the next full collection. */
class ClientInfo {
  readonly #info: Info;
  readonly remoteAddr: Deno.NetAddr;

  constructor(info: Info, client: Address) {
    this.#info = info;
    this.remoteAddr = { transport: "tcp", ...client };
  }

  get completed(): Promise<void> {
    return this.#info.completed;
  }
}

/** Ends the request: now, or when its stream or socket has ended. */
function finishResponse(
  { log, logged, response, info, outcome }: {
    log: RequestLog;
    logged: LoggedRequest;
    response: Response;
    info: Info;
    outcome: Outcome;
  },
): Response {
  const { status } = response;
  routeNotes.setStatus(logged.head, status);
  const socket = socketOf(response);
  if (socket) {
    const forget = openEnded.add(() => socket.close(SERVICE_RESTART, "Service Restart"));
    socket.addEventListener("close", () => {
      forget();
      log.end(logged, { status, responseBytes: -1, outcome, isDelivered: true });
    });
    return response;
  }
  const body = bodyKind(response);
  if (!body.isStream) {
    log.end(logged, { status, responseBytes: body.bytes, outcome, isDelivered: false });
    return withProfileId(response, logged);
  }
  const progress: BodyProgress = { bytes: 0, isCancelled: false };
  const followed = followBody(response, logged, progress);
  const isEndless = isOpenEnded(response.headers.get("content-type"));
  const forget = isEndless ? openEnded.add(() => progress.end?.()) : undefined;
  const end = (ending: Outcome | "aborted") => {
    forget?.();
    log.end(logged, { status, responseBytes: progress.bytes, outcome: ending, isDelivered: true });
  };
  // Deno resolves it also for a stream that was cancelled because the client is gone.
  info.completed.then(() => end(progress.isCancelled ? "aborted" : outcome), () => end("aborted"));
  return withProfileId(followed, logged);
}

/** The handler failed and the app has no onError: Deno prints the error and answers 500. */
function abandon(log: RequestLog, logged: LoggedRequest, error: unknown): never {
  hideAgentFrames(error);
  routeNotes.setStatus(logged.head, 500);
  log.end(logged, { status: 500, responseBytes: -1, outcome: "failed", isDelivered: false });
  throw error;
}

function withProfileId(response: Response, logged: LoggedRequest): Response {
  if (!logged.isProfiled) return response;
  try {
    profileHeaders.set(response.headers, logged);
    return response;
  } catch {
    // Immutable headers: a response of fetch(), Response.redirect() or Response.error().
    return response.status < 200 ? response : copyWithProfileId(response, logged);
  }
}

function copyWithProfileId(response: Response, logged: LoggedRequest): Response {
  try {
    const headers = new originals.Headers(response.headers);
    profileHeaders.set(headers, logged);
    const { status, statusText } = response;
    return new originals.Response(response.body, { status, statusText, headers });
  } catch {
    // The app has changed what headers are: its response matters more than our name.
    return response;
  }
}
