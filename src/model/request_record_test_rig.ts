// Records of requests that never were, for tests.
import type { RequestRecord } from "./request_record.ts";

/** A record with what a test cares about; its times fit to `cpu` and `wait`, the rest is made up. */
export function madeRecord(made: Partial<RequestRecord> = {}): RequestRecord {
  const cpu = made.cpu ?? 1000;
  const wait = made.wait ?? 500;
  return {
    id: 1,
    pid: 4711,
    method: "GET",
    path: "/",
    query: "",
    host: "localhost",
    route: "",
    status: 200,
    responseBytes: 10,
    outcome: "completed",
    startedAt: 1_795_330_000_000,
    start: 1e6,
    end: 1e6 + cpu + wait,
    cpu,
    gc: 0,
    wait,
    queued: 0,
    unsampled: 0,
    ...made,
  };
}
