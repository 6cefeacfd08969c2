// Stands in for listen() of node:http, node:https and node:http2 servers: one patch point covers Express,
// Fastify, Koa and everything else on them.
import type { Server } from "node:http";
import type { ListenOptions } from "node:net";
import type { Hosting } from "../deno_serve.ts";
import type { RequestLog } from "../request_log.ts";
import { http, net, timers } from "../builtins.ts";
import { showPublicAddress } from "./node_public.ts";
import { followNodeRequests } from "./node_requests.ts";
import { followFastify } from "../routes/route_fastify.ts";
import { followKoa } from "../routes/route_koa.ts";
import { followOak } from "../routes/route_oak.ts";
import { whenPortIsFree } from "../when_port_is_free.ts";

/** What the gate had sent before the drain has been read by then, and its connection is not idle. */
const SETTLE_MS = 10;

type Listen = (this: Server, ...args: unknown[]) => Server;

/** A server that is followed already, when it listens for the first time or again. */
interface Followed {
  readonly isFirst: boolean;
  /** It is told to listen now, for the server with the public address. */
  listens(options: ListenOptions): void;
}

/** Replaces listen() of every HTTP server that the app makes. */
export function interceptNodeHttp(hosting: Hosting): void {
  const followedByServer = new WeakMap<Server, Followed>();
  // listen() of node:http ends in that of node:net.
  let inListen: Server | undefined;
  followKoa();
  followFastify();
  // Before 2.9 http.Server has a listen() of its own.
  for (const prototype of new Set<object>([net.Server.prototype, http.Server.prototype])) {
    if (!Object.hasOwn(prototype, "listen")) continue;
    const owner = prototype as { listen: Listen };
    const listen = owner.listen;
    owner.listen = function (this: Server, ...args: unknown[]) {
      const [options, callback] = listenOptions(args);
      const isOurs = inListen === this;
      if (isOurs || !isHttpServer(this) || isElsewhere(options)) return listen.apply(this, args);
      followOak();
      let followed = followedByServer.get(this);
      if (!followed) followedByServer.set(this, followed = follow(hosting, this, options));
      inListen = this;
      try {
        if (followed.isFirst) {
          followed.listens(options);
          const behindGate = { ...options, host: "127.0.0.1", port: 0, ipv6Only: false };
          return listen.call(this, behindGate, callback);
        }
        untilPortIsFree(options);
        return listen.apply(this, args);
      } finally {
        inListen = undefined;
      }
    };
  }
}

function isHttpServer(server: Server): boolean {
  if (server as object instanceof http.Server) return true;
  const name = server.constructor?.name ?? "";
  return /^(Http2|Http2Secure)?Server(Impl)?$/.test(name) && server.listenerCount("request") > 0;
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

/** Not on a port: the gate has no part in it. */
function isElsewhere(options: ListenOptions): boolean {
  return options.path !== undefined || "fd" in options || "_handle" in options;
}

function follow(hosting: Hosting, server: Server, options: ListenOptions): Followed {
  const { servers } = hosting;
  const wanted = { hostname: options.host ?? "0.0.0.0", port: options.port ?? 0 };
  const { isFirst, shown, vacate } = servers.announce(wanted, "node:http server");
  const listens = isFirst ? showPublicAddress(server, servers, shown) : () => {};
  const forget = servers.add(() => closeServer(server, hosting.log));
  server.once("close", () => {
    forget();
    vacate();
  });
  followNodeRequests(hosting, server, isFirst ? shown : undefined);
  return { isFirst, listens };
}

/** As long as it makes sense: what is wrong with an address is node's to say. */
function untilPortIsFree({ host, port = 0 }: ListenOptions): void {
  if (port === 0) return;
  try {
    whenPortIsFree(() => Deno.listen({ hostname: host ?? "::", port })).close();
  } catch {
    // It will be said in a moment.
  }
}

/** Connections that are idle now, and those that are when all requests are answered: node:http waits for them all. */
async function closeServer(server: Server, log: RequestLog): Promise<void> {
  // Before Deno 2.9 close() makes the answers to requests in flight close the connections of their clients.
  if (!(server instanceof net.Server)) await settled(log);
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  closeAgain(server, closed);
  await settle();
  server.closeIdleConnections?.();
  await log.idle();
  server.closeIdleConnections?.();
  await closed;
}

/** All is answered, and the answers have left. */
async function settled(log: RequestLog): Promise<void> {
  await settle();
  await log.idle();
  await settle();
}

function settle(): Promise<void> {
  return new Promise((resolve) => timers.setTimeout(resolve, SETTLE_MS));
}

/** When the app closes it at its end, that is no mistake (ERR_SERVER_NOT_RUNNING): it is the first to do so. */
function closeAgain(server: Server, closed: Promise<void>): void {
  const { close } = server;
  server.close = (closedByApp?: (error?: Error) => void): Server => {
    server.close = close;
    void closed.then(() => closedByApp?.());
    return server;
  };
}
