import assert from "node:assert/strict";
import { gateResponse } from "./gate_response.ts";

const decoder = new TextDecoder();

Deno.test("gateResponse() counts the body in bytes and closes the connection", () => {
  const text = decoder.decode(gateResponse({ status: 502, body: "äö", method: "GET" }));
  const [head, body] = text.split("\r\n\r\n");
  assert.deepEqual(head!.split("\r\n"), [
    "HTTP/1.1 502 Bad Gateway",
    "content-type: text/plain; charset=utf-8",
    "content-length: 4",
    "cache-control: no-store",
    "connection: close",
  ]);
  assert.equal(body, "äö");
});

Deno.test("gateResponse() sends no body in answer to HEAD", () => {
  const text = decoder.decode(gateResponse({ status: 503, body: "text", method: "HEAD" }));
  assert.match(text, /\r\ncontent-length: 4\r\n/);
  assert.ok(text.endsWith("\r\n\r\n"));
});
