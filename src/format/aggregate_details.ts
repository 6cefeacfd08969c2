// What an aggregate says beyond a .cpuprofile: line times to the microsecond, where ticks are as coarse as
// samples, and how its requests differ from each other. Without it no two aggregates could be compared.
import { UserError } from "../errors.ts";
import type { Distribution } from "../model/statistics/distribution.ts";
import type { LineTimes } from "../model/profile.ts";
import type { RequestStatistics } from "../model/request_statistics.ts";
import type { Recording } from "./codec.ts";
import { numberList, objectAt } from "./cpuprofile/cpuprofile_json.ts";
import type { JsonObject } from "./json_value.ts";

/** What readAggregateDetails() finds. */
export interface AggregateDetails {
  readonly lines?: LineTimes;
  readonly statistics: RequestStatistics;
}

/** Raised when a reader of the old version would misunderstand the new one. */
const VERSION = 1;
const PLACE = "runprofileserverAggregate";
const FUNCTIONS = ["node", "selfSquares", "totalSquares"] as const;
const SITES = ["node", "waits", "most", "repeating", "micros"] as const;
const QUANTITIES = ["cpu", "wait", "waits"] as const;

/** The JSON value of an aggregate's details, rows as columns; undefined for any other recording. */
export function writeAggregateDetails({ profile, statistics }: Recording): unknown {
  if (!statistics) return undefined;
  const { functions, repeated, ...distributions } = statistics;
  const { lines } = profile;
  return {
    version: VERSION,
    ...(lines && {
      lines: { nodes: [...lines.nodes], lines: [...lines.lines], micros: [...lines.micros] },
    }),
    ...distributions,
    functions: columnsOf(functions, FUNCTIONS),
    repeated: columnsOf(repeated, SITES),
  };
}

/**
 * Undefined for everything but aggregates, and those of a later version of ours. Throws a UserError for a broken
 * value; `nodeCount` is that of the profile.
 */
export function readAggregateDetails(
  value: unknown,
  nodeCount: number,
): AggregateDetails | undefined {
  if (value === undefined) return undefined;
  const json = objectAt(value, () => PLACE);
  if (json.version !== VERSION) return undefined;
  const durations = readDistribution(json, "durations");
  if (!durations) throw broken("durations");
  const quantities = QUANTITIES.flatMap((name) => {
    const distribution = readDistribution(json, name);
    return distribution ? [[name, distribution]] : [];
  });
  const lines = readLines(json, nodeCount);
  return {
    ...(lines && { lines }),
    statistics: {
      durations,
      ...Object.fromEntries(quantities),
      functions: readRows(json, "functions", { names: FUNCTIONS, nodeCount }),
      repeated: readRows(json, "repeated", { names: SITES, nodeCount }),
    },
  };
}

function columnsOf<Name extends string>(
  rows: readonly Readonly<Record<Name, number>>[],
  names: readonly Name[],
): Record<string, number[]> {
  return Object.fromEntries(names.map((name) => [name, rows.map((row) => row[name])]));
}

function readRows<Name extends string>(
  json: JsonObject,
  key: string,
  { names, nodeCount }: { names: readonly Name[]; nodeCount: number },
): Record<Name, number>[] {
  const object = objectAt(json[key], () => `${PLACE}.${key}`);
  const columns = names.map((name) => [name, numberList(object, name)] as const);
  const [[, first]] = columns as [typeof columns[0]];
  if (columns.some(([, column]) => column.length !== first.length)) throw broken(key);
  // The first column is that of nodes.
  if (first.some((node) => !isNode(node, nodeCount))) throw broken(`${key}.node`);
  return Array.from(
    first,
    (_, row) =>
      Object.fromEntries(columns.map(([name, column]) => [name, column[row]!])) as Record<
        Name,
        number
      >,
  );
}

function readDistribution(json: JsonObject, key: string): Distribution | undefined {
  if (json[key] === undefined) return undefined;
  const object = objectAt(json[key], () => `${PLACE}.${key}`);
  const { count, total } = object;
  const values = numberList(object, "values");
  const isUsable = Number.isSafeInteger(count) && typeof total === "number" && values.length > 0 &&
    values.every((value, i) => i === 0 || values[i - 1]! <= value);
  if (!isUsable) throw broken(key);
  return { count: count as number, total, values: [...values] };
}

function readLines(json: JsonObject, nodeCount: number): LineTimes | undefined {
  if (json.lines === undefined) return undefined;
  const object = objectAt(json.lines, () => `${PLACE}.lines`);
  const nodes = numberList(object, "nodes");
  const lines = numberList(object, "lines");
  const micros = numberList(object, "micros");
  const isUsable = lines.length === nodes.length && micros.length === nodes.length &&
    nodes.every((node, i) =>
      isNode(node, nodeCount) && lines[i]! > 0 && lines[i]! <= 0xffff_ffff && micros[i]! >= 0 &&
      (i === 0 || nodes[i - 1]! < node || (nodes[i - 1] === node && lines[i - 1]! < lines[i]!))
    );
  if (!isUsable) throw broken("lines");
  return { nodes: Uint32Array.from(nodes), lines: Uint32Array.from(lines), micros };
}

function isNode(node: number, nodeCount: number): boolean {
  return Number.isInteger(node) && node >= 0 && node < nodeCount;
}

function broken(key: string): UserError {
  return new UserError(`Broken .cpuprofile: ${PLACE}.${key} is not as gather writes it`, {
    hint: "Was the file edited, cut off, or written by something other than runprofileserver?",
  });
}
