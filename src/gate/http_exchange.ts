// One request and its answer on a connection, followed byte by byte: whether it may be sent, is answered, can be
// repeated, and whether the connection outlives it. No I/O.

import { requestBodyEnd, responseBodyEnd } from "./http_body_end.ts";
import { HttpHead } from "./http_head.ts";
import { HttpScanner } from "./http_scanner.ts";

const REQUEST_LINE = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+) \S+ HTTP\/1\.[01]$/;
const STATUS_LINE = /^HTTP\/1\.[01] ([1-9]\d\d)( .*)?$/;
const REQUEST = { startLine: REQUEST_LINE, bodyEnd: requestBodyEnd };

/** Follows one exchange. Opaque ones (TLS, HTTP/2, upgrades, whatever is unclear) last as long as the connection. */
export class HttpExchange {
  /** Offset of the first byte in the client's stream. */
  readonly start: number;
  /** `performance.now()` when that byte was read. */
  readonly arrivedMs: number;
  readonly #request = new HttpScanner(REQUEST);
  #response = this.#nextResponse();
  #status = 0;
  #isOpaque = false;
  #isResponseStarted = false;

  constructor(start: number, arrivedMs: number) {
    this.start = start;
    this.arrivedMs = arrivedMs;
  }

  /** The request's head; null until it is complete, and when there is none. */
  get requestHead(): HttpHead | null {
    return this.#request.head;
  }

  get method(): string {
    return this.requestHead ? REQUEST_LINE.exec(this.requestHead.startLine)?.[1] ?? "" : "";
  }

  /** Bytes pass uninterpreted from here on, in both directions. */
  get isOpaque(): boolean {
    return this.#isOpaque || this.#request.isOpaque;
  }

  /** The server agreed to another protocol: this request is answered although its bytes go on. */
  get isUpgraded(): boolean {
    return this.#status === 101;
  }

  /** Only a request whose head is complete is sent: until then nobody knows what it is. */
  get isSendable(): boolean {
    return this.requestHead !== null || this.isOpaque;
  }

  get isRequestDone(): boolean {
    return !this.isOpaque && this.#request.isDone;
  }

  /** Some byte of the final response has been seen, so the request must not be asked again. Interim ones (1xx) do not count. */
  get isResponseStarted(): boolean {
    return this.#isResponseStarted;
  }

  get isResponseDone(): boolean {
    return !this.isOpaque && this.#response.isDone;
  }

  /** Whether both sides expect another request on this connection (RFC 9112 section 9.3). */
  get keepsAlive(): boolean {
    return isLasting(this.#request.head) && isLasting(this.#response.head);
  }

  becomeOpaque(): void {
    this.#isOpaque = true;
  }

  /** Takes the client's bytes that belong to this request and returns their count. */
  takeRequest(bytes: Uint8Array): number {
    return this.isOpaque ? bytes.length : this.#request.take(bytes);
  }

  /** Takes what the server sent after this request. Bytes beyond the response make the exchange opaque. */
  takeResponse(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length;) {
      this.#isResponseStarted = true;
      if (this.isOpaque || this.#response.isDone) return this.becomeOpaque();
      at += this.#response.take(bytes.subarray(at));
      if (this.#response.isOpaque) this.becomeOpaque();
      else if (this.#response.isDone && this.#status < 200) this.#awaitFinalResponse();
    }
  }

  #awaitFinalResponse(): void {
    this.#isResponseStarted = false;
    this.#response = this.#nextResponse();
  }

  #nextResponse(): HttpScanner {
    return new HttpScanner({
      startLine: STATUS_LINE,
      bodyEnd: (head) => {
        this.#status = Number(STATUS_LINE.exec(head.startLine)?.[1]);
        return responseBodyEnd(head, this.#status, this.method);
      },
    });
  }
}

function isLasting(head: HttpHead | null): boolean {
  if (head === null || head.lists("connection", "close")) return false;
  return !/ HTTP\/1\.0$|^HTTP\/1\.0/.test(head.startLine) || head.lists("connection", "keep-alive");
}
