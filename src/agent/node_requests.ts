// The requests of one node:http server, seen by its own `emit`: the app's listeners stay as they are.
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Hosting } from "./deno_serve.ts";
import type { RequestHead } from "./request_log.ts";
import type { Address } from "./servers.ts";
import { hideAgentFrames } from "./app_stack.ts";
import { showClient, upstreamPortOf } from "./node_client.ts";
import { type Emit, followExchange, nameProfile } from "./node_exchange.ts";
import { answerNode } from "./node_media.ts";
import { followUpgrade } from "./node_upgrade.ts";
import { HonoSearch } from "./route_hono.ts";
import { nodeRoute } from "./route_node.ts";
import { routeNotes } from "./route_notes.ts";

interface Context {
  readonly hosting: Hosting;
  /** The server's own. */
  readonly emit: Emit;
}

/** What node:http answers when a listener throws. */
const REFUSAL = "HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n";
const BAD_REQUEST = 400;

/** Logs the requests of `server`; `shown` is its public address if it is the one behind the gate. */
export function followNodeRequests(hosting: Hosting, server: Server, shown?: Address): void {
  const emit = server.emit.bind(server) as Emit;
  const search = new HonoSearch();
  const context: Context = {
    hosting,
    emit: (event, ...args) => search.during(() => emit(event, ...args)),
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
        return onceClientIsKnown(context, args, () => serveRequest(context, event, args));
      case "upgrade":
      case "connect":
        return onceClientIsKnown(context, args, () => serveUpgrade(context, event, args));
      default:
        return emit(event, ...args);
    }
  } as typeof server.emit;
}

function onceClientIsKnown(context: Context, args: unknown[], serve: () => void): true {
  const [request, response] = args as [IncomingMessage, ServerResponse | undefined];
  const upstreamPort = upstreamPortOf(request);
  const arrival = upstreamPort === 0 ? undefined : context.hosting.clients.arrival(upstreamPort);
  if (!arrival) serve();
  else arrival.then(serve).catch((error) => refuse(context, request, response, error));
  return true;
}

function serveRequest({ hosting, emit }: Context, event: string, args: unknown[]): void {
  const { log, media } = hosting;
  const [request, response] = args as [IncomingMessage, ServerResponse];
  const logged = log.begin(headOf(request));
  routeNotes.add(logged.head, (status) => nodeRoute(request, status));
  if (logged.isProfiled) nameProfile(response, logged);
  followExchange(log, logged, { request, response });
  const failed = () => {
    const status = response.headersSent ? response.statusCode : BAD_REQUEST;
    routeNotes.setStatus(logged.head, status);
    log.end(logged, { status, responseBytes: -1, outcome: "failed", isDelivered: false });
  };
  try {
    const turn: void | Promise<void> = log.run(logged, () => {
      if (!answerNode(media, request, response)) emit(event, ...args);
    });
    turn?.catch((error) => {
      failed();
      refuse({ hosting, emit }, request, response, error);
    });
  } catch (error) {
    hideAgentFrames(error);
    failed();
    throw error;
  }
}

/** The socket is the app's now; the request lasts as long as it does. */
function serveUpgrade({ hosting, emit }: Context, event: string, args: unknown[]): void {
  const [request, socket] = args as [IncomingMessage, Socket];
  const logged = hosting.log.begin(headOf(request));
  followUpgrade(hosting.log, logged, socket, () => emit(event, ...args));
}

/**
 * What Deno's node:http does with an error that a listener throws, for the cases in which the listener was not
 * called by the parser.
 */
function refuse(
  { emit }: Context,
  { socket }: IncomingMessage,
  response: ServerResponse | undefined,
  error: unknown,
): void {
  hideAgentFrames(error);
  if (emit("clientError", error, socket)) return;
  if (response?.headersSent) socket.destroy();
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
