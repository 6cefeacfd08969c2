import assert from "node:assert/strict";
import { requestBodyEnd, responseBodyEnd } from "./http_body_end.ts";
import { HttpHead } from "./http_head.ts";

function head(...fields: string[]): HttpHead {
  return new HttpHead(["START", ...fields, "", ""].join("\r\n"));
}

Deno.test("requestBodyEnd() follows the length or the chunks, and has no body otherwise", () => {
  assert.equal(requestBodyEnd(head("host: a")), 0);
  assert.equal(requestBodyEnd(head("content-length: 12")), 12);
  assert.equal(requestBodyEnd(head("transfer-encoding: chunked")), "chunked");
  assert.equal(requestBodyEnd(head("transfer-encoding: gzip, Chunked")), "chunked");
});

Deno.test("requestBodyEnd() is opaque where programs disagree", () => {
  const unclear = [
    ["content-length: 1", "transfer-encoding: chunked"],
    ["content-length: 1", "content-length: 2"],
    ["content-length: -1"],
    ["content-length: 0x10"],
    ["content-length:"],
    ["content-length: 99999999999999999999"],
    ["transfer-encoding: gzip"],
    ["transfer-encoding: chunked, gzip"],
    ["transfer-encoding: xchunked"],
    ["no field"],
  ];
  for (const fields of unclear) {
    assert.equal(requestBodyEnd(head(...fields)), "opaque", `${fields}`);
  }
});

Deno.test("responseBodyEnd() depends on the status and the method", () => {
  const length = head("content-length: 7");
  assert.equal(responseBodyEnd(length, 200, "GET"), 7);
  assert.equal(responseBodyEnd(length, 200, "HEAD"), 0);
  assert.equal(responseBodyEnd(length, 304, "GET"), 0);
  assert.equal(responseBodyEnd(head(), 204, "GET"), 0);
  assert.equal(responseBodyEnd(head(), 103, "GET"), 0);
  assert.equal(responseBodyEnd(head(), 101, "GET"), "opaque");
  assert.equal(responseBodyEnd(length, 200, "CONNECT"), "opaque");
  assert.equal(responseBodyEnd(length, 403, "CONNECT"), 7);
});

Deno.test("responseBodyEnd() ends with the connection when nothing else says where", () => {
  assert.equal(responseBodyEnd(head(), 200, "GET"), "close");
  assert.equal(responseBodyEnd(head("transfer-encoding: gzip"), 200, "GET"), "close");
  assert.equal(responseBodyEnd(head("transfer-encoding: chunked"), 200, "GET"), "chunked");
  const both = head("transfer-encoding: chunked", "content-length: 3");
  assert.equal(responseBodyEnd(both, 200, "GET"), "opaque");
});
