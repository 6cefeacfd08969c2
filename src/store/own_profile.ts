// Whether a file is the profile of one request that we have written, and so one that we may delete again.
// Aggregates, profiles of other programs and notes of the user are not.
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { END_BYTES, recordAtEnd } from "../format/record_at_end.ts";
import { readEnds } from "./read_ends.ts";

/** What gather puts before the extension of its files, which may look the same otherwise. */
const AGGREGATE = /\.agg\.[a-z.]+$/;

/** How the formats show it; the others hold a record, and folded stacks nothing at all. */
const SIGNS: readonly { extension: string; isOwn(path: string): boolean }[] = [
  { extension: ".cpuprofile", isOwn: hasRecord },
  { extension: ".callgrind", isOwn: hasRecord },
  {
    extension: ".speedscope.json",
    isOwn: (path) =>
      /"exporter":"runprofileserver [^"]*","name":"[^" ]+ .* \d+ [\d.]+ ?ms"/.test(headOf(path)),
  },
  { extension: ".pb.gz", isOwn: hasRecordInside },
  {
    extension: ".report.md",
    isOwn: (path) => /^# .*\n\n- Request: \d+ of process \d+/.test(headOf(path)),
  },
];

/** False also for a file that cannot be read. `path` is absolute. */
export function isOwnProfile(path: string): boolean {
  const sign = SIGNS.find(({ extension }) => path.endsWith(extension));
  try {
    return !AGGREGATE.test(path) && sign !== undefined && sign.isOwn(path);
  } catch {
    // Gone meanwhile, not ours to read, or no gzip.
    return false;
  }
}

function hasRecord(path: string): boolean {
  return recordAtEnd(readEnds(path, END_BYTES))?.request !== undefined;
}

function hasRecordInside(path: string): boolean {
  return gunzipSync(readFileSync(path)).includes('# runprofileserver {"version":1,"request":');
}

function headOf(path: string): string {
  return new TextDecoder().decode(readEnds(path, END_BYTES).head);
}
