// What makes requests belong together: the --by of gather.
// The method is part of the keys route and path, as reading and writing the same URL are different work.
import type { RequestRecord } from "../model/request_record.ts";

export type GroupBy = "route" | "path" | "method" | "status" | "all";

/** Stands in for what a file of another program does not say. */
const UNKNOWN = "unknown";

/** "GET /users/:id", "GET /users/7", "GET", "200" or "all"; a request without response has status "none". */
export function groupKey(by: GroupBy, request: RequestRecord): string {
  const { method, path, route, status } = request;
  switch (by) {
    case "route":
      return `${method} ${route || path}`;
    case "path":
      return `${method} ${path}`;
    case "method":
      return method || UNKNOWN;
    case "status":
      return status === 0 ? "none" : String(status);
    case "all":
      return "all";
  }
}

/** The key of a profile without a recorded request, of which only a path is known, from its name. */
export function foreignKey(by: GroupBy, path: string): string {
  if (by === "all") return "all";
  return by === "route" || by === "path" ? path : UNKNOWN;
}
