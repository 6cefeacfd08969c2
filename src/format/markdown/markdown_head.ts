// The head of a report: what was recorded, and the facts that a reader needs to judge it or find it again.
import type { RequestRecord } from "../../model/request_record.ts";
import { shortLine } from "../callgrind/callgrind_text.ts";
import { markdownCode } from "./markdown_code.ts";
import type { MarkdownReport } from "./markdown_report.ts";

/** Foreign files may bring any number of notes. */
const MAX_NOTES = 5;

/** The title and a list of facts. */
export function markdownHead(report: MarkdownReport): readonly string[] {
  const { recording: { request, notes = [] }, graph } = report;
  const facts = [
    ...(request ? requestFacts(request, report) : []),
    `Samples: ${graph.total.samples}`,
    ...notes.slice(0, MAX_NOTES).map(({ name, value }) => `${harmless(name)}: ${harmless(value)}`),
  ];
  return [`# ${title(report)}`, "", ...facts.map((fact) => `- ${fact}`)];
}

function title({ recording: { request, aggregate }, total, millis }: MarkdownReport): string {
  if (request) {
    const { method, path, query, status, start, end } = request;
    const line = markdownCode(shortLine(`${method} ${path}${query}`));
    return `${line} ${status} in ${millis(end - start)} ms`;
  }
  if (!aggregate) return `Profile of ${millis(total)} ms`;
  const { key, requests, duration } = aggregate;
  const count = requests === 1 ? "1 request" : `${requests} requests`;
  return `${markdownCode(shortLine(key))}: ${count} in ${millis(duration)} ms`;
}

function requestFacts(
  { id, pid, route, responseBytes, outcome, startedAt, backlog = 0, background = 0 }: RequestRecord,
  { millis }: MarkdownReport,
): readonly string[] {
  return [
    `Request: ${id} of process ${pid}, started ${isoTime(startedAt)}`,
    ...(route ? [`Route: ${markdownCode(shortLine(route))}`] : []),
    ...(responseBytes >= 0 ? [`Response: ${responseBytes} bytes`] : []),
    ...(backlog > 0
      ? [`Backlog: ${millis(backlog)} ms before the handler began, not in the duration`]
      : []),
    ...(background > 0
      ? [`Background: ${millis(background)} ms of CPU after the end, not in the duration`]
      : []),
    ...(outcome === "failed" ? ["Outcome: failed, the handler threw"] : []),
    ...(outcome === "aborted" ? ["Outcome: aborted, the client went away"] : []),
  ];
}

/** Text from a file, as code where Markdown could see more in it than words. */
function harmless(text: string): string {
  const line = shortLine(text);
  return /^[\w ,()+=%:-]+$/.test(line) ? line : markdownCode(line);
}

/** toISOString() throws for what is no date. */
function isoTime(epochMs: number): string {
  const date = new Date(epochMs);
  return Number.isNaN(date.getTime()) ? "at an unknown time" : date.toISOString();
}
