// The result of gather --diff for people: a line per route, and below it the functions that differ.
import { resolve } from "@std/path";
import { frameLabel } from "../../format/frame_label.ts";
import type { Change } from "../../model/diff/change.ts";
import type { FunctionDiff } from "../../model/diff/profile_diff.ts";
import type { RouteDiff, RoutesDiff } from "../../model/diff/route_diff.ts";
import { alignedTable } from "./aligned_table.ts";
import { milliseconds } from "./milliseconds.ts";

/** Functions shown for a route unless --top says otherwise. */
const TOP = 5;
const ROUTE_HEADINGS = ["route", "requests", "p50 ms", "p95 ms", "cpu ms", "wait ms", "duration"];
const FUNCTION_HEADINGS = ["function", "self ms", "total ms", "self", "total"];

/** Two tables; lines about routes that only one side has come last. */
export function diffTable({ routes, onlyBefore, onlyAfter }: RoutesDiff, top = TOP): string {
  const parts = [];
  if (routes.length > 0) {
    const sorted = routes.toSorted((a, b) => size(b.duration) - size(a.duration));
    parts.push(alignedTable([ROUTE_HEADINGS, ...sorted.map(routeCells)]));
    for (const route of sorted) parts.push(...functionTable(route, top));
  }
  const onlyLines = [
    ...onlyBefore.map((key) => `Only before: ${key}\n`),
    ...onlyAfter.map((key) => `Only after: ${key}\n`),
  ];
  if (onlyLines.length > 0) parts.push(onlyLines.join(""));
  return parts.join("\n");
}

function routeCells({ key, requests, duration, p95, cpu, wait }: RouteDiff): string[] {
  return [
    key,
    `${requests.before} -> ${requests.after}`,
    arrow(duration),
    arrow(p95),
    cpu ? arrow(cpu) : "-",
    wait ? arrow(wait) : "-",
    verdictText(duration),
  ];
}

/** Nothing for a route without functions that differ for sure. */
function functionTable({ key, functions }: RouteDiff, top: number): string[] {
  const base = resolve(".");
  const sure = functions.filter(({ self, total }) => isSure(self) || isSure(total));
  if (sure.length === 0) return [];
  const rows = sure.slice(0, top).map((diff) => [
    functionText(diff, base),
    arrow(diff.self),
    arrow(diff.total),
    verdictText(diff.self),
    verdictText(diff.total),
  ]);
  const more = sure.length > top ? `${sure.length - top} more functions differ\n` : "";
  return [`${key}, per request:\n${alignedTable([FUNCTION_HEADINGS, ...rows])}${more}`];
}

function functionText({ frame, isIn }: FunctionDiff, base: string): string {
  const { name, place } = frameLabel(frame, base);
  const where = place === "" ? name : `${name} ${place}`;
  return isIn === "both" ? where : `${where} (only ${isIn})`;
}

function isSure({ verdict }: Change): boolean {
  return verdict === "higher" || verdict === "lower";
}

function size({ before, after }: Change): number {
  return Math.abs(after - before);
}

function arrow({ before, after }: { readonly before: number; readonly after: number }): string {
  return `${milliseconds(before)} -> ${milliseconds(after)}`;
}

/** As benchstat has it: "~" is a difference that noise explains. */
function verdictText({ before, after, p, verdict }: Change): string {
  if (verdict === "too few") return "too few requests";
  const chance = `(p=${p.toFixed(3)})`;
  if (verdict === "noise") return `~ ${chance}`;
  if (before === 0) return `new ${chance}`;
  const percent = (after / before - 1) * 100;
  return `${percent > 0 ? "+" : ""}${percent.toFixed(1)} % ${chance}`;
}
