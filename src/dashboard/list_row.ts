// A line of the list as the browser gets it: small and plain, as there may be thousands.
import type { Outcome } from "../model/request_record.ts";
import type { ProfileEntry } from "./profile_entry.ts";

/** Times in microseconds; what a file does not tell is "" or null. */
export interface ListRow {
  /** Of the entry. */
  readonly name: string;
  readonly kind: "request" | "aggregate" | "profile";
  /** Epoch milliseconds: a request's start, or when the file was written. */
  readonly time: number;
  readonly method: string;
  /** The key of an aggregate, the file's name of a profile of another program. */
  readonly path: string;
  readonly query: string;
  readonly route: string;
  readonly status: number | null;
  readonly outcome: Outcome | "";
  readonly duration: number | null;
  readonly cpu: number | null;
  readonly gc: number | null;
  readonly wait: number | null;
  readonly queued: number | null;
  readonly unsampled: number | null;
  /** Bytes of the response. */
  readonly size: number | null;
}

const UNTOLD = {
  method: "",
  query: "",
  route: "",
  status: null,
  outcome: "",
  duration: null,
  cpu: null,
  gc: null,
  wait: null,
  queued: null,
  unsampled: null,
  size: null,
} as const;

/** The line of an entry. */
export function listRow({ name, writtenAt, request, aggregate }: ProfileEntry): ListRow {
  if (!request) {
    const kind = aggregate ? "aggregate" : "profile";
    return { ...UNTOLD, name, kind, time: writtenAt, path: aggregate?.key ?? name };
  }
  const { method, path, query, route, status, outcome, start, end } = request;
  const { cpu, gc, wait, queued, unsampled, responseBytes, startedAt } = request;
  return {
    name,
    kind: "request",
    time: startedAt,
    method,
    path,
    query,
    route,
    status,
    outcome,
    duration: end - start,
    cpu,
    gc,
    wait,
    queued,
    unsampled,
    size: responseBytes < 0 ? null : responseBytes,
  };
}
