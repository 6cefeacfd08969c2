// Begins and ends requests: one object each, a record before the handler runs and one after the last byte.
import type { AgentSettings } from "../wire/settings.ts";
import type { RequestEnd } from "../wire/records.ts";
import type { Outbox } from "./outbox.ts";
import type { Sampler } from "./sampler.ts";
import { originals } from "./builtins.ts";
import { enter, type Tracked } from "./owner_tracker.ts";
import { asProfiler, PROFILER, switchTo } from "./timeline_writer.ts";
import { newWaiter } from "./wait_tracker.ts";

/** What is known of a request when its head has arrived. */
export interface RequestHead {
  readonly method: string;
  /** Path and query, percent-encoded. */
  readonly target: string;
  readonly host: string;
  readonly protocol: string;
  readonly upstreamPort: number;
}

/** How a request ended. */
export interface RequestResult {
  readonly status: number;
  /** -1 when not counted. */
  readonly responseBytes: number;
  readonly outcome: RequestEnd["outcome"];
  /** The last byte has left; false when it was only handed to the server. */
  readonly isDelivered: boolean;
}

/** One request in flight. */
export interface LoggedRequest extends Tracked {
  readonly head: RequestHead;
  readonly isProfiled: boolean;
}

type Settings = Pick<AgentSettings, "firstId" | "isSerial" | "profiled" | "unprofiled">;

/** Numbers requests, writes their records, and lets them in one at a time when asked to. */
export class RequestLog {
  readonly #outbox: Outbox;
  readonly #sampler: Sampler;
  readonly #isSerial: boolean;
  readonly #profiled: readonly RegExp[];
  readonly #unprofiled: readonly RegExp[];
  #activeCount = 0;
  readonly #idle: (() => void)[] = [];
  #nextId: number;
  #turn: Promise<void> = Promise.resolve();
  readonly #endTurn = new Map<LoggedRequest, () => void>();
  /** Finds the route pattern of a request, set when the app is known. */
  routeOf: (head: RequestHead) => string = () => "";

  constructor(outbox: Outbox, sampler: Sampler, settings: Settings) {
    this.#outbox = outbox;
    this.#sampler = sampler;
    this.#isSerial = settings.isSerial;
    this.#profiled = settings.profiled.map((source) => new RegExp(source));
    this.#unprofiled = settings.unprofiled.map((source) => new RegExp(source));
    this.#nextId = settings.firstId;
  }

  get activeCount(): number {
    return this.#activeCount;
  }

  /** Ids of requests go on from here; before the first request only. */
  set firstId(id: number) {
    this.#nextId = id;
  }

  /** The window of a request opens when this returns. */
  begin(head: RequestHead): LoggedRequest {
    return asProfiler(() => {
      const request: LoggedRequest = {
        id: this.#nextId++,
        head,
        isActive: true,
        ranUntil: 0,
        ...newWaiter(),
        isProfiled: this.#isProfiled(head.target),
      };
      this.#activeCount++;
      this.#sampler.requestBegins();
      this.#outbox.write({
        kind: "begin",
        id: request.id,
        start: originals.now(),
        isProfiled: request.isProfiled,
        ...head,
      });
      return request;
    });
  }

  /** Runs the handler for `request`, after its predecessors when requests go one at a time. */
  run<T>(request: LoggedRequest, handler: () => T | Promise<T>): T | Promise<T> {
    if (!this.#isSerial) return enter(request, handler);
    const turn = this.#turn;
    const ended = new Promise<void>((resolve) => this.#endTurn.set(request, resolve));
    // After both: one that is given up while it waits must not let its successor overtake the one that runs.
    this.#turn = turn.then(() => ended);
    return turn.then(() => enter(request, handler));
  }

  /** The last byte was handed over, or there will be none. A second end of the same request is ignored. */
  end(request: LoggedRequest, result: RequestResult): void {
    if (!request.isActive) return;
    request.isActive = false;
    const end = switchTo(PROFILER);
    const { id, head } = request;
    this.#outbox.write({ kind: "end", id, end, ...result, route: this.#routeOf(head) });
    this.#activeCount--;
    this.#sampler.requestEnded(end);
    this.#endTurn.get(request)?.();
    this.#endTurn.delete(request);
    if (this.#activeCount === 0) { for (const resolve of this.#idle.splice(0)) resolve(); }
    switchTo(null);
  }

  /** Resolves when no request is in flight. */
  idle(): Promise<void> {
    if (this.#activeCount === 0) return Promise.resolve();
    return new Promise((resolve) => this.#idle.push(resolve));
  }

  /** It looks into the app's router, which may be in any state. */
  #routeOf(head: RequestHead): string {
    try {
      return this.routeOf(head);
    } catch {
      return "";
    }
  }

  #isProfiled(target: string): boolean {
    const query = target.indexOf("?");
    const path = query < 0 ? target : target.slice(0, query);
    if (this.#unprofiled.some((pattern) => pattern.test(path))) return false;
    return this.#profiled.length === 0 || this.#profiled.some((pattern) => pattern.test(path));
  }
}
