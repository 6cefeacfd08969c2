// The requests of one node:http server, seen by its own `emit`: the app's listeners stay as they are.
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Hosting } from "../deno_serve.ts";
import type { RequestHead } from "../request_log.ts";
import type { Address } from "../servers.ts";
import { hideAgentFrames } from "../app_stack.ts";
import { timers } from "../builtins.ts";
import { NO_UPSTREAM, showClient, upstreamPortOf } from "./node_client.ts";
import { type Emit, followExchange, nameProfile } from "./node_exchange.ts";
import { answerNode } from "./node_media.ts";
import { followUpgrade } from "./node_upgrade.ts";
import { QueuedRequests } from "../queued_requests.ts";
import { HonoSearch } from "../routes/route_hono.ts";
import { nodeRoute } from "../routes/route_node.ts";
import { routeNotes } from "../routes/route_notes.ts";
import { writtenStatus } from "./written_status.ts";

interface Context {
  readonly hosting: Hosting;
  /** The server's own. */
  readonly emit: Emit;
  readonly queued: QueuedRequests;
}

/** What node:http answers when a listener throws. */
const REFUSAL = "HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n";
/** What happens on these sockets later is of no interest to anybody. */
const refused = new WeakSet<Socket>();

/** Logs the requests of `server`; `shown` is its public address if it is the one behind the gate. */
export function followNodeRequests(hosting: Hosting, server: Server, shown?: Address): void {
  const emit = server.emit.bind(server) as Emit;
  const search = new HonoSearch();
  const context: Context = {
    hosting,
    emit: (event, ...args) => search.during(() => emit(event, ...args)),
    queued: new QueuedRequests(),
  };
  server.emit = function serveEvent(event: string, ...args: unknown[]): boolean {
    switch (event) {
      case "connection":
      case "secureConnection":
        if (shown) showClient(args[0] as Socket, hosting.clients, shown);
        return emit(event, ...args);
      case "request":
      case "checkContinue":
      case "checkExpectation":
        // Before Deno 2.9 no connection is told, and each request has a socket of its own.
        if (shown) showClient((args[0] as IncomingMessage).socket, hosting.clients, shown);
        return onceClientIsKnown(context, args, () => serveExchange(context, event, args));
      case "upgrade":
      case "connect":
        return onceClientIsKnown(context, args, () => serveUpgrade(context, event, args));
      case "clientError":
        return refused.has(args[1] as Socket) || emit(event, ...args);
      default:
        return emit(event, ...args);
    }
  } as typeof server.emit;
}

/**
 * The gate says who is there when it connects, but a request may win the race. To wait as soon as the connection
 * is there was tried: then its first request is no longer parsed by Deno's own reader, which handles what
 * listeners throw.
 */
function onceClientIsKnown(context: Context, args: unknown[], serve: () => void): true {
  const [request, response] = args as [IncomingMessage, unknown];
  const upstreamPort = upstreamPortOf(request);
  const arrival = upstreamPort === NO_UPSTREAM
    ? undefined
    : context.hosting.clients.arrival(upstreamPort);
  if (!arrival) serve();
  else arrival.then(serve).catch((error) => refuse(context, error, { request, response }));
  return true;
}

function serveExchange(context: Context, event: string, args: unknown[]): void {
  const { hosting: { log, media }, emit, queued } = context;
  const [request, response] = args as [IncomingMessage, ServerResponse];
  const logged = log.begin(headOf(request));
  routeNotes.add(logged.head, (status) => nodeRoute(request, status));
  if (logged.isProfiled) nameProfile(response, logged);
  followExchange(log, logged, { request, response });
  const failed = () => {
    const statusWritten = response.headersSent
      ? () => response.statusCode
      : refusalOn(request, response);
    const end = () => {
      const status = statusWritten() ?? 0;
      routeNotes.setStatus(logged.head, status);
      log.end(logged, { status, responseBytes: -1, outcome: "failed", isDelivered: false });
    };
    // Whoever answers does it in this turn.
    if (rejectionOf(response)) end();
    else timers.setImmediate(end);
  };
  try {
    const turn: void | Promise<void> = log.run(logged, () => {
      if (answerNode(media, request, response)) return;
      queued.watch(request, logged);
      emit(event, ...args);
    });
    turn?.catch((error) => {
      failed();
      refuse(context, error, { request, response });
    });
  } catch (error) {
    hideAgentFrames(error);
    failed();
    throw error;
  }
}

/** HTTP/2 lets nobody write to its sockets. */
function refusalOn(
  { httpVersionMajor, socket }: IncomingMessage,
  response: ServerResponse,
): () => number | undefined {
  if (rejectionOf(response)) return () => 500;
  return httpVersionMajor === 1 ? writtenStatus(socket) : () => undefined;
}

/**
 * In Deno 2.7 a response settles what Deno.serve waits for. Rejected, that is what an error in a listener does there:
 * the error is printed, and the client gets a 500.
 */
function rejectionOf(response: unknown): ((error: unknown) => void) | undefined {
  const { _resolve } = response as { _resolve?: (answer: Promise<never>) => void };
  return _resolve && ((error) => _resolve(Promise.reject(error)));
}

/** The socket is the app's now; the request lasts as long as it does. */
function serveUpgrade({ hosting, emit }: Context, event: string, args: unknown[]): void {
  const [request, socket] = args as [IncomingMessage, Socket];
  const logged = hosting.log.begin(headOf(request));
  const isWebSocket = request.headers.upgrade?.toLowerCase() === "websocket";
  const handler = () => void emit(event, ...args);
  followUpgrade(hosting.log, logged, { socket, isWebSocket, handler });
}

/**
 * What Deno's node:http does with an error that a listener throws, for a listener that its parser has not called:
 * since Deno 2.9 the error is lost, and the client is to blame.
 */
function refuse(
  { emit }: Context,
  error: unknown,
  { request, response }: { request: IncomingMessage; response: unknown },
): void {
  hideAgentFrames(error);
  const reject = rejectionOf(response);
  if (reject) return reject(error);
  const { socket } = request;
  refused.add(socket);
  const blame = Object.assign(new Error("Parse Error: Parse Error"), { code: "HPE_ERROR" });
  if (emit("clientError", blame, socket)) return;
  if ((response as Partial<ServerResponse>).headersSent) socket.destroy();
  else socket.end(REFUSAL);
}

function headOf(request: IncomingMessage): RequestHead {
  const { headers, method, url, httpVersion } = request;
  return {
    method: method ?? "GET",
    target: url ?? "/",
    host: headers.host ?? headers[":authority"]?.toString() ?? "",
    protocol: `HTTP/${httpVersion}`,
    upstreamPort: upstreamPortOf(request),
  };
}
