// Every address inside the dashboard, so that no page encodes a name on its own.
export { compareHref, requestHref, routeHref } from "./client/hrefs.js";

/** The key of a route's list of requests: the method and the route, or the path where the app tells none. */
export function routeKey(record: {
  readonly method: string;
  readonly route: string;
  readonly path: string;
}): string {
  return `${record.method} ${record.route || record.path}`;
}

/**
 * The name of a recording that adds up all requests of a route; read() takes it like that of a file. The dot in
 * front keeps it apart from files: hidden ones are never listed.
 */
export function routeRecording(key: string): string {
  return `${ROUTE_PREFIX}${key}`;
}

/** The key of a routeRecording(), undefined for the name of a file. */
export function keyOfRouteRecording(name: string): string | undefined {
  return name.startsWith(ROUTE_PREFIX) ? name.slice(ROUTE_PREFIX.length) : undefined;
}

/** Leads to the page of request `id` of a process, if that has a profile. */
export function requestIdHref(pid: number, id: number): string {
  return `/id/${pid}-${id}`;
}

/** A source file as the recording `name` spent time in it; `line` 0 = from the top. */
export function sourceHref(name: string, { url, line }: { url: string; line: number }): string {
  const anchor = line > 0 ? `#L${line}` : "";
  return `/source?${new URLSearchParams({ name, url })}${anchor}`;
}

/** The recording as a file in `format`, the name of a codec. */
export function downloadHref(name: string, format: string): string {
  return `/download?${new URLSearchParams({ name, format })}`;
}

/** The data of a recording's flame graph. */
export function flameHref(name: string): string {
  return `/flame?${new URLSearchParams({ name })}`;
}

/** The data of the flame graph of what changed from recording `a` to recording `b`. */
export function compareDataHref(a: string, b: string): string {
  return `/compare/flame?${new URLSearchParams({ a, b })}`;
}

/** The recording in speedscope. */
export function speedscopeHref(name: string, title: string): string {
  const url = encodeURIComponent(downloadHref(name, "speedscope"));
  // Its reader of the hash does not know "+" for a space.
  return `/speedscope/#profileURL=${url}&title=${encodeURIComponent(title.toWellFormed())}`;
}

/** A file of client/. */
export function assetHref(name: string): string {
  return `/assets/${encodeURIComponent(name)}`;
}

const ROUTE_PREFIX = ".route/";
