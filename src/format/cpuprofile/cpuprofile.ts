// V8's own JSON, which Chrome DevTools, VS Code and speedscope open. Only the cpuprofile files know that V8
// counts lines from 0 and writes the time before a sample instead of the time that it stands for.
import { checkProfile, type Profile } from "../../model/profile.ts";
import { ROOT } from "../../model/profile_builder.ts";
import type { Codec, Note, Recording } from "../codec.ts";
import { readAggregateDetails, writeAggregateDetails } from "../aggregate_details.ts";
import { ScriptIds, writeFrame } from "./cpuprofile_frame.ts";
import type { JsonObject } from "../json_value.ts";
import { positionTicks, readLineTimes } from "./cpuprofile_lines.ts";
import { parseCpuprofile } from "./cpuprofile_parse.ts";
import { readSamples } from "./cpuprofile_samples.ts";
import { scanCpuprofile } from "./cpuprofile_scan.ts";
import { readRecordingInfo, writeRecordingInfo } from "../recording_info.ts";
import { countTruncatedStacks } from "../truncated_stacks.ts";
import { wholeMicros } from "../whole_micros.ts";

/**
 * Reads everything that V8 has ever written and its usual imitations. What does not survive a file: parts of
 * a microsecond, line times finer than a sample, frames that no node uses, and a kind that frameKind() would
 * not give.
 */
export const cpuprofileCodec: Codec = {
  name: "cpuprofile",
  extension: ".cpuprofile",
  prefix: "",
  recognizes,
  decode,
  encode,
};

function recognizes(head: Uint8Array): boolean {
  const text = new TextDecoder().decode(head);
  if (!/^\s*\{/.test(text) || /"traceEvents"|"selfSize"|"\$schema"/.test(text)) return false;
  // Either the first key tells, or one that only V8 uses: long lists may come before it.
  return /^\s*\{\s*"(nodes|head|samples|timeDeltas|startTime|endTime)"\s*:/.test(text) ||
    /"(callFrame|hitCount|timeDeltas|positionTicks)"\s*:/.test(text);
}

function decode(bytes: Uint8Array): Recording {
  const { json, nodes } = scanCpuprofile(bytes) ?? parseCpuprofile(bytes);
  const { samples, weights, start, notes } = readSamples(json, nodes);
  const tree = withUnknownNode({ ...nodes, samples, weights });
  const details = readAggregateDetails(json.runprofileserverAggregate, tree.nodeFrame.length);
  const lines = details?.lines ?? readLineTimes(tree, nodes);
  const profile: Profile = {
    frames: tree.frames,
    nodeFrame: tree.nodeFrame,
    nodeParent: tree.nodeParent,
    samples,
    weights,
    ...(lines && { lines }),
    start,
    end: start + sumOf(weights),
  };
  // From here on a broken invariant is a bug of ours, not of the file.
  checkProfile(profile);
  const info = readRecordingInfo(json.runprofileserver);
  return {
    profile,
    ...(info ?? foreignInfo(profile, [...notes, ...tree.notes])),
    ...(details && { statistics: details.statistics }),
  };
}

/** A plain loop is ten times as fast as reduce(), which counts with a million samples. */
function sumOf(numbers: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < numbers.length; i++) sum += numbers[i]!;
  return sum;
}

type Tree = Omit<Profile, "lines" | "start" | "end">;

/** Samples of nodes that the file does not have get a node of their own: their time is real. */
function withUnknownNode(tree: Tree): Tree & { readonly notes: readonly Note[] } {
  const missing = tree.nodeFrame.length;
  let count = 0;
  for (let i = 0; i < tree.samples.length; i++) if (tree.samples[i] === missing) count++;
  if (count === 0) return { ...tree, notes: [] };
  const unknown = { ...ROOT, name: "(unknown)" };
  return {
    ...tree,
    frames: [...tree.frames, unknown],
    nodeFrame: appended(tree.nodeFrame, tree.frames.length),
    nodeParent: appended(tree.nodeParent, 0),
    notes: [{
      name: "Unknown stacks",
      value: `${count} samples of nodes that are not in the file`,
    }],
  };
}

/** Not spread into Uint32Array.of(): a call takes no hundred thousand arguments. */
function appended(numbers: Uint32Array, last: number): Uint32Array {
  const longer = new Uint32Array(numbers.length + 1);
  longer.set(numbers);
  longer[numbers.length] = last;
  return longer;
}

/** Our own files have said what there is to say when they were recorded. */
function foreignInfo(profile: Profile, facts: readonly Note[]): { notes?: readonly Note[] } {
  const truncated = countTruncatedStacks(profile);
  const notes = truncated === 0
    ? facts
    : [...facts, { name: "Truncated stacks", value: `about ${truncated} samples` }];
  return notes.length > 0 ? { notes } : {};
}

function encode(recording: Recording): Uint8Array {
  const { profile } = recording;
  const weights = wholeMicros(profile.weights);
  const startTime = Math.round(profile.start);
  const json = {
    // First and without a space: older DevTools tell the format by the text {"nodes":[ alone.
    nodes: writeNodes(profile),
    startTime,
    endTime: startTime + sumOf(weights),
    samples: Array.from(profile.samples, (node) => node + 1),
    timeDeltas: Array.from(weights, (_, i) => i === 0 ? 0 : weights[i - 1]!),
    // JSON.stringify leaves it out of everything but aggregates.
    runprofileserverAggregate: writeAggregateDetails(recording),
    // Last, so that whoever needs the record only finds it at the end of the file.
    runprofileserver: writeRecordingInfo(recording),
  };
  return new TextEncoder().encode(JSON.stringify(json));
}

/** Node numbers plus 1 are the ids: V8 starts there, and some readers take 0 for none. */
function writeNodes(profile: Profile): readonly JsonObject[] {
  const { frames, nodeFrame, nodeParent, samples } = profile;
  const hits = new Uint32Array(nodeFrame.length);
  for (const node of samples) hits[node]!++;
  const childIds: (number[] | undefined)[] = new Array(nodeFrame.length);
  for (let node = 1; node < nodeFrame.length; node++) {
    (childIds[nodeParent[node]!] ??= []).push(node + 1);
  }
  const scriptIds = new ScriptIds(frames);
  const callFrames: JsonObject[] = [];
  const ticks = positionTicks(profile, hits);
  return Array.from(nodeFrame, (frame, node) => ({
    id: node + 1,
    // A function has many nodes.
    callFrame: callFrames[frame] ??= writeFrame(frames[frame]!, scriptIds),
    hitCount: hits[node],
    // JSON.stringify leaves out what is undefined, as V8 leaves out what is empty.
    children: childIds[node],
    positionTicks: ticks.get(node),
  }));
}
