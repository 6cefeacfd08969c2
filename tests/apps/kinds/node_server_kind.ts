// The kind that needs a server of its own: requests of node:http, whose events carry no request by themselves.
import http from "node:http";
import net from "node:net";
import { burnsOf } from "./burn.ts";

/** Burn functions of the kind "node_http". */
export const NODE_HTTP_STEPS = 5;

/** Starts the server; resolves to its loopback port. */
export async function serveNodeKind(): Promise<number> {
  const server = http.createServer((request, response) => {
    const burn = burnsOf("node_http", new URL(request.url!, "http://localhost").searchParams);
    burn(1, 1);
    request.on("data", () => burn(2, 1));
    request.on("end", () => {
      burn(3, 1);
      setTimeout(() => {
        response.write("one ", () => burn(4, 1));
        response.on("finish", () => burn(5, 1));
        response.end("two");
      }, 2);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
  // Not server.address(): a host may show the address that it was asked for.
  const address = net.Server.prototype.address.call(server) as net.AddressInfo;
  return address.port;
}
