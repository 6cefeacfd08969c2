// Recordings for tests of what becomes of their files.
import type { Recording } from "../format/codec.ts";
import { ProfileBuilder } from "../model/profile_builder.ts";

/** As `serve` encodes. */
export const ENCODING = { base: "", creator: "runprofileserver test" };
const REQUEST = {
  id: 1,
  pid: 2,
  method: "GET",
  path: "/",
  query: "",
  host: "localhost",
  route: "/",
  status: 200,
  responseBytes: 1,
  outcome: "completed",
  startedAt: 1_795_333_599_000,
  start: 1e6,
  end: 1e6 + 100,
  cpu: 100,
  gc: 0,
  wait: 0,
  queued: 0,
  unsampled: 0,
} as const;

/** What `serve`, `gather` or another program puts into a file. */
export function madeRecording(kind: "request" | "aggregate" | "foreign"): Recording {
  const builder = new ProfileBuilder(1e6);
  builder.sample(0, 100);
  const profile = builder.build();
  if (kind === "request") return { profile, request: REQUEST };
  if (kind === "aggregate") {
    return { profile, aggregate: { key: "GET /", requests: 2, duration: 100 } };
  }
  return { profile };
}
