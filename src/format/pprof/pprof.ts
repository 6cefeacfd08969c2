// Google's profile.proto, gzipped, for `go tool pprof`, Pyroscope, Parca, Polar Signals, speedscope.
// Format: https://github.com/google/pprof/blob/main/proto/profile.proto
// What readers do with it differs from what it says: see the comments at the choices below.
import type { Profile } from "../../model/profile.ts";
import { CallLines } from "../source/call_lines.ts";
import { nameFunctions } from "../callgrind/callgrind_names.ts";
import type { Codec, EncodeOptions, Recording } from "../codec.ts";
import { pprofComments } from "./pprof_comments.ts";
import { pprofGzip } from "./pprof_gzip.ts";
import { pprofLabels } from "./pprof_labels.ts";
import { PprofMessage } from "./pprof_message.ts";
import { pprofSamples } from "./pprof_samples.ts";
import { PprofTables } from "./pprof_tables.ts";

// Numbers of fields.
const PROFILE = {
  sampleType: 1,
  sample: 2,
  timeNanos: 9,
  durationNanos: 10,
  periodType: 11,
  period: 12,
  comment: 13,
  defaultSampleType: 14,
};
const VALUE_TYPE = { type: 1, unit: 2 };
const SAMPLE = { locationId: 1, value: 2, label: 3 };
const LABEL = { key: 1, string: 2, number: 3, unit: 4 };

/** Type and unit of each value of a sample. CPU is last: readers without a default take the last one. */
const VALUES = [
  ["samples", "count"],
  ["wall", "microseconds"],
  ["wait", "microseconds"],
  ["cpu", "microseconds"],
] as const;
const CPU = VALUES[3];

/** In the gzip header, so that our files are known without unpacking them. */
const GZIP_COMMENT = "profile.proto of pprof";

/** Can be written only. */
export const pprofCodec: Codec = {
  name: "pprof",
  extension: ".pb.gz",
  prefix: "",
  recognizes,
  encode,
};

function recognizes(head: Uint8Array): boolean {
  const isGzip = head[0] === 0x1f && head[1] === 0x8b;
  if (isGzip) {
    return new TextDecoder("latin1").decode(head.subarray(10, 40)).startsWith(GZIP_COMMENT);
  }
  // A file without gzip starts with a sample type: two small numbers, which are indexes of strings.
  return head[0] === 0x0a && head[2] === 0x08 && head[4] === 0x10 && head[1] === 4;
}

function encode(recording: Recording, { base, creator, readSource }: EncodeOptions): Uint8Array {
  const named = nameFunctions(recording.profile, base);
  const tables = new PprofTables(named);
  const file = new PprofMessage();
  for (const type of VALUES) file.message(PROFILE.sampleType, valueType(type, tables));
  const callLines = new CallLines(readSource);
  const cpuPeriod = writeSamples(file, { recording, profile: named.profile, tables, callLines });
  writeTimes(file, recording);
  file.message(PROFILE.periodType, valueType(CPU, tables));
  file.number(PROFILE.period, cpuPeriod);
  const comments = pprofComments(recording, creator);
  file.numbers(PROFILE.comment, comments.map((comment) => tables.stringId(comment)));
  file.number(PROFILE.defaultSampleType, tables.stringId(CPU[0]));
  tables.write(file);
  return pprofGzip(file.view(), GZIP_COMMENT);
}

function valueType([type, unit]: typeof VALUES[number], tables: PprofTables): PprofMessage {
  const message = new PprofMessage();
  message.number(VALUE_TYPE.type, tables.stringId(type));
  message.number(VALUE_TYPE.unit, tables.stringId(unit));
  return message;
}

interface Sources {
  readonly recording: Recording;
  /** With the frames that the tables know. */
  readonly profile: Profile;
  readonly tables: PprofTables;
  readonly callLines: CallLines;
}

/** Returns the microseconds of CPU between two samples, on average; 0 when there are none. */
function writeSamples(file: PprofMessage, sources: Sources): number {
  const { recording, profile, tables } = sources;
  const { frames, nodeFrame } = recording.profile;
  const labels = encodedLabels(recording, tables);
  const message = new PprofMessage();
  const stack: number[] = [];
  const cpu = { samples: 0, micros: 0 };
  for (const { node, lines } of pprofSamples(profile)) {
    const isWait = frames[nodeFrame[node]!]!.kind === "wait";
    pushCallers(stack, node, sources);
    for (const { line, samples, micros } of lines) {
      stack[0] = tables.locationId(profile.nodeFrame[node]!, line);
      const [wait, busy] = isWait ? [micros, 0] : [0, micros];
      message.clear();
      message.numbers(SAMPLE.locationId, stack);
      message.numbers(SAMPLE.value, [samples, micros, wait, busy]);
      message.fields(labels);
      file.message(PROFILE.sample, message);
      if (isWait) continue;
      cpu.samples += samples;
      cpu.micros += micros;
    }
  }
  return cpu.samples === 0 ? 0 : Math.round(cpu.micros / cpu.samples);
}

/** Puts the locations of the callers of `node` behind the first place of `stack`, innermost first. */
function pushCallers(
  stack: number[],
  node: number,
  { profile: { frames, nodeFrame, nodeParent }, tables, callLines }: Sources,
): void {
  stack.length = 1;
  let callee = frames[nodeFrame[node]!]!;
  // The root is shown only where it is all there is.
  for (let at = nodeParent[node]!; at !== 0; at = nodeParent[at]!) {
    const caller = frames[nodeFrame[at]!]!;
    stack.push(tables.locationId(nodeFrame[at]!, callLines.line(caller, callee)));
    callee = caller;
  }
}

function encodedLabels(recording: Recording, tables: PprofTables): Uint8Array {
  const labels = new PprofMessage();
  for (const { key, value } of pprofLabels(recording)) {
    const label = new PprofMessage();
    label.number(LABEL.key, tables.stringId(key));
    if (typeof value === "string") label.number(LABEL.string, tables.stringId(value));
    else {
      label.number(LABEL.number, value);
      // Without a unit pprof shows the key for one: "200status".
      label.number(LABEL.unit, tables.stringId("count"));
    }
    labels.message(SAMPLE.label, label);
  }
  return labels.view();
}

function writeTimes(file: PprofMessage, { profile, request, aggregate }: Recording): void {
  const startedAt = request?.startedAt ?? 0;
  if (startedAt > 0 && Number.isSafeInteger(startedAt)) {
    file.number(PROFILE.timeNanos, BigInt(startedAt) * 1_000_000n);
  }
  const micros = aggregate?.duration ?? profile.end - profile.start;
  file.number(PROFILE.durationNanos, BigInt(Math.round(micros)) * 1000n);
}
