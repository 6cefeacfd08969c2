// What makes requests belong together: the --by of gather.
// The method is part of the keys route and path, as reading and writing the same URL are different work.
import type { RequestRecord } from "../../model/request_record.ts";
import { fileName, parseTemplate, pathOfFileName, type Template } from "../../store/file_name.ts";
import { safeName } from "../../store/safe_name.ts";

export type GroupBy = "route" | "path" | "method" | "status" | "all";

/** A group's identity, and what its files are called. */
export interface GroupKey {
  /** "GET /users/:id", "GET /users/7", "GET", "200" or "all". */
  readonly key: string;
  /** A safeName(), "GET.users._id". Different keys may share one. To be asked for once per group: it takes time. */
  readonly fileBase: string;
}

/** Stands in for what a file of another program does not say. */
const UNKNOWN = "unknown";

// The store knows how a path becomes a name; a route without pattern is its path there as well.
const ROUTE_NAME = parseTemplate("{method}.{route}");
const PATH_NAME = parseTemplate("{method}.{path}");

/** The group of a recorded request; one without response has status "none". */
export function groupKey(by: GroupBy, request: RequestRecord): GroupKey {
  const { method, path, route, status } = request;
  switch (by) {
    case "route":
      return named(`${method} ${route || path}`, () => fileName(ROUTE_NAME, request));
    case "path":
      return named(`${method} ${path}`, () => fileName(PATH_NAME, request));
    case "method":
      return plain(method || UNKNOWN);
    case "status":
      return plain(status === 0 ? "none" : String(status));
    case "all":
      return plain("all");
  }
}

/** The group of a profile without a recorded request: its name may tell the path and nothing else. */
export function foreignKey(by: GroupBy, base: string, template: Template): GroupKey {
  if (by === "all") return plain("all");
  return plain(by === "route" || by === "path" ? pathOfFileName(base, template) : UNKNOWN);
}

function named(key: string, name: () => string): GroupKey {
  return {
    key,
    get fileBase() {
      return name();
    },
  };
}

function plain(key: string): GroupKey {
  return { key, fileBase: safeName(key) };
}
