// Who is behind a connection of node:http: the app reads it off the socket, which comes from the gate.
import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import type { Clients } from "../clients.ts";
import type { Address } from "../servers.ts";

/** A property, not a WeakMap: HTTP/2 shows the app a proxy of the socket. */
const UPSTREAM_PORT = Symbol("port of the gate");

/** For connections that do not come from the gate. */
export const NO_UPSTREAM = 0;

/** Makes `socket` look as if the client had connected to the address that the app believes to have; once is enough. */
export function showClient(socket: Socket, clients: Clients, shown: Address): void {
  if (upstreamPortOf({ socket }) !== NO_UPSTREAM) return;
  const { remotePort: upstreamPort = 0, remoteAddress, remoteFamily } = socket;
  const client = () => clients.get(upstreamPort);
  const views = {
    remoteAddress: () => client()?.hostname ?? remoteAddress,
    remotePort: () => client()?.port ?? upstreamPort,
    remoteFamily: () => client()?.hostname.includes(":") ? "IPv6" : remoteFamily,
    localPort: () => shown.port,
    [UPSTREAM_PORT]: () => upstreamPort,
  };
  for (const name of Reflect.ownKeys(views) as (keyof typeof views)[]) {
    Object.defineProperty(socket, name, { get: views[name], configurable: true });
  }
}

/** The gate's port of the connection that `request` came on; NO_UPSTREAM when it is not from the gate. */
export function upstreamPortOf({ socket }: Pick<IncomingMessage, "socket">): number {
  const { [UPSTREAM_PORT]: port } = socket as { [UPSTREAM_PORT]?: number };
  return port ?? NO_UPSTREAM;
}
