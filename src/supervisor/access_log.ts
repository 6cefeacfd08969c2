// One line per request in the form of Django's development server, followed by where the time went.
import type { RequestRecord } from "../model/request_record.ts";

/** The way through the gate takes a fraction of a millisecond: only a blocked loop is worth a remark. */
const MIN_BACKLOG = 5_000;
/** Clean-up after every response is no news. */
const MIN_BACKGROUND = 1_000;
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** `[22/Nov/2026 07:46:00] "GET / HTTP/1.1" 200 41107  38.2ms = cpu 21.4 + ...`; local time, at the end of the request. */
export function accessLine(record: RequestRecord, protocol: string): string {
  const { method, path, query, status, responseBytes, start, end } = record;
  const endedAt = new Date(record.startedAt + (end - start) / 1000);
  const bytes = responseBytes < 0 ? "-" : String(responseBytes);
  const request = `"${method} ${path}${query} ${protocol}" ${status} ${bytes}`;
  const duration = `${milliseconds(end - start)}ms = ${parts(record)}`;
  return `[${djangoTime(endedAt)}] ${request}  ${[duration, ...remarks(record)].join(", ")}`;
}

function remarks(record: RequestRecord): string[] {
  const { backlog = 0, background = 0, outcome, start, end, unsampled } = record;
  return [
    ...(end > start && unsampled >= end - start ? ["unprofiled"] : []),
    ...(backlog < MIN_BACKLOG ? [] : [`after ${milliseconds(backlog)} in the backlog`]),
    ...(background < MIN_BACKGROUND ? [] : [`then ${milliseconds(background)} in the background`]),
    ...(outcome === "completed" ? [] : [outcome]),
  ];
}

function parts({ cpu, gc, wait, queued, unsampled }: RequestRecord): string {
  const sums = `cpu ${milliseconds(cpu)} + gc ${milliseconds(gc)} + wait ${
    milliseconds(wait)
  } + queued ${milliseconds(queued)}`;
  return unsampled < 50 ? sums : `${sums} + not sampled ${milliseconds(unsampled)}`;
}

function milliseconds(micros: number): string {
  return (micros / 1000).toFixed(1);
}

function djangoTime(date: Date): string {
  const two = (value: number) => String(value).padStart(2, "0");
  const day = `${two(date.getDate())}/${MONTHS[date.getMonth()]}/${date.getFullYear()}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}
