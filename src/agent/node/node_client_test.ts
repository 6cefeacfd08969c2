// A socket from the gate shows who is behind it.
import assert from "node:assert/strict";
import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import { Clients } from "../clients.ts";
import { showClient, upstreamPortOf } from "./node_client.ts";

const PUBLIC = { hostname: "0.0.0.0", port: 8000 };

function socketFromGate(): Socket {
  return {
    remoteAddress: "127.0.0.1",
    remotePort: 40_000,
    remoteFamily: "IPv4",
    localPort: 50_000,
  } as unknown as Socket;
}

Deno.test("showClient() shows the client as soon as it is known, and the gate until then", () => {
  const clients = new Clients();
  const socket = socketFromGate();
  showClient(socket, clients, PUBLIC);
  const shown = () => [socket.remoteAddress, socket.remotePort, socket.remoteFamily];
  assert.deepEqual(shown(), ["127.0.0.1", 40_000, "IPv4"]);
  clients.set(40_000, { hostname: "192.0.2.7", port: 1234 });
  assert.deepEqual(shown(), ["192.0.2.7", 1234, "IPv4"]);
  clients.set(40_000, { hostname: "2001:db8::7", port: 1234 });
  assert.deepEqual(shown(), ["2001:db8::7", 1234, "IPv6"]);
  assert.equal(socket.localPort, 8000);
});

Deno.test("showClient() may be called for each request of a connection", () => {
  const clients = new Clients();
  const socket = socketFromGate();
  clients.set(40_000, { hostname: "192.0.2.7", port: 1234 });
  for (let i = 0; i < 3; i++) showClient(socket, clients, PUBLIC);
  assert.deepEqual([socket.remoteAddress, socket.remotePort], ["192.0.2.7", 1234]);
  assert.equal(upstreamPortOf({ socket }), 40_000, "not the client's");
});

Deno.test("upstreamPortOf() knows the gate's port, also through HTTP/2's view of a socket", () => {
  const socket = socketFromGate();
  showClient(socket, new Clients(), PUBLIC);
  const requestOn = (socket: Socket) => ({ socket }) as unknown as IncomingMessage;
  assert.equal(upstreamPortOf(requestOn(socket)), 40_000);
  assert.equal(upstreamPortOf(requestOn(new Proxy(socket, {}))), 40_000);
  assert.equal(upstreamPortOf(requestOn(socketFromGate())), 0, "not from the gate");
});
