// Requests that nobody means well with, made from a seed: paths that want out of a folder, bytes that move a
// terminal's cursor, framing on which two servers might disagree, and plain noise.
import { Dice } from "../dice.ts";

/** Bytes for one connection. */
export interface HostileExchange {
  readonly bytes: Uint8Array;
  /** How many requests somebody might see in them. */
  readonly requests: number;
  /** The client goes away without waiting for an answer. */
  readonly isRude: boolean;
}

/** Texts are latin-1: each character is a byte. */
const BIDI = "\xe2\x80\xae";
const PIECES = [
  "..",
  ".",
  "/",
  "//",
  "\\",
  "%2e%2e",
  "%2f",
  "%5c",
  "..%2f..%2f",
  "..;",
  "%00",
  "%0d%0aX: y",
  "%1b[31m",
  "\x1b[2J",
  "\x1b]0;owned\x07",
  "\x9b31m",
  "%c2%9b",
  BIDI,
  "%e2%80%ae",
  "%e2%80%a8",
  "\xff\xfe",
  "%c0%ae",
  "%ed%a0%80",
  "etc/passwd",
  "proc/self/environ",
  "C:",
  "CON",
  "nul.txt",
  ".ssh",
  "a",
  "b".repeat(300),
  "{path}",
  "<duration>",
  "$(id)",
  "`id`",
  "<script>alert(1)</script>",
  "'\"",
  "%",
  "%zz",
  "*",
  "?",
  "#",
  "&token=x",
  " ",
  "\t",
  "~root",
  "callgrind.out",
  ".tmp",
  "-rf",
] as const;
const METHODS = [
  "GET",
  "GET",
  "GET",
  "POST",
  "HEAD",
  "PUT",
  "DELETE",
  "OPTIONS",
  "TRACE",
  "CONNECT",
  "PRI",
  "get",
  "G\x1bET",
  "../GET",
  "M-SEARCH",
  "X".repeat(500),
  "",
] as const;
const HEADERS = [
  "Host: ../../../../tmp/owned",
  "Host: a\x1b[31mb",
  "Host: user:hunter2@evil.example",
  "Host: " + "h".repeat(2000),
  "Host:",
  "X-Forwarded-For: \x1b[2J",
  "Transfer-Encoding: chunked",
  "Transfer-Encoding: xchunked",
  "Transfer-Encoding : chunked",
  "Transfer-Encoding: identity, chunked",
  "Transfer-Encoding:\x0bchunked",
  "Content-Length: 5",
  "Content-Length: 6",
  "Content-Length: -1",
  "Content-Length: 99999999999999999999",
  "Content-Length: 5, 5",
  "Content-Length: 0x5",
  "Connection: close",
  "Connection: keep-alive, X-Profile-Id",
  "Connection: Upgrade",
  "Upgrade: websocket",
  "Upgrade: h2c",
  "HTTP2-Settings: AAMAAABkAAQAAP__",
  "Sec-WebSocket-Key: \x00",
  "Expect: 100-continue",
  "Expect: 200-ok",
  "Range: bytes=0-,-1",
  "Cookie: " + "c".repeat(4000),
  "no colon",
  " folded: yes",
  "X-Null: a\x00b",
  "X-High: \xff\xfe",
  ": empty",
] as const;
const BODIES = [
  "",
  "",
  "hello",
  "0\r\n\r\n",
  "5\r\nhello\r\n0\r\n\r\n",
  "ffffffffffffffff\r\nx",
  "-1\r\nx\r\n",
  "5;ext=\x1b\r\nhello\r\n0\r\nTrailer: x\r\n\r\n",
  "1\r\nGET / HTTP/1.1\r\n\r\n",
  "hello" + "GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n",
  "0\r\n\r\n" + "GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n",
] as const;

/** The exchange of that number; always the same. */
export function hostileExchange(number: number): HostileExchange {
  const dice = new Dice(number);
  const isRude = dice.chance(10);
  if (dice.chance(5)) {
    const noise = Uint8Array.from({ length: dice.below(2000) }, () => dice.below(256));
    return { bytes: noise, requests: 1, isRude };
  }
  const requests = dice.chance(20) ? 1 + dice.below(5) : 1;
  const text = Array.from({ length: requests }, () => request(dice)).join("");
  const whole = Uint8Array.from(text, (character) => character.charCodeAt(0));
  const bytes = dice.chance(10) ? whole.subarray(0, dice.below(whole.length + 1)) : whole;
  return { bytes, requests, isRude };
}

function request(dice: Dice): string {
  const method = dice.pick(METHODS);
  const version = dice.pick([
    "HTTP/1.1",
    "HTTP/1.1",
    "HTTP/1.1",
    "HTTP/1.0",
    "HTTP/9.9",
    "HTP",
    "",
  ]);
  const end = dice.chance(95) ? "\r\n" : "\n";
  const headers = dice.chance(80) ? ["Host: localhost"] : [];
  while (dice.chance(45)) headers.push(dice.pick(HEADERS));
  const head = [`${method} ${target(dice)} ${version}`, ...headers].join(end);
  return head + end + end + dice.pick(BODIES);
}

function target(dice: Dice): string {
  const pieces: string[] = [];
  while (dice.chance(70)) pieces.push(dice.pick(PIECES));
  if (dice.chance(3)) pieces.push("?" + "q=1&".repeat(dice.below(5000)));
  const start = dice.pick(["/", "/", "/", "/", "", "*", "http://evil.example/", "//", "\\"]);
  return start + pieces.join(dice.pick(["", "/", "%2f", "&"]));
}
