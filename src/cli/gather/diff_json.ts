// The result of gather --diff for programs: everything, in microseconds.
import type { FunctionDiff } from "../../model/diff/profile_diff.ts";
import type { RoutesDiff } from "../../model/diff/route_diff.ts";
import { asciiJson } from "./ascii_json.ts";

/** One JSON object, see asciiJson(); p is null where there are too few requests. */
export function diffJson({ routes, onlyBefore, onlyAfter }: RoutesDiff): string {
  return asciiJson({
    routes: routes.map(({ functions, ...route }) => (
      { ...route, functions: functions.map(functionRow) }
    )),
    onlyBefore,
    onlyAfter,
  });
}

function functionRow({ frame, ...diff }: FunctionDiff) {
  const { name, url, line, column } = frame;
  return { name, url, line, column, ...diff };
}
