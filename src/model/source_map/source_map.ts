// Source maps (ECMA-426, version 3): from positions in generated code back to the source.
// Lines and columns are 1-based here, in and out; in UTF-16 units, as V8 and the maps count them.
import {
  decodeMappings,
  joinMappings,
  type Mappings,
  type MappingsPart,
} from "./source_map_mappings.ts";

/** A parsed source map. */
export interface SourceMap {
  /** As in the file behind its sourceRoot, not resolved against anything; "" = the map does not say. */
  readonly sources: readonly string[];
  readonly names: readonly string[];
  readonly mappings: Mappings;
}

/** A place in a source. */
export interface OriginalPosition {
  /** Index in the map's sources. */
  readonly source: number;
  /** 1-based. */
  readonly line: number;
  /** 1-based. */
  readonly column: number;
}

/** The part of a generated line that is asked about, and which answers are possible; default: all. */
export interface LineScope {
  /** Generated columns, 1-based; `to` is exclusive. */
  readonly from?: number;
  readonly to?: number;
  /** Only this source. */
  readonly source?: number;
  /** Only original lines from here on. */
  readonly firstLine?: number;
}

type JsonObject = Readonly<Record<string, unknown>>;

/** Parses a source map or an index map; throws an Error that says what is wrong. */
export function parseSourceMap(json: string): SourceMap {
  // Servers may put )]}' in front so that the file is no script; the specification drops that line.
  const value: unknown = JSON.parse(json.startsWith(")]}'") ? json.replace(/^.*/, "") : json);
  if (!isObject(value)) throw new Error("Source map is not a JSON object");
  return "sections" in value ? parseIndexMap(value) : parseFlatMap(value);
}

/**
 * The source of a generated position: that of the mapping at or before it on the same line.
 * Undefined when there is none or when that mapping says that the code has no source.
 * Of several mappings at the very column the first counts, as in Deno's own stack traces.
 */
export function originalPosition(
  map: SourceMap,
  line: number,
  column: number,
): OriginalPosition | undefined {
  const entry = entryAt(map.mappings, line, column);
  return entry < 0 ? undefined : originalOf(map, entry);
}

/** The original name that the map gives to the identifier that begins exactly at a generated position. */
export function originalName(map: SourceMap, line: number, column: number): string | undefined {
  const entry = entryAt(map.mappings, line, column);
  if (entry < 0 || map.mappings.columns[entry] !== column - 1) return undefined;
  return map.names[map.mappings.names[entry]!];
}

/**
 * The original line for time that V8 gives to a generated line as a whole, 1-based.
 *
 * A transpiler may put several lines into one. Then the line with more than half of the mapped tokens in
 * scope wins: `const x =\n  f(a) + f(b)` spends its time in the second line. Without such a majority it is
 * the line of the first token, where the statement begins. The longest text was rejected (types and
 * names of parameters win over calls), so was the first token always (wrong in the example).
 */
export function originalLine(
  map: SourceMap,
  line: number,
  scope: LineScope = {},
): number | undefined {
  let first: number | undefined;
  let total = 0;
  const tokensByLine = new Map<number, number>();
  for (const entry of entriesIn(map.mappings, line, scope)) {
    const original = originalOf(map, entry);
    if (!original || !isInScope(original, scope)) continue;
    first ??= original.line;
    total++;
    tokensByLine.set(original.line, (tokensByLine.get(original.line) ?? 0) + 1);
  }
  for (const [candidate, tokens] of tokensByLine) if (tokens > total / 2) return candidate;
  return first;
}

function isInScope({ source, line }: OriginalPosition, scope: LineScope): boolean {
  return source === (scope.source ?? source) && line >= (scope.firstLine ?? 1);
}

function* entriesIn({ lineStarts, columns }: Mappings, line: number, scope: LineScope) {
  if (line < 1 || line >= lineStarts.length) return;
  const { from = 1, to = Infinity } = scope;
  // A token reaches to the next one, so the one before `from` still counts.
  const before = entryAt({ lineStarts, columns }, line, from);
  const end = lineStarts[line]!;
  for (let entry = before < 0 ? lineStarts[line - 1]! : before; entry < end; entry++) {
    if (columns[entry]! >= to - 1) return;
    yield entry;
  }
}

function originalOf({ mappings, sources }: SourceMap, entry: number): OriginalPosition | undefined {
  const source = mappings.sources[entry]!;
  if (source < 0 || sources[source] === "") return undefined;
  return {
    source,
    line: mappings.originalLines[entry]! + 1,
    column: mappings.originalColumns[entry]! + 1,
  };
}

/** The last entry of the line at or before the column, the first of those in the very column; else -1. */
function entryAt(
  { lineStarts, columns }: Pick<Mappings, "lineStarts" | "columns">,
  line: number,
  column: number,
): number {
  if (line < 1 || line >= lineStarts.length) return -1;
  const start = lineStarts[line - 1]!;
  let low = start;
  let high = lineStarts[line]!;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (columns[middle]! < column) low = middle + 1;
    else high = middle;
  }
  let entry = low - 1;
  if (entry < start) return -1;
  if (columns[entry] === column - 1) {
    while (entry > start && columns[entry - 1] === column - 1) entry--;
  }
  return entry;
}

function parseFlatMap(map: JsonObject): SourceMap {
  // Loosely: a few tools write "3".
  if (Number(map.version) !== 3) throw new Error(`Source map has version ${map.version}, not 3`);
  const { sourceRoot, mappings } = map;
  if (typeof mappings !== "string") throw new Error('Source map has no string "mappings"');
  const prefix = typeof sourceRoot === "string" ? sourceRoot.replace(/([^/])$/, "$1/") : "";
  const sources = strings(map, "sources").map((source) => source === "" ? "" : prefix + source);
  const names = map.names === undefined ? [] : strings(map, "names");
  return {
    sources,
    names,
    mappings: decodeMappings(mappings, { sources: sources.length, names: names.length }),
  };
}

function parseIndexMap({ sections }: JsonObject): SourceMap {
  if (!Array.isArray(sections)) throw new Error('"sections" of the source map is not a list');
  const sources: string[] = [];
  const names: string[] = [];
  const parts: MappingsPart[] = [];
  for (const section of sections as unknown[]) {
    const { offset, map } = isObject(section) ? section : {};
    if (!isObject(offset) || !isObject(map)) {
      throw new Error('A section of the source map has no "offset" or no "map"');
    }
    const flat = parseFlatMap(map);
    parts.push({
      mappings: flat.mappings,
      line: offsetField(offset, "line"),
      column: offsetField(offset, "column"),
      firstSource: sources.length,
      firstName: names.length,
    });
    for (const source of flat.sources) sources.push(source);
    for (const name of flat.names) names.push(name);
  }
  return { sources, names, mappings: joinMappings(parts) };
}

function offsetField(offset: JsonObject, key: string): number {
  const value = offset[key];
  if (Number.isInteger(value) && Number(value) >= 0) return Number(value);
  throw new Error(`A section of the source map begins at ${key} ${value}`);
}

/** Items that are no strings (null is allowed for sources) become "". */
function strings(map: JsonObject, key: string): string[] {
  const list = map[key];
  if (!Array.isArray(list)) throw new Error(`"${key}" of the source map is not a list`);
  return list.map((item) => typeof item === "string" ? item : "");
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
