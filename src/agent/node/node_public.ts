// The node:http server behind the gate, as the app sees it: with the public address, and listening when it is told to.
import type { Server } from "node:http";
import type { ListenOptions } from "node:net";
import type { Address, Servers } from "../servers.ts";

/**
 * Shows `shown` as the address of `server` and tells `servers` of the real one. The returned function is to be called
 * with the app's options before each listen(): without a host node listens at once, but the loopback address that the
 * server is given is looked up first, and until then it would have no address and could not be closed.
 */
export function showPublicAddress(
  server: Server,
  servers: Servers,
  shown: Address,
): (options: ListenOptions) => void {
  const address = server.address.bind(server);
  const close = server.close.bind(server);
  const family = shown.hostname.includes(":") ? "IPv6" : "IPv4";
  let isListening = false;
  server.address = () =>
    (isListening || address()) && { address: shown.hostname, port: shown.port, family };
  server.close = (callback) => {
    if (!isListening || address() !== null) return close(callback);
    server.once("listening", () => close(callback));
    return server;
  };
  server.on("close", () => isListening = false);
  server.on("listening", () => {
    const real = address();
    if (real === null || typeof real === "string") return;
    servers.listening({ port: real.port, isFirst: true, secure: isSecure(server) });
  });
  return ({ host }) => isListening = host === undefined;
}

/** Which of them is there depends on the version of Deno and on the kind of server. */
function isSecure(server: Server): boolean {
  const { _encrypted } = server as { _encrypted?: boolean };
  return "cert" in server || "_sharedCreds" in server || _encrypted === true;
}
