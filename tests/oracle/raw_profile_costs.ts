// What the functions in a .cpuprofile's JSON cost, by the rules of the research and nothing of our readers:
// written for clarity, one question at a time, to judge what they make of profiles from everywhere.

/** The JSON of a .cpuprofile of any writer. */
// deno-lint-ignore no-explicit-any -- dozens of writers, none with a schema
export type RawProfile = any;

/** Microseconds; functions as "name|url|line|column", lines and columns from 1, 0 for unknown. */
export interface RawCosts {
  readonly total: number;
  /** Of every function in the file, 0 for one that was never on top. */
  readonly self: ReadonlyMap<string, number>;
  /** "function|line" -> self time of samples with a known line; empty without `sampleLines`. */
  readonly byLine: ReadonlyMap<string, number>;
}

/** `sampleLines` has the line of each sample in the order of the file. */
export function rawProfileCosts(file: RawProfile, sampleLines: readonly number[] = []): RawCosts {
  const nodes: RawProfile[] = file.nodes ?? nested(file.head);
  const functionById = new Map<number, string>();
  for (const node of nodes.toReversed()) functionById.set(Number(node.id), functionOf(node));
  const self = new Map(["(root)||0|0", ...nodes.map(functionOf)].map((name) => [name, 0]));
  const byLine = new Map<string, number>();
  let total = 0;
  const samples = file.samples?.length > 0
    ? weightedSamples(file).map((sample) => ({ ...sample, name: functionById.get(sample.id) }))
    : hitNodes(file, nodes).map(({ node, micros }) => ({
      micros,
      index: -1,
      name: functionOf(node),
    }));
  for (const { name = "(unknown)||0|0", index, micros } of samples) {
    add(self, name, micros);
    if (sampleLines[index]! > 0) add(byLine, `${name}|${sampleLines[index]}`, micros);
    total += micros;
  }
  return { total, self, byLine };
}

function add(sums: Map<string, number>, key: string, amount: number): void {
  sums.set(key, (sums.get(key) ?? 0) + amount);
}

/** Old Chrome's tree of nodes within nodes. */
function nested(head: RawProfile): RawProfile[] {
  return [head, ...(head.children ?? []).flatMap(nested)];
}

function functionOf(node: RawProfile): string {
  // Flat nodes are of old Chrome, which counted lines from 1 already.
  const base = node.callFrame ? 1 : 0;
  const { functionName, url, scriptId, lineNumber, columnNumber } = node.callFrame ?? node;
  const isPseudo = /^\((root|program|idle|garbage collector|unknown)\)$/.test(functionName);
  const isEval = !url && Number(scriptId ?? 0) !== 0 && !isPseudo;
  if (!url && !isEval) return `${functionName || "(anonymous native)"}||0|0`;
  const position = [lineNumber, columnNumber].map((zeroBased) =>
    Math.max(0, Math.trunc(Number(zeroBased ?? -1) + base - 1) + 1)
  );
  const place = [isEval ? `eval:${scriptId}` : url, ...position];
  return [functionName || "(anonymous)", ...place].join("|");
}

interface WeightedSample {
  readonly id: number;
  /** Place in the file. */
  readonly index: number;
  readonly micros: number;
}

function duration(file: RawProfile): number {
  return Math.max(
    0,
    Math.round(((file.endTime ?? NaN) - (file.startTime ?? NaN)) * unitOf(file) || 0),
  );
}

/** Old Chrome counted seconds in one place and microseconds in another. */
function unitOf(file: RawProfile): number {
  return file.nodes ? 1 : 1e6;
}

function weightedSamples(file: RawProfile): WeightedSample[] {
  const ids: number[] = file.samples.map(Number);
  const unit = unitOf(file);
  const times = instants(file, ids.length, unit);
  if (!times) return evenly(ids, duration(file) || 1000 * ids.length);
  const order = [...ids.keys()].sort((a, b) => times[a]! - times[b]! || a - b);
  const weights = order.slice(1).map((index, i) => times[index]! - times[order[i]!]!);
  const last = times[order.at(-1)!]!;
  const end = Math.round(Number(file.endTime ?? -Infinity) * unit);
  weights.push(end >= last ? end - last : median(weights));
  return order.map((index, i) => ({ id: ids[index]!, index, micros: weights[i]! }));
}

function instants(file: RawProfile, count: number, unit: number): number[] | undefined {
  if (!file.nodes && file.timestamps?.length > 0) {
    return file.timestamps.map(Number).map(Math.round);
  }
  if (!file.timeDeltas) return undefined;
  const deltas: number[] = file.timeDeltas.map(Number);
  while (deltas.length < count) deltas.push(median(file.timeDeltas.map(Number)));
  let time = Number(file.startTime ?? 0) * unit;
  return deltas.slice(0, count).map((delta) => Math.round(time += delta));
}

function median(numbers: readonly number[]): number {
  const positive = numbers.filter((number) => number > 0).sort((a, b) => a - b);
  return positive[Math.floor(positive.length / 2)] ?? 1000;
}

function evenly(ids: readonly number[], total: number): WeightedSample[] {
  const boundary = (i: number): number => Number(BigInt(i) * BigInt(total) / BigInt(ids.length));
  return ids.map((id, index) => ({ id, index, micros: boundary(index + 1) - boundary(index) }));
}

/** Largest remainder: every node gets its share rounded down, then the largest rests get one more each. */
function hitNodes(
  file: RawProfile,
  nodes: readonly RawProfile[],
): { node: RawProfile; micros: number }[] {
  const hits = nodes.map(({ hitCount }) => Math.max(0, Math.trunc(Number(hitCount ?? 0))));
  const sum = hits.reduce((a, b) => a + b, 0);
  if (sum === 0) return [];
  const total = duration(file) || 1000 * sum;
  const micros = hits.map((count) => Math.floor(total * count / sum));
  const rest = total - micros.reduce((a, b) => a + b, 0);
  const byRemainder = [...hits.keys()].sort((a, b) =>
    (total * hits[b]! % sum) - (total * hits[a]! % sum) || a - b
  );
  for (const index of byRemainder.slice(0, rest)) micros[index]! += 1;
  return nodes.map((node, i) => ({ node, micros: micros[i]! }));
}
