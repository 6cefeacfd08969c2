// Which requests of one child are in flight on which upstream connection: what the gate has to know at once,
// while the recording of the same requests is done elsewhere.
import type { RequestBegin } from "../wire/records.ts";

/** Less than that is what Date.now() and the process's own origin differ by anyway. */
const MIN_CLOCK_STEP_MS = 1_000;

/** Book of one generation's connections and requests. */
export class InFlight {
  readonly #begunByPort = new Map<number, number>();
  readonly #arrivalByPort = new Map<number, number>();
  readonly #endedPorts = new Set<number>();
  readonly #portById = new Map<number, number>();
  /** Those whose client is there. */
  readonly #awaitedById = new Map<number, Pick<RequestBegin, "method" | "target">>();
  readonly #origin: number;
  #lastId = 0;

  /** Made when the child is started. `wallClock` in epoch milliseconds. */
  constructor(wallClock: () => number = Date.now) {
    this.#origin = originAt(wallClock());
  }

  /** The highest request id that the child has used. */
  get lastId(): number {
    return this.#lastId;
  }

  /** Requests whose answer somebody waits for. */
  get awaited(): Pick<RequestBegin, "method" | "target">[] {
    return [...this.#awaitedById.values()];
  }

  /** A request begins; true when its client is gone already. */
  begin({ id, upstreamPort, method, target }: RequestBegin): boolean {
    this.#lastId = Math.max(this.#lastId, id);
    this.#portById.set(id, upstreamPort);
    this.#begunByPort.set(upstreamPort, (this.#begunByPort.get(upstreamPort) ?? 0) + 1);
    const isAbandoned = this.#endedPorts.has(upstreamPort);
    if (!isAbandoned) this.#awaitedById.set(id, { method, target });
    return isAbandoned;
  }

  end(id: number): void {
    this.#portById.delete(id);
    this.#awaitedById.delete(id);
  }

  /** True when more than `answered` requests have begun that came over this upstream connection. */
  hasBegun(upstreamPort: number, answered: number): boolean {
    return (this.#begunByPort.get(upstreamPort) ?? 0) > answered;
  }

  /** The first byte of the next request on this connection reached the gate; performance.now() milliseconds. */
  arrived(upstreamPort: number, at: number): void {
    this.#arrivalByPort.set(upstreamPort, this.#origin + at);
  }

  /** When the request that begins now on this connection had reached the gate; epoch milliseconds. */
  arrivalOf(upstreamPort: number): number | undefined {
    return this.#arrivalByPort.get(upstreamPort);
  }

  /** The client of this connection sends no more; returns the requests in flight on it. */
  clientEnded(upstreamPort: number): number[] {
    this.#endedPorts.add(upstreamPort);
    const abandoned = [...this.#portById].filter(([, port]) => port === upstreamPort)
      .map(([id]) => id);
    for (const id of abandoned) this.#awaitedById.delete(id);
    return abandoned;
  }

  /** The connection is closed; its port may come again for another. */
  disconnected(upstreamPort: number): void {
    this.#begunByPort.delete(upstreamPort);
    this.#arrivalByPort.delete(upstreamPort);
    this.#endedPorts.delete(upstreamPort);
  }
}

/**
 * Epoch milliseconds of performance.now() = 0, as a child that starts now sees it: it must not take for a wait that
 * the clock was set, or the machine slept, since this process was started.
 */
function originAt(wallClock: number): number {
  const origin = wallClock - performance.now();
  const isStepped = Math.abs(origin - performance.timeOrigin) >= MIN_CLOCK_STEP_MS;
  return isStepped ? origin : performance.timeOrigin;
}
