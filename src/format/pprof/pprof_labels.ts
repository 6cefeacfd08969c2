// Labels of a profile.proto: which request a sample belongs to. They tell requests apart after
// `go tool pprof a.pb.gz b.pb.gz` has put several files together (-tags, -tagfocus, -tagroot=route).
import { shortLine } from "../callgrind/callgrind_text.ts";
import type { RecordingInfo } from "../recording_info.ts";

/** A label of every sample of a file. Numbers can be compared: -tagfocus=status=500: */
export interface PprofLabel {
  readonly key: string;
  readonly value: string | number;
}

/** No labels for a foreign profile. */
export function pprofLabels({ request, aggregate }: RecordingInfo): readonly PprofLabel[] {
  if (request) {
    const { id, method, path, route, status } = request;
    const labels: PprofLabel[] = [
      { key: "id", value: id },
      { key: "method", value: method },
      { key: "path", value: path },
      // Requests without a route are grouped by path elsewhere as well.
      { key: "route", value: route || path },
      { key: "status", value: status },
    ];
    return labels.map(({ key, value }) => ({ key, value: printable(value) }));
  }
  return aggregate ? [{ key: "group", value: printable(aggregate.key) }] : [];
}

/** Labels hold whole numbers; a record from a file may say anything. */
function printable(value: string | number): string | number {
  if (typeof value === "string") return shortLine(value);
  return Number.isSafeInteger(value) && value >= 0 ? value : String(value);
}
