// The fields of a --prof-file template and their values for one request. The names, the rounding and the
// path rule of path, duration and time are those of django-extensions' runprofileserver.
import type { RequestRecord } from "../model/request_record.ts";
import type { FormatValue } from "./python_format.ts";
import type { SelfFormatting } from "./python_template.ts";
import { strftime } from "./strftime.ts";

/** In the order in which help lists them. */
export const FIELD_NAMES = [
  "path",
  "duration",
  "time",
  "method",
  "status",
  "route",
  "host",
  "query",
  "id",
  "pid",
  "cpu",
  "wait",
  "ms",
  "date",
] as const;

/** A name that a template may use. */
export type FieldName = typeof FIELD_NAMES[number];

const DATE_FORMAT = "%Y%m%d-%H%M%S";

/** Values by field: bigint is a whole number, number one with decimals. None of the texts has a "/". */
export function nameFields(
  record: RequestRecord,
): Readonly<Record<FieldName, FormatValue | SelfFormatting>> {
  const durationMs = Math.max(0, record.end - record.start) / 1000;
  const endMs = record.startedAt + durationMs;
  return {
    path: dotted(record.path),
    duration: whole(durationMs),
    time: whole(endMs / 1000),
    method: flat(record.method),
    status: whole(record.status),
    route: dotted(record.route || record.path),
    host: flat(record.host),
    query: flat(record.query.replace(/^\?/, "")),
    id: whole(record.id),
    pid: whole(record.pid),
    cpu: record.cpu / 1000,
    wait: record.wait / 1000,
    ms: durationMs,
    date: { format: (spec) => strftime(dateAt(endMs), spec || DATE_FORMAT) },
  };
}

function whole(value: number): bigint {
  return BigInt(Number.isFinite(value) ? Math.trunc(value) : 0);
}

/** A date that JavaScript cannot hold is the epoch: a name must not fail. */
function dateAt(epochMs: number): Date {
  const date = new Date(epochMs);
  return Number.isNaN(date.getTime()) ? new Date(0) : date;
}

/** A "/" of a value must not make a folder. */
function flat(text: string): string {
  return text.replaceAll("/", "_");
}

/** "/" is root, "/a/b/" is a.b; %2F counts as a slash, as it does in Django. */
function dotted(path: string): string {
  // The lookbehind keeps the second half linear in paths full of slashes.
  const inner = percentDecoded(path).replace(/^\/+|(?<!\/)\/+$/g, "");
  return inner.replaceAll("/", ".") || "root";
}

/** Decodes what is UTF-8 and leaves a "%" that starts no byte; wrong bytes become U+FFFD. */
function percentDecoded(text: string): string {
  return text.replace(/(?:%[0-9a-f]{2})+/gi, (run) => {
    const bytes = Uint8Array.from(run.slice(1).split("%"), (hex) => parseInt(hex, 16));
    return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
  });
}
