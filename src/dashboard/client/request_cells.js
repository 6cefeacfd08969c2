// @ts-check
// What stands in the cells of a row, for the server that writes the first rows and the browser that fills the rest.
import { formatBytes, formatClock, formatMicros } from "./format_time.js";
import { requestHref, routeHref } from "./hrefs.js";

/** @typedef {import("../list_row.ts").ListRow} ListRow */

/** The kinds of time in the order of every bar. */
export const KINDS = /** @type {const} */ (["cpu", "gc", "wait", "queued", "unsampled"]);

/** What the kinds are called. @type {Record<string, string>} */
export const KIND_NAMES = {
  cpu: "CPU",
  gc: "GC",
  wait: "wait",
  queued: "queued",
  unsampled: "not sampled",
};

/**
 * Texts and addresses of a row.
 * @param {ListRow} row
 * @param {number} now epoch milliseconds: times of other days have the day
 */
export function requestCells(row, now) {
  const { name, kind, time, method, path, route, query } = row;
  const routeName = route || path;
  return {
    href: requestHref(name),
    time: formatClock(time, now),
    timeTitle: new Date(time).toString().replace(/ \(.*/, ""),
    method: kind === "request" ? method : kind,
    path,
    query,
    pathTitle: kind === "request" ? path + query : name,
    route: kind === "request" ? routeName : "",
    routeHref: kind === "request" ? routeHref(`${method} ${routeName}`) : "",
    status: statusText(row),
    statusClass: statusClass(row),
    duration: micros(row.duration),
    cpu: micros(row.cpu),
    wait: micros(row.wait),
    size: formatBytes(row.size ?? -1),
    bar: barLabel(row),
  };
}

/**
 * The rectangles of a bar of 100 by 8. Its length tells the duration on a logarithmic scale, 0.1 ms to 10 s, so that
 * a bar stays as it is whatever else is in the list; its parts are the shares of the kinds of time.
 * @param {ListRow} row
 * @returns {{ kind: string, x: number, width: number }[]}
 */
export function barParts(row) {
  const length = barLength(row.duration ?? 0);
  const total = KINDS.reduce((sum, kind) => sum + (row[kind] ?? 0), 0);
  let x = 0;
  return KINDS.map((kind) => {
    const width = total > 0 ? length * (row[kind] ?? 0) / total : 0;
    const part = { kind, x: rounded(x), width: rounded(width) };
    x += width;
    return part;
  });
}

/** @param {number} micros */
function barLength(micros) {
  const decades = Math.log10(Math.max(micros, 1) / 100);
  return Math.min(100, Math.max(4, decades * 20));
}

/** @param {ListRow} row */
function barLabel(row) {
  return KINDS.filter((kind) => kind !== "unsampled" || (row.unsampled ?? 0) >= 50)
    .map((kind) => `${KIND_NAMES[kind]} ${micros(row[kind])}`).join(", ");
}

/** @param {ListRow} row */
function statusText({ status, outcome }) {
  if (outcome === "aborted") return "aborted";
  return status === null ? "" : status === 0 ? "none" : String(status);
}

/** @param {ListRow} row */
function statusClass({ status, outcome }) {
  if (outcome === "failed" || status === 0 || (status ?? 0) >= 500) return "status bad";
  return outcome === "aborted" || (status ?? 0) >= 400 ? "status odd" : "status";
}

/** @param {number | null} value */
function micros(value) {
  return value === null ? "–" : formatMicros(value);
}

/** @param {number} value */
function rounded(value) {
  return Math.round(value * 100) / 100;
}
