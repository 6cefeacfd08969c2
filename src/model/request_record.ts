// Everything known about one request except its profile. It travels inside the profile file, so that
// gather and the dashboard never have to guess from a file name.
import type { Micros } from "./profile.ts";

/** How a request ended: "failed" = the handler threw, "aborted" = the client went away. */
export type Outcome = "completed" | "failed" | "aborted";

/** One request. cpu + gc + wait + queued + unsampled = end - start, to the microsecond. */
export interface RequestRecord {
  /** 1, 2, ... within one run of the server. */
  readonly id: number;
  /** Process that ran the handler. */
  readonly pid: number;
  readonly method: string;
  /** As requested (percent-encoded), without the query. */
  readonly path: string;
  /** "" or "?a=b". */
  readonly query: string;
  /** Host header, "" when there was none. */
  readonly host: string;
  /** Pattern such as /users/:id; "" when the app does not tell. */
  readonly route: string;
  /** HTTP status; 0 when no response was made. */
  readonly status: number;
  /** Bytes of the response body; -1 when not counted. */
  readonly responseBytes: number;
  readonly outcome: Outcome;
  /** Epoch milliseconds, for people. */
  readonly startedAt: number;
  /** The handler began. */
  readonly start: Micros;
  /** The last byte of the response was handed over. */
  readonly end: Micros;
  /** Own JavaScript and native work, without garbage collection. */
  readonly cpu: Micros;
  readonly gc: Micros;
  /** Waiting, at known and unknown await sites. */
  readonly wait: Micros;
  /** Ready or probably ready, but something else held the thread. */
  readonly queued: Micros;
  /** The profiler was not recording. */
  readonly unsampled: Micros;
  /** Before the start, so no part of the duration: from the request's first byte at the gate to the handler. */
  readonly backlog?: Micros;
  /** CPU of work that the request started and that ran after its end, until the profile was written. */
  readonly background?: Micros;
}
