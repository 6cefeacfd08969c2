import assert from "node:assert/strict";
import { HttpExchange } from "./http_exchange.ts";

function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function exchange(request: string, ...responses: string[]): HttpExchange {
  const result = new HttpExchange(0, 0);
  result.takeRequest(bytesOf(request));
  for (const response of responses) result.takeResponse(bytesOf(response));
  return result;
}

const GET = "GET / HTTP/1.1\r\nhost: a\r\n\r\n";
const OK = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";

Deno.test("HttpExchange may be sent once its head is complete", () => {
  assert.equal(exchange("GET / HTTP/1.1\r\nhost: a\r\n").isSendable, false);
  const upload = exchange("PUT / HTTP/1.1\r\ncontent-length: 5\r\n\r\nab");
  assert.equal(upload.isSendable, true);
  assert.equal(upload.isRequestDone, false);
  assert.equal(upload.method, "PUT");
  assert.equal(upload.takeRequest(bytesOf("cdeGET")), 3);
  assert.equal(upload.isRequestDone, true);
});

Deno.test("HttpExchange is answered by a whole final response", () => {
  const whole = exchange(GET, OK.slice(0, 5), OK.slice(5, -1));
  assert.deepEqual([whole.isResponseStarted, whole.isResponseDone], [true, false]);
  whole.takeResponse(bytesOf("k"));
  assert.deepEqual([whole.isResponseDone, whole.keepsAlive, whole.isOpaque], [true, true, false]);
});

Deno.test("HttpExchange has not begun to be answered by interim responses", () => {
  const interim = "HTTP/1.1 100 Continue\r\n\r\n";
  assert.equal(exchange(GET, interim).isResponseStarted, false);
  assert.equal(exchange(GET, interim.slice(0, 9)).isResponseStarted, true);
  assert.equal(exchange(GET, interim + interim).isResponseStarted, false);
  assert.equal(exchange(GET, interim + OK.slice(0, 1)).isResponseStarted, true);
  assert.equal(exchange(GET, interim + OK).isResponseDone, true);
});

Deno.test("HttpExchange expects no body after HEAD", () => {
  const head = exchange("HEAD / HTTP/1.1\r\nhost: a\r\n\r\n", OK.slice(0, -2));
  assert.deepEqual([head.isResponseDone, head.isOpaque], [true, false]);
});

Deno.test("HttpExchange outlives the connection only where both sides agree", () => {
  const keepsAlive = (request: string, response: string) => exchange(request, response).keepsAlive;
  const close = "connection: close\r\n\r\n";
  const old = "GET / HTTP/1.0\r\n\r\n";
  const oldKeep = "GET / HTTP/1.0\r\nconnection: Keep-Alive\r\n\r\n";
  const keep = OK.replace("\r\n", "\r\nconnection: keep-alive\r\n");
  assert.equal(keepsAlive(GET, OK), true);
  assert.equal(keepsAlive(GET.replace("\r\n\r\n", `\r\n${close}`), OK), false);
  assert.equal(keepsAlive(GET, OK.replace("\r\n\r\n", `\r\n${close}`)), false);
  assert.equal(keepsAlive(old, OK), false);
  assert.equal(keepsAlive(oldKeep, keep), true);
  assert.equal(keepsAlive(oldKeep, keep.replace("1.1", "1.0")), true);
  assert.equal(keepsAlive(GET, OK.replace("1.1", "1.0")), false);
});

Deno.test("HttpExchange is opaque after an upgrade, and answered", () => {
  const upgraded = exchange(GET, "HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\n\r\n\x81\x01a");
  assert.deepEqual([upgraded.isOpaque, upgraded.isUpgraded], [true, true]);
  assert.equal(upgraded.isRequestDone, false, "the client's bytes go on");
  assert.equal(upgraded.takeRequest(bytesOf("GET / HTTP/1.1\r\n\r\nmore")), 22);
});

Deno.test("HttpExchange is opaque when the server says more or other than a response", () => {
  assert.equal(exchange(GET, OK + "x").isOpaque, true);
  assert.equal(exchange(GET, OK, "x").isOpaque, true);
  assert.equal(exchange(GET, "SSH-2.0-OpenSSH\r\n").isOpaque, true);
  assert.equal(exchange("\x16\x03\x01").isSendable, true);
});
