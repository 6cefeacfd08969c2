// One client connection, spliced to whichever child serves now. Requests go to a child one at a time, the next when the
// one before is answered: so between any two of them the connection can move on to another child, and at most one
// request is in doubt when a child dies. (Pipelined requests gain nothing from more: servers answer them in order.)
// Two loops run: client -> buffer, and child -> client; #forward moves from the buffer to the child when there is news.

import { gateResponse } from "./gate_response.ts";
import { GateSignal } from "./gate_signal.ts";
import { GateSocket } from "./gate_socket.ts";
import type { ClientAddress, GateEvents, GateState } from "./gate_state.ts";
import { HttpExchange } from "./http_exchange.ts";
import { SpliceBuffer } from "./splice_buffer.ts";
import { SpliceLink } from "./splice_link.ts";

/** Sent bytes of a request kept to send it again, and unsent ones accepted ahead of the child. */
const BUFFER_BYTES = 262_144;
/** How long a client may take to read the answer and hang up after we have. */
const LINGER_MS = 2000;
/** Tries per state of the gate, 0, 0, 20, 40, ... 1280 ms apart: the supervisor hears of a child's end meanwhile. */
const MAX_TRIES = 9;

const ENDED = "The server process ended while it handled this request (see the terminal)\n";
const SILENT = "The server process does not answer (see the terminal)\n";
const STOPPING = "The server is shutting down\n";

/** What a splice needs of its gate. */
export interface SpliceHost {
  state(): GateState;
  readonly events: GateEvents;
  /** The splice has no unanswered request any more, or has closed. */
  settled(): void;
}

/** Lives from accept to close; owns both connections. */
export class Splice {
  readonly #host: SpliceHost;
  readonly #client: GateSocket;
  readonly #address: ClientAddress;
  readonly #buffer = new SpliceBuffer();
  readonly #changed = new GateSignal();
  readonly #room = new GateSignal();
  #exchange: HttpExchange | null = null;
  #link: SpliceLink | null = null;
  /** Offset in the client's stream up to which the child has got the bytes ... */
  #sent = 0;
  /** ... and up to which they are known to belong to the exchange. */
  #scanned = 0;
  #lastReadMs = 0;
  #isForwarding = false;
  #isWaiting = false;
  #isClientEnded = false;
  /** The last bytes for the client are on their way: what it still sends is read and thrown away. */
  #isLeaving = false;
  #isClosed = false;
  #isAnswerDelivered = false;
  #lingerTimer: ReturnType<typeof setTimeout> | undefined;
  #tries = 0;
  #triedState: GateState | null = null;

  constructor(conn: Deno.TcpConn, host: SpliceHost) {
    this.#client = new GateSocket(conn);
    this.#address = this.#client.remoteAddress;
    this.#host = host;
  }

  /** The client has sent something that no one has answered; an upgraded connection is answered. */
  get isUnanswered(): boolean {
    return this.#exchange !== null && !this.#exchange.isUpgraded && !this.#isLeaving;
  }

  /** Both sides may still say something: a request is unanswered, or the connection was upgraded. */
  get isBusy(): boolean {
    return this.#exchange !== null && !this.#isLeaving;
  }

  /** A request waits for a child. */
  get isHeld(): boolean {
    return this.#isWaiting;
  }

  get hasUpstream(): boolean {
    return this.#link !== null;
  }

  /** What is kept of the client's stream, 512 KiB and a read at most. */
  get bufferedBytes(): number {
    return this.#buffer.end - this.#buffer.start;
  }

  /** Resolves when both connections are closed. */
  async run(): Promise<void> {
    while (!this.#isClosed && await this.#readClient());
    while (!this.#isClosed) await this.#changed.wait();
  }

  /** The gate's state is another one now. */
  stateChanged(): void {
    this.#changed.notify();
    if (this.#exchange?.isSendable) return;
    if (this.#host.state().kind === "closing") this.close();
    else if (!this.#isLinkCurrent()) this.#dropLink();
  }

  /** Closes at once, whatever is in flight. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = this.#isLeaving = true;
    clearTimeout(this.#lingerTimer);
    this.#dropLink();
    this.#client.close();
    this.#changed.notify();
    this.#room.notify();
    this.#host.settled();
  }

  /** False at the end of the client's stream. */
  async #readClient(): Promise<boolean> {
    const bytes = await this.#client.read();
    if (bytes === null) {
      this.#endClient();
      return false;
    }
    if (this.#isLeaving) return true;
    this.#lastReadMs = performance.now();
    this.#buffer.push(bytes);
    void this.#forward();
    while (this.#buffer.end - this.#sent >= BUFFER_BYTES && !this.#isLeaving) {
      await this.#room.wait();
    }
    return true;
  }

  /**
   * An end may be the half-close of a client that still listens, so it is passed on and the child decides, as without
   * the gate. While a request waits for a child it counts as gone: else every impatient reload would run later.
   */
  #endClient(): void {
    this.#isClientEnded = true;
    const isLingering = this.#lingerTimer !== undefined;
    if (this.#client.isBroken || isLingering || this.#isWaiting) this.close();
    else void this.#forward();
  }

  /** Sends what can be sent; called after everything that may have changed that. */
  async #forward(): Promise<void> {
    if (this.#isForwarding) return;
    this.#isForwarding = true;
    try {
      for (let next = this.#nextToSend(); next !== null; next = this.#nextToSend()) {
        const link = await this.#linkFor(next);
        // It may have been lost since, in the turn that the await takes: what is written to it then is gone for good.
        if (link !== null && link === this.#link) await this.#send(link, next);
      }
      if (this.#isClientEnded && !this.#isLeaving && this.#sent === this.#buffer.end) {
        this.#passEnd();
      }
    } catch (error) {
      this.#host.events.failed?.(error);
      this.close();
    } finally {
      this.#isForwarding = false;
    }
  }

  #passEnd(): void {
    if (this.#exchange === null) this.close();
    else this.#link?.end();
  }

  /** The exchange at hand if bytes of it are ready to be sent. */
  #nextToSend(): HttpExchange | null {
    if (this.#isLeaving) return null;
    const exchange = this.#exchange ??= this.#nextExchange();
    if (exchange === null) return null;
    while (this.#scanned < this.#buffer.end && !exchange.isRequestDone) {
      this.#scanned += exchange.takeRequest(this.#buffer.at(this.#scanned));
    }
    if (this.#isClientEnded && !exchange.isSendable) exchange.becomeOpaque();
    return exchange.isSendable && this.#sent < this.#scanned ? exchange : null;
  }

  #nextExchange(): HttpExchange | null {
    // Empty lines between requests are to be ignored (RFC 9112 section 2.2): they must not look like a request.
    while (isLineEnd(this.#buffer.at(this.#scanned)[0])) this.#scanned++;
    this.#sent = this.#scanned;
    this.#buffer.drop(this.#scanned);
    this.#isAnswerDelivered = false;
    return this.#scanned < this.#buffer.end
      ? new HttpExchange(this.#scanned, this.#lastReadMs)
      : null;
  }

  /** Null when the exchange has been answered otherwise or the client is gone. */
  async #linkFor(exchange: HttpExchange): Promise<SpliceLink | null> {
    const isBegun = this.#sent > exchange.start || exchange.isResponseStarted;
    if (this.#link !== null && (isBegun || this.#isLinkCurrent())) return this.#link;
    this.#dropLink();
    while (this.#link === null && !this.#isLeaving) {
      await this.#attach(exchange, this.#host.state());
    }
    return this.#link;
  }

  async #attach(exchange: HttpExchange, state: GateState): Promise<void> {
    switch (state.kind) {
      case "held":
        return await this.#waitForChange();
      case "failed":
        if (exchange.requestHead === null) return this.#leave();
        return await this.#answer(state.page.render(exchange.requestHead));
      case "closing":
        return await this.#answerText(exchange, 503, STOPPING);
      case "open":
        return await this.#connect(exchange, state);
    }
  }

  async #connect(exchange: HttpExchange, state: GateState & { kind: "open" }): Promise<void> {
    if (this.#triedState !== state) this.#tries = 0;
    this.#triedState = state;
    if (this.#tries === MAX_TRIES) return await this.#answerText(exchange, 502, SILENT);
    if (this.#tries > 1) await this.#waitForChange(5 * 2 ** this.#tries);
    this.#tries++;
    if (this.#isLeaving || state !== this.#host.state()) return;
    const link = await SpliceLink.connect(state.upstream, this.#host.events);
    if (this.#isLeaving || state !== this.#host.state()) return link?.close();
    if (link === null) return;
    this.#link = link;
    link.announce(this.#address);
    void this.#readChild(link);
  }

  async #waitForChange(timeoutMs?: number): Promise<void> {
    if (this.#isClientEnded) return this.close();
    this.#isWaiting = true;
    await this.#changed.wait(timeoutMs);
    this.#isWaiting = false;
  }

  async #send(link: SpliceLink, exchange: HttpExchange): Promise<void> {
    const bytes = this.#buffer.at(this.#sent).subarray(0, this.#scanned - this.#sent);
    if (this.#sent === exchange.start) link.announceRequest(exchange.arrivedMs);
    // Counted before the write: when the child ends meanwhile, #lose goes back to the exchange's start.
    this.#sent += bytes.length;
    if (!this.#canStillRepeat(exchange)) this.#buffer.drop(this.#sent);
    // A failed write ends nothing: the answer to a request that the child no longer reads may be on its way.
    await link.write(bytes);
    this.#room.notify();
    if (this.#link === link) this.#finish(link);
  }

  #canStillRepeat(exchange: HttpExchange): boolean {
    return this.#buffer.start <= exchange.start && this.#sent - exchange.start <= BUFFER_BYTES;
  }

  async #readChild(link: SpliceLink): Promise<void> {
    try {
      while (this.#link === link && await this.#passResponse(link));
      if (this.#link === link) await this.#lose(link);
    } catch (error) {
      this.#host.events.failed?.(error);
      this.close();
    }
  }

  /** False at the end of the child's stream. */
  async #passResponse(link: SpliceLink): Promise<boolean> {
    const bytes = await link.read();
    if (this.#link !== link) return true;
    if (bytes === null) return false;
    const exchange = this.#exchange ??= this.#unasked();
    exchange.takeResponse(bytes);
    if (!await this.#client.write(bytes)) this.close();
    if (this.#link !== link) return true;
    this.#isAnswerDelivered = exchange.isResponseDone;
    if (exchange.isOpaque) void this.#forward();
    else this.#finish(link);
    return true;
  }

  /** A server that speaks first, such as one that announces a timeout: nothing is certain after that. */
  #unasked(): HttpExchange {
    const exchange = new HttpExchange(this.#sent, this.#lastReadMs);
    exchange.becomeOpaque();
    return exchange;
  }

  /** Goes on to the next request when this one is read, answered, and the answer is with the client. */
  #finish(link: SpliceLink): void {
    const exchange = this.#exchange;
    if (exchange === null || !this.#isAnswerDelivered || exchange.isOpaque) return;
    if (!exchange.keepsAlive) return this.#leave();
    if (!exchange.isRequestDone || this.#sent < this.#scanned) return;
    link.countAnswer();
    this.#tries = 0;
    this.#exchange = null;
    this.#host.settled();
    if (this.#host.state().kind === "closing") return this.#leave();
    if (!this.#isLinkCurrent()) this.#dropLink();
    void this.#forward();
  }

  /** The child closed the connection, or is gone. An idle client does not notice: its next request connects anew. */
  async #lose(link: SpliceLink): Promise<void> {
    const exchange = this.#exchange;
    const isSent = exchange !== null && this.#sent > exchange.start;
    const canRepeat = isSent && this.#canStillRepeat(exchange) && !link.hasBegun();
    this.#dropLink();
    if (exchange?.isResponseStarted) return this.#leave();
    if (!isSent) return;
    if (!canRepeat) return await this.#answerText(exchange, 502, ENDED);
    this.#sent = exchange.start;
    void this.#forward();
  }

  async #answerText(exchange: HttpExchange, status: 502 | 503, body: string): Promise<void> {
    if (exchange.isOpaque) return this.#leave();
    await this.#answer(gateResponse({ status, body, method: exchange.method }));
  }

  async #answer(response: Uint8Array): Promise<void> {
    this.#isLeaving = true;
    this.#room.notify();
    await this.#client.write(response);
    this.#leave();
  }

  /**
   * Hangs up, but reads on until the client does: closing with unread bytes makes the system send a reset, which can
   * destroy the answer before the client has read it (RFC 9112 section 9.6).
   */
  #leave(): void {
    if (this.#isClosed) return;
    this.#isLeaving = true;
    this.#buffer.drop(this.#buffer.end);
    this.#dropLink();
    if (this.#isClientEnded) return this.close();
    this.#client.end();
    this.#room.notify();
    this.#lingerTimer ??= setTimeout(() => this.close(), LINGER_MS);
    this.#host.settled();
  }

  #isLinkCurrent(): boolean {
    const state = this.#host.state();
    return state.kind === "open" && state.upstream.generation === this.#link?.upstream.generation;
  }

  #dropLink(): void {
    const link = this.#link;
    this.#link = null;
    link?.close();
    this.#changed.notify();
  }
}

function isLineEnd(byte: number | undefined): boolean {
  return byte === 10 || byte === 13;
}
