import assert from "node:assert/strict";
import fc from "fast-check";
import { requestBodyEnd } from "./http_body_end.ts";
import { HttpScanner } from "./http_scanner.ts";

const KIND = { startLine: /^[A-Z]+ \S+ HTTP\/1\.[01]$/, bodyEnd: requestBodyEnd };
const CHUNKED = "transfer-encoding: chunked\r\n";

function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** Feeds the text in pieces that end at the given offsets; stops where the scanner does. */
function scan(text: string, cuts: readonly number[] = []) {
  const scanner = new HttpScanner(KIND);
  const bytes = bytesOf(text);
  let taken = 0;
  for (const cut of [...new Set(cuts), bytes.length].sort((a, b) => a - b)) {
    if (cut > taken) taken += scanner.take(bytes.subarray(taken, cut));
    if (scanner.isDone) break;
  }
  return { taken, scanner };
}

Deno.test("take() stops at the end of a message without a body", () => {
  const { taken, scanner } = scan("GET / HTTP/1.1\r\nhost: a\r\n\r\nGET /next");
  assert.equal(taken, 27);
  assert.equal(scanner.isDone, true);
  assert.equal(scanner.head?.field("host"), "a");
});

Deno.test("take() counts a body of known length", () => {
  const text = "PUT / HTTP/1.1\r\ncontent-length: 5\r\n\r\n\r\n\r\n!";
  assert.equal(scan(text).scanner.isDone, true);
  assert.equal(scan(text.slice(0, -1)).scanner.isDone, false);
  assert.equal(scan(`${text}more`).taken, text.length);
});

Deno.test("take() follows chunks, their extensions and trailers", () => {
  const text = `PUT / HTTP/1.1\r\n${CHUNKED}\r\n` +
    "A;ext=1\r\n0\r\n\r\n6789A\r\n2 \r\nhi\r\n00\r\ntrailer: a\r\n\r\n";
  const { taken, scanner } = scan(`${text}GET /`);
  assert.equal(taken, text.length);
  assert.equal(scanner.isDone, true);
});

Deno.test("take() accepts bare line feeds", () => {
  assert.equal(scan("GET / HTTP/1.1\nhost: a\n\nGET").taken, 24);
});

Deno.test("take() is opaque for what is no HTTP/1, as soon as that is certain", () => {
  const others = [
    "\x16\x03",
    "\x80",
    "\r\n",
    "PRI * HTTP/2.0\r\n",
    "GET /\r\n",
    "GET / HTTP/1.1 \x00\r\n",
    `GET / HTTP/1.1\r\nhost: ${"x".repeat(70_000)}`,
    "GET / HTTP/1.1\r\nhost\r\n\r\n",
    `PUT / HTTP/1.1\r\n${CHUNKED}\r\nxyz\r\n`,
    `PUT / HTTP/1.1\r\n${CHUNKED}\r\n1\r\nab\r\n`,
    `PUT / HTTP/1.1\r\n${CHUNKED}\r\n${"0".repeat(5000)}`,
  ];
  for (const text of others) {
    const { taken, scanner } = scan(`${text}`);
    assert.equal(scanner.isOpaque, true, JSON.stringify(text.slice(0, 80)));
    assert.equal(taken, bytesOf(text).length);
    assert.equal(scanner.take(bytesOf("GET / HTTP/1.1\r\n\r\nmore")), 22);
    assert.equal(scanner.isDone, false);
  }
});

Deno.test("take() finds the same end in whatever pieces the bytes come", () => {
  const field = fc.constantFrom("host: a\r\n", "x:\r\n", "accept: text/html, */*\r\n", "y: \r\n");
  const text = fc.constantFrom("", "a", "\r\n", "0\r\n\r\n", "\n\n", "GET / HTTP/1.1\r\n\r\n");
  const message = fc.record({
    fields: fc.array(field, { maxLength: 3 }),
    parts: fc.array(text, { maxLength: 4 }),
    isChunked: fc.boolean(),
  }).map(({ fields, parts, isChunked }) => {
    const body = parts.join("");
    const framing = isChunked ? CHUNKED : `content-length: ${body.length}\r\n`;
    const chunks = parts.filter((part) => part !== "")
      .map((part) => `${part.length.toString(16)}\r\n${part}\r\n`).join("");
    const head = `POST / HTTP/1.1\r\n${fields.join("")}${framing}\r\n`;
    return head + (isChunked ? `${chunks}0\r\n\r\n` : body);
  });
  fc.assert(fc.property(message, fc.array(fc.nat(200)), text, (whole, cuts, rest) => {
    const { taken, scanner } = scan(
      whole + rest,
      cuts.filter((cut) => cut < whole.length + rest.length),
    );
    assert.equal(scanner.isDone, true);
    assert.equal(taken, whole.length);
  }));
});
