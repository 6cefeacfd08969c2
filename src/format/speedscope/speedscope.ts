// speedscope's own JSON: the one format here that keeps the order in time, so that its "time order" view
// shows a request from the first microsecond to the last, waits included.
// Format: https://www.speedscope.app/file-format-schema.json
import { ByteWriter } from "../byte_writer.ts";
import type { Codec, EncodeOptions, Recording } from "../codec.ts";
import { recordingTitle } from "../recording_title.ts";
import { SpeedscopeEvents } from "./speedscope_events.ts";
import { speedscopeFrames } from "./speedscope_frames.ts";
import { wholeMicros } from "../whole_micros.ts";

const SCHEMA = "https://www.speedscope.app/file-format-schema.json";

/** Can be written only. */
export const speedscopeCodec: Codec = {
  name: "speedscope",
  extension: ".speedscope.json",
  prefix: "",
  recognizes,
  encode,
};

function recognizes(head: Uint8Array): boolean {
  return new TextDecoder().decode(head).includes(`"${SCHEMA}"`);
}

function encode(recording: Recording, { base, creator }: EncodeOptions): Uint8Array {
  const { profile } = recording;
  const { frames, indexes } = speedscopeFrames(profile, base);
  const weights = wholeMicros(profile.weights);
  const name = recordingTitle(recording);
  const file = new ByteWriter();
  writeOpen(file, {
    $schema: SCHEMA,
    exporter: creator,
    // Where there is none speedscope shows the name of the file.
    ...(name && { name }),
    activeProfileIndex: 0,
    shared: { frames },
  });
  file.text(',"profiles":[');
  writeOpen(file, {
    type: "evented",
    name,
    unit: "microseconds",
    startValue: 0,
    endValue: weights.reduce((sum, weight) => sum + weight, 0),
  });
  file.text(',"events":[');
  const events = new SpeedscopeEvents(file, profile.nodeParent, (node) => indexes[node]!);
  const isWait = waitsOneByOne(recording);
  let at = 0;
  let last = -1;
  for (let i = 0; i < weights.length; i++) {
    const node = profile.samples[i]!;
    // A frame of no length at all cannot be seen, but takes as long to load.
    if (weights[i] === 0) continue;
    if (node === last && isWait(node)) events.restart(at);
    else events.moveTo(node, at);
    at += weights[i]!;
    last = node;
  }
  events.end(at);
  file.text("]}]}\n");
  return file.view();
}

/**
 * Nodes whose samples are one wait each. What runs between two waits is often too short for a sample, and a
 * hundred queries in a row would look like a single one.
 */
function waitsOneByOne({ request, profile }: Recording): (node: number) => boolean {
  // Merged recordings and V8's own have any number of samples for one wait.
  if (!request) return () => false;
  const { frames, nodeFrame } = profile;
  return (node) => frames[nodeFrame[node]!]!.kind === "wait";
}

/** Writes an object without its closing brace, so that a long list can follow piece by piece. */
function writeOpen(file: ByteWriter, object: Readonly<Record<string, unknown>>): void {
  file.text(JSON.stringify(object).slice(0, -1));
}
