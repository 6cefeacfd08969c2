import assert from "node:assert/strict";
import { HttpHead } from "./http_head.ts";

Deno.test("HttpHead reads the start line and fields without regard to case", () => {
  const head = new HttpHead("GET /a HTTP/1.1\r\nHOST:  a b \t\r\nX-Empty:\r\n\r\n");
  assert.equal(head.startLine, "GET /a HTTP/1.1");
  assert.equal(head.isValid, true);
  assert.equal(head.field("host"), "a b");
  assert.equal(head.field("x-empty"), "");
  assert.equal(head.field("accept"), null);
});

Deno.test("HttpHead joins repeated fields", () => {
  const head = new HttpHead("GET / HTTP/1.1\nConnection: Keep-Alive\nconnection: x ,CLOSE\n\n");
  assert.equal(head.field("connection"), "Keep-Alive, x ,CLOSE");
  assert.equal(head.lists("connection", "close"), true);
  assert.equal(head.lists("connection", "keep-alive"), true);
  assert.equal(head.lists("connection", "clos"), false);
  assert.equal(head.lists("upgrade", "close"), false);
});

Deno.test("HttpHead is invalid where programs disagree what a line means", () => {
  for (const line of ["no colon", ": no name", " folded: line", "space : before colon", "é: a"]) {
    assert.equal(new HttpHead(`GET / HTTP/1.1\r\na: b\r\n${line}\r\n\r\n`).isValid, false, line);
  }
});
