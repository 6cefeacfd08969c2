// The samples of a .cpuprofile -> weights. V8 writes the time since the sample before; a weight is the time
// until the next one, for which the sample stands. The first delta is the profiler's start and is not charged.
import type { Micros } from "../../model/profile.ts";
import { UserError } from "../../errors.ts";
import type { Note } from "../codec.ts";
import { brokenProfile, numberList, optionalList } from "./cpuprofile_json.ts";
import { type JsonObject, numberOf } from "../json_value.ts";
import type { FileNodes } from "./cpuprofile_nodes.ts";
import { splitWhole } from "../split_whole.ts";

/** The sample part of a Profile; a node number equal to the count of nodes means "no such node in the file". */
export interface FileSamples {
  readonly samples: Uint32Array;
  readonly weights: Float64Array;
  readonly start: Micros;
  readonly notes: readonly Note[];
}

/** For files that do not say how far samples are apart: V8's own default interval. */
const DEFAULT_INTERVAL: Micros = 1000;
/** Hit counts become as many samples; a number beyond this is a broken file and would not fit in memory. */
const MAX_HITS = 10_000_000;

/** Reads the samples of a parsed .cpuprofile. Throws a UserError that names what is broken. */
export function readSamples(json: JsonObject, nodes: FileNodes): FileSamples {
  const samples = readSampleNodes(json, nodes);
  const clock = readClock(json);
  if (samples.length === 0) return samplesFromHits(nodes.hits, clock);
  const times = readTimes(json, samples.length, clock);
  return times ? timedSamples(samples, times, clock) : evenSamples(samples, clock);
}

/** The node on top of each stack, in the order of the file. */
function readSampleNodes(json: JsonObject, { nodeById, nodeFrame }: FileNodes): Uint32Array {
  const ids = numberList(json, "samples");
  const samples = new Uint32Array(ids.length);
  for (let i = 0; i < ids.length; i++) samples[i] = nodeById.get(ids[i]!) ?? nodeFrame.length;
  return samples;
}

/** startTime and endTime, undefined where the file has none. */
interface Clock {
  readonly start: Micros | undefined;
  readonly end: Micros | undefined;
}

function readClock(json: JsonObject): Clock {
  // Old Chrome's "head" files count seconds here, but microseconds in their timestamps.
  const unit = isHeadFile(json) ? 1e6 : 1;
  return { start: readTime(json, "startTime", unit), end: readTime(json, "endTime", unit) };
}

function isHeadFile(json: JsonObject): boolean {
  return !json.nodes && Boolean(json.head);
}

function readTime(json: JsonObject, key: string, unit: number): Micros | undefined {
  const value = json[key] ?? undefined;
  if (value === undefined) return undefined;
  const time = numberOf(value) * unit;
  if (!isTime(time)) throw brokenProfile(key, value, "a time in microseconds");
  return time;
}

/** Microseconds that doubles can still count one by one. */
function isTime(time: number): boolean {
  return Math.abs(time) <= Number.MAX_SAFE_INTEGER;
}

/**
 * The instant of each sample, in the order of the file; undefined when the file has no times at all. Instants
 * are rounded, not deltas, whose rounding errors would add up; the total is exact.
 */
function readTimes(json: JsonObject, count: number, clock: Clock): Float64Array | undefined {
  const hasTimestamps = isHeadFile(json) && optionalList(json, "timestamps", "").length > 0;
  if (hasTimestamps) return absoluteTimes(json, count);
  if (!json.timeDeltas) return undefined;
  const deltas = numberList(json, "timeDeltas");
  // Sorting a million deltas is worth avoiding in the usual case.
  const missing = deltas.length < count ? medianPositive(deltas) : 0;
  const times = new Float64Array(count);
  let time = clock.start ?? 0;
  for (let i = 0; i < count; i++) {
    time += deltas[i] ?? missing;
    if (!isTime(time)) throw brokenProfile(`timeDeltas[${i}]`, deltas[i], "a smaller number");
    times[i] = Math.round(time);
  }
  return times;
}

/** Padding is for deltas only: nobody has seen a head file with too few timestamps. */
function absoluteTimes(json: JsonObject, count: number): Float64Array {
  const times = numberList(json, "timestamps");
  if (times.length < count) {
    throw brokenProfile("The number of timestamps", times.length, `${count}, one for each sample`);
  }
  const tooLarge = times.findIndex((time) => !isTime(time));
  if (tooLarge >= 0) {
    throw brokenProfile(`timestamps[${tooLarge}]`, times[tooLarge], "a smaller number");
  }
  return times.subarray(0, count).map(Math.round);
}

/** A stand-in for an unknown interval: the mean would be spoilt by pauses, 0 would hide the sample. */
function medianPositive(deltas: Float64Array): Micros {
  const positive = deltas.filter((delta) => delta > 0).sort();
  return positive[positive.length >> 1] ?? DEFAULT_INTERVAL;
}

function timedSamples(
  fileSamples: Uint32Array,
  fileTimes: Float64Array,
  clock: Clock,
): FileSamples {
  const { samples, times } = inTimeOrder(fileSamples, fileTimes);
  const last = samples.length - 1;
  const weights = new Float64Array(samples.length);
  for (let i = 0; i < last; i++) weights[i] = times[i + 1]! - times[i]!;
  const end = Math.round(clock.end ?? -Infinity);
  weights[last] = end >= times[last]! ? end - times[last]! : medianPositive(weights);
  const start = times[0]!;
  const startUp = clock.start === undefined ? 0 : start - Math.round(clock.start);
  const notes = startUp === 0
    ? []
    : [{ name: "Before first sample", value: `${startUp} us (not charged)` }];
  return { samples, weights, start, notes };
}

/**
 * Deltas below zero are real: V8 takes the samples of deoptimised stacks out of its queue before those of
 * its timer. Sorting is what DevTools does; clamping them to 0, as others do, moves time to wrong stacks.
 */
function inTimeOrder(samples: Uint32Array, times: Float64Array): TimedSamples {
  const late = lateSamples(times);
  if (late.length === 0) return { samples, times };
  // Few are late and the rest is in order: to sort them all takes half a second for a million.
  late.sort((a, b) => times[a]! - times[b]!);
  const sorted = {
    samples: new Uint32Array(samples.length),
    times: new Float64Array(times.length),
  };
  const isLate = new Uint8Array(times.length);
  for (const i of late) isLate[i] = 1;
  let count = 0;
  function put(i: number): void {
    sorted.samples[count] = samples[i]!;
    sorted.times[count++] = times[i]!;
  }
  let next = 0;
  for (let i = 0; i < times.length; i++) {
    if (isLate[i]) continue;
    // Between equal times the order in the file decides: the late one comes later there.
    while (next < late.length && times[late[next]!]! < times[i]!) put(late[next++]!);
    put(i);
  }
  while (next < late.length) put(late[next++]!);
  return sorted;
}

interface TimedSamples {
  readonly samples: Uint32Array;
  readonly times: Float64Array;
}

/** Those that come after a sample with a later time. */
function lateSamples(times: Float64Array): number[] {
  const late: number[] = [];
  let latest = -Infinity;
  for (let i = 0; i < times.length; i++) {
    if (times[i]! < latest) late.push(i);
    else latest = times[i]!;
  }
  return late;
}

/** How long the recording took, 0 when the file does not say. */
function duration({ start, end }: Clock): Micros {
  return start === undefined || end === undefined ? 0 : Math.max(0, Math.round(end - start));
}

function evenSamples(samples: Uint32Array, clock: Clock): FileSamples {
  const total = duration(clock) || samples.length * DEFAULT_INTERVAL;
  return {
    samples,
    weights: evenParts(total, samples.length),
    start: Math.round(clock.start ?? 0),
    notes: [{ name: "Sample times", value: "not in the file, spread evenly" }],
  };
}

/** Whole parts of a whole total, each the distance between two rounded-down boundaries. */
function evenParts(total: Micros, count: number): Float64Array {
  const rest = total % count;
  const part = (total - rest) / count;
  const boundary = (i: number): number => Math.floor(i * rest / count);
  return Float64Array.from({ length: count }, (_, i) => part + boundary(i + 1) - boundary(i));
}

/** Files without samples, from tools that keep hit counts only: as many samples, in the order of the nodes. */
function samplesFromHits(hits: Float64Array, clock: Clock): FileSamples {
  const start = Math.round(clock.start ?? 0);
  const count = hits.reduce((sum, hit) => sum + hit, 0);
  if (count > MAX_HITS) {
    throw new UserError(`Broken .cpuprofile: it has no samples, but hit counts of ${count}`, {
      hint: `Hit counts may add up to ${MAX_HITS} at most`,
    });
  }
  const samples = new Uint32Array(count);
  const weights = new Float64Array(count);
  const micros = splitWhole(duration(clock) || count * DEFAULT_INTERVAL, hits);
  let at = 0;
  for (let node = 0; node < hits.length; node++) {
    samples.fill(node, at, at + hits[node]!);
    weights.set(evenParts(micros[node]!, hits[node]!), at);
    at += hits[node]!;
  }
  const notes = count === 0
    ? []
    : [{ name: "Sample times", value: "not in the file, taken from hit counts" }];
  return { samples, weights, start, notes };
}
