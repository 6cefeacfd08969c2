// Stands in for listen() of node:http, node:https and node:http2 servers: one patch point covers Express,
// Fastify, Koa and everything else on them. Each server's own `emit` then shows its requests.
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { ListenOptions, Socket } from "node:net";
import type { Hosting } from "./deno_serve.ts";
import type { LoggedRequest, RequestHead } from "./request_log.ts";
import { http, net } from "./builtins.ts";
import { enter } from "./owner_tracker.ts";
import { answerNode } from "./node_media.ts";

type Emit = (event: string, ...args: unknown[]) => boolean;
type Listen = (this: Server, ...args: unknown[]) => Server;
/** The connection's port on the gate's side, kept because the app sees the true client. */
const upstreamPorts = new WeakMap<Socket, number>();

/** Replaces listen() of every HTTP server that the app makes. */
export function interceptNodeHttp(hosting: Hosting): void {
  // Before 2.9 http.Server has a listen() of its own.
  for (const prototype of new Set<object>([net.Server.prototype, http.Server.prototype])) {
    if (!Object.hasOwn(prototype, "listen")) continue;
    const owner = prototype as { listen: Listen };
    const listen = owner.listen;
    owner.listen = function (this: Server, ...args: unknown[]) {
      const isOurs = isHttpServer(this) && !Object.hasOwn(this, "emit");
      return isOurs ? listenBehindGate(hosting, this, listen, args) : listen.apply(this, args);
    };
  }
}

function isHttpServer(server: Server): boolean {
  if (server as object instanceof http.Server) return true;
  const name = server.constructor?.name ?? "";
  return /^(Http2|Http2Secure)?Server(Impl)?$/.test(name) && server.listenerCount("request") > 0;
}

function listenBehindGate(hosting: Hosting, server: Server, listen: Listen, args: unknown[]) {
  const { servers, clients } = hosting;
  const [options, callback] = listenOptions(args);
  if (options.path !== undefined || "fd" in options || "_handle" in options) {
    return listen.call(server, options, callback);
  }
  const { isFirst, shown } = servers.announce({
    hostname: options.host ?? "0.0.0.0",
    port: options.port ?? 0,
  }, "node:http server");
  const realAddress = server.address.bind(server);
  const family = shown.hostname.includes(":") ? "IPv6" : "IPv4";
  server.address = () => ({ address: shown.hostname, port: shown.port, family });
  server.prependListener("connection", (socket: Socket) => showClient(socket, clients));
  const forget = servers.add(() => closeServer(server));
  server.once("close", forget);
  server.once("listening", () => {
    const address = realAddress();
    if (address === null || typeof address === "string") return;
    const secure = "cert" in server || "_sharedCreds" in server;
    servers.listening({ port: address.port, isFirst, secure });
  });
  followRequests(hosting, server);
  return listen.call(server, { ...options, host: "127.0.0.1", port: 0 }, callback);
}

/** Node's overloads: (options, callback), (port, host, backlog, callback), (path, callback). */
function listenOptions(args: unknown[]): [ListenOptions, unknown] {
  const rest = [...args];
  const callback = typeof rest.at(-1) === "function" ? rest.pop() : undefined;
  const [first, host] = rest;
  if (first !== null && typeof first === "object") return [{ ...first }, callback];
  if (typeof first === "string" && Number.isNaN(Number(first))) return [{ path: first }, callback];
  const port = first === undefined || first === null ? 0 : Number(first);
  return [typeof host === "string" ? { port, host } : { port }, callback];
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections?.();
  });
}

function showClient(socket: Socket, clients: Hosting["clients"]): void {
  const upstreamPort = socket.remotePort ?? 0;
  const gate = socket.remoteAddress;
  upstreamPorts.set(socket, upstreamPort);
  Object.defineProperties(socket, {
    remoteAddress: { get: () => clients.get(upstreamPort)?.hostname ?? gate, configurable: true },
    remotePort: { get: () => clients.get(upstreamPort)?.port ?? upstreamPort, configurable: true },
  });
}

function followRequests(hosting: Hosting, server: Server): void {
  const emit = server.emit.bind(server) as Emit;
  server.emit = function serveEvent(event: string, ...args: unknown[]): boolean {
    const isRequest = event === "request" || event === "checkContinue";
    if (!isRequest) return emit(event, ...args);
    const [request, response] = args as [IncomingMessage, ServerResponse];
    const upstreamPort = upstreamPorts.get(request.socket) ?? 0;
    const arrival = hosting.clients.arrival(upstreamPort);
    if (arrival) {
      arrival.then(() => serveEvent(event, ...args));
      return true;
    }
    const logged = hosting.log.begin(headOf(request, upstreamPort));
    if (logged.isProfiled) response.setHeader("X-Profile-Id", String(logged.id));
    followExchange(hosting, logged, request, response);
    return runHandler(hosting, logged, response, () => {
      if (!answerNode(hosting.media, request, response)) emit(event, request, response);
    });
  } as typeof server.emit;
}

function runHandler(
  { log }: Hosting,
  logged: LoggedRequest,
  response: ServerResponse,
  handler: () => void,
): true {
  const failed = () => {
    const { statusCode: status } = response;
    log.end(logged, { status, responseBytes: -1, outcome: "failed", isDelivered: false });
  };
  try {
    const result: void | Promise<void> = log.run(logged, handler);
    if (result instanceof Promise) {
      result.catch((error) => {
        failed();
        // As if thrown where node calls the listener: uncaught, the app's own handlers decide.
        queueMicrotask(() => {
          throw error;
        });
      });
    }
  } catch (error) {
    failed();
    throw error;
  }
  return true;
}

function headOf(request: IncomingMessage, upstreamPort: number): RequestHead {
  return {
    method: request.method ?? "GET",
    target: request.url ?? "/",
    host: request.headers.host ?? "",
    protocol: `HTTP/${request.httpVersion}`,
    upstreamPort,
  };
}

/**
 * Events of the request and the response run for the request: in Deno 2.9.6 they carry the context of the
 * connection's first request, or none. Their ends are seen here too, without listeners of ours.
 */
function followExchange(
  { log }: Hosting,
  logged: LoggedRequest,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  for (const emitter of [request, response]) {
    const emit = emitter.emit.bind(emitter) as Emit;
    emitter.emit = ((event: string, ...args: unknown[]) => {
      const result = logged.isActive
        ? enter(logged, () => emit(event, ...args))
        : emit(event, ...args);
      if (emitter === response && (event === "finish" || event === "close")) end(event);
      return result;
    }) as typeof emitter.emit;
  }
  function end(event: string) {
    const outcome = event === "finish" || response.writableFinished ? "completed" : "aborted";
    const responseBytes = Number(response.getHeader("content-length") ?? -1);
    log.end(logged, { status: response.statusCode, responseBytes, outcome, isDelivered: true });
  }
}
