// Conditions and ranges of RFC 9110, header by header.
import assert from "node:assert/strict";
import { mediaReply } from "./media_reply.ts";

const mtime = new Date("2026-11-22T07:46:00.250Z");
const modified = "Sun, 22 Nov 2026 07:46:00 GMT";
const facts = { size: 100, mtime, type: "text/css; charset=utf-8" };

function reply(headers: Record<string, string> = {}, method = "GET") {
  return mediaReply(new Request("http://h/a.css", { method, headers }), facts);
}

const tag = reply().headers.get("ETag")!;

Deno.test("mediaReply() sends the whole file with its validators", () => {
  const { status, headers, range } = reply();
  assert.equal(status, 200);
  assert.deepEqual(range, { start: 0, end: 100 });
  assert.match(tag, /^W\/"[0-9a-f-]+"$/);
  assert.deepEqual(Object.fromEntries(headers), {
    "accept-ranges": "bytes",
    "content-length": "100",
    "content-type": "text/css; charset=utf-8",
    "etag": tag,
    "last-modified": modified,
  });
});

Deno.test("mediaReply() changes the ETag with size and with milliseconds of the time", () => {
  const request = new Request("http://h/");
  const tags = [facts, { ...facts, size: 101 }, { ...facts, mtime: new Date(+mtime + 1) }]
    .map((each) => mediaReply(request, each).headers.get("ETag"));
  assert.equal(new Set(tags).size, 3);
});

Deno.test("mediaReply() does without a time where the file system has none", () => {
  const { status, headers } = mediaReply(
    new Request("http://h/", { headers: { "If-Modified-Since": modified } }),
    { ...facts, mtime: null },
  );
  assert.equal(status, 200);
  assert.equal(headers.has("Last-Modified"), false);
});

Deno.test("mediaReply() answers 304 when the browser has this version", () => {
  const known = [tag, tag.slice(2), `"x", ${tag} , "y"`, `W/"a,b",${tag}`, " * "];
  for (const tags of known) {
    const { status, headers, range } = reply({ "If-None-Match": tags });
    assert.equal(status, 304, tags);
    assert.equal(range, undefined);
    assert.deepEqual([...headers.keys()], ["etag", "last-modified"]);
  }
});

Deno.test("mediaReply() sends the file when no tag fits", () => {
  for (const tags of [`"x"`, "", tag.slice(3, -1), `"${tag.slice(3, -2)}"`]) {
    assert.equal(reply({ "If-None-Match": tags }).status, 200, tags);
  }
});

Deno.test("mediaReply() goes by the date when there is no tag", () => {
  assert.equal(reply({ "If-Modified-Since": modified }).status, 304);
  assert.equal(reply({ "If-Modified-Since": "Sun, 22 Nov 2026 07:46:01 GMT" }).status, 304);
  assert.equal(reply({ "If-Modified-Since": "Sun, 22 Nov 2026 07:45:59 GMT" }).status, 200);
  assert.equal(reply({ "If-Modified-Since": "yesterday" }).status, 200);
});

Deno.test("mediaReply() forgets the date when there is a tag", () => {
  assert.equal(reply({ "If-None-Match": `"x"`, "If-Modified-Since": modified }).status, 200);
});

Deno.test("mediaReply() sends a part", () => {
  const { status, headers, range } = reply({ Range: "bytes=10-19" });
  assert.equal(status, 206);
  assert.deepEqual(range, { start: 10, end: 20 });
  assert.equal(headers.get("Content-Range"), "bytes 10-19/100");
  assert.equal(headers.get("Content-Length"), "10");
});

Deno.test("mediaReply() says how long the file is when a range lies behind it", () => {
  const { status, headers, range } = reply({ Range: "bytes=100-" });
  assert.equal(status, 416);
  assert.equal(headers.get("Content-Range"), "bytes */100");
  assert.equal(range, undefined);
});

Deno.test("mediaReply() checks conditions before the range", () => {
  assert.equal(reply({ Range: "bytes=100-", "If-None-Match": tag }).status, 304);
});

Deno.test("mediaReply() continues a download only if exactly our date is in If-Range", () => {
  const earlier = "Sun, 22 Nov 2026 07:45:59 GMT";
  const later = "Sun, 22 Nov 2026 07:46:01 GMT";
  assert.equal(reply({ Range: "bytes=1-", "If-Range": modified }).status, 206);
  for (const condition of [earlier, later, tag, tag.slice(2), "*", ""]) {
    assert.equal(reply({ Range: "bytes=1-", "If-Range": condition }).status, 200, condition);
  }
});

Deno.test("mediaReply() gives HEAD the headers of the whole file and no body", () => {
  const { status, headers, range } = reply({ Range: "bytes=1-" }, "HEAD");
  assert.equal(status, 200);
  assert.deepEqual([...headers], [...reply().headers]);
  assert.equal(range, undefined);
});

Deno.test("mediaReply() has no body for an empty file", () => {
  const { status, headers, range } = mediaReply(new Request("http://h/"), { ...facts, size: 0 });
  assert.equal(status, 200);
  assert.equal(headers.get("Content-Length"), "0");
  assert.equal(range, undefined);
});
