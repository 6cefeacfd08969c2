// What a recording is called where people see it: in titles, lists of profiles and the first line of a report.
import { shortLine } from "./callgrind/callgrind_text.ts";
import type { RecordingInfo } from "./recording_info.ts";

/** "GET /users/7?q=1 200 38.2ms", or "GET /users/:id, 12 requests, 380.1ms"; "" for a foreign profile. */
export function recordingTitle({ request, aggregate }: RecordingInfo): string {
  if (request) {
    const { method, path, query, status, start, end } = request;
    return shortLine(`${method} ${path}${query} ${status} ${millis(end - start)}`);
  }
  if (!aggregate) return "";
  const { key, requests, duration } = aggregate;
  const count = requests === 1 ? "1 request" : `${requests} requests`;
  return shortLine(`${key}, ${count}, ${millis(duration)}`);
}

function millis(micros: number): string {
  return `${(micros / 1000).toFixed(1)}ms`;
}
