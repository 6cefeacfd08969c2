// speedscope judges our files: its own importer reads what we write in the formats that it knows, and must
// find the functions with the self and total that brute force finds.
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { functionName } from "../../src/format/callgrind/callgrind_names.ts";
import type { Codec, Recording } from "../../src/format/codec.ts";
import { cpuprofileCodec } from "../../src/format/cpuprofile/cpuprofile.ts";
import { foldedCodec } from "../../src/format/folded/folded.ts";
import { foldedName } from "../../src/format/folded/folded_name.ts";
import { pprofCodec } from "../../src/format/pprof/pprof.ts";
import { speedscopeCodec } from "../../src/format/speedscope/speedscope.ts";
import { speedscopeFrames } from "../../src/format/speedscope/speedscope_frames.ts";
import { wholeMicros } from "../../src/format/whole_micros.ts";
import type { Frame, Profile } from "../../src/model/profile.ts";
import { arbitraryProfile } from "../arbitrary_profile.ts";
import { requestRecording } from "../golden/request_recording.ts";
import { type CostQuestion, type ExpectedCost, expectedCosts } from "./expected_costs.ts";
import {
  type ImportedFrame,
  type ImportedProfile,
  type Importer,
  speedscopeImporter,
} from "./speedscope_importer.ts";

const SHARED = Deno.env.get("RPS_SHARED") ??
  fileURLToPath(new URL("../../../shared", import.meta.url));
const FIXTURES = `${SHARED}/fixtures`;
const OPTIONS = { base: "/srv/app", creator: "runprofileserver 0.1.0" };
const RANDOM_PROFILES = 30;

let importer: Importer | undefined;
const missing = await whatIsMissing();
const isSkipped = missing !== "" && !Deno.env.get("CI");

/** Why the oracle cannot be asked here, "" when it can. */
async function whatIsMissing(): Promise<string> {
  try {
    Deno.statSync(FIXTURES);
  } catch {
    return `${FIXTURES} is not there, set RPS_SHARED`;
  }
  try {
    importer = await speedscopeImporter();
    return "";
  } catch (error) {
    return `the npm package speedscope cannot be loaded: ${error}`;
  }
}

/** A missing oracle skips the test, but fails it where CI is set. */
function oracleTest(name: string, run: (t: Deno.TestContext) => Promise<void>): void {
  Deno.test({
    name: isSkipped ? `${name} (skipped: ${missing})` : name,
    ignore: isSkipped,
    async fn(t) {
      assert.equal(missing, "");
      await run(t);
    },
  });
}

async function imported(bytes: Uint8Array, fileName: string): Promise<ImportedProfile> {
  const group = await importer!(fileName, bytes.slice().buffer);
  assert.equal(group?.profiles.length, 1);
  return group!.profiles[0]!;
}

function written(recording: Recording, codec: Codec): Promise<ImportedProfile> {
  return imported(codec.encode(recording, OPTIONS), `profile${codec.extension}`);
}

/** Microseconds of CPU or of everything, as whole as files have them. */
function microsOf(profile: Profile, isCounted: (leaf: Frame) => boolean): CostQuestion["valueOf"] {
  const weights = wholeMicros(profile.weights);
  return (i, leaf) => isCounted(leaf) ? weights[i]! : 0;
}

interface Comparison extends CostQuestion {
  keyOf(frame: ImportedFrame): string;
}

/** Asserts that speedscope shows the functions of the profile, each with its self and total. */
function assertCosts(actual: ImportedProfile, profile: Profile, comparison: Comparison): void {
  const costs = new Map<string, ExpectedCost>();
  actual.forEachFrame((frame) => {
    const cost = { self: frame.getSelfWeight(), total: frame.getTotalWeight() };
    if (cost.total > 0) costs.set(comparison.keyOf(frame), cost);
  });
  const expected = expectedCosts(profile, comparison);
  const byKey = ([a]: [string, unknown], [b]: [string, unknown]): number => a < b ? -1 : 1;
  assert.deepEqual([...costs].sort(byKey), [...expected].sort(byKey));
  const self = [...expected.values()].reduce((sum, cost) => sum + cost.self, 0);
  assert.equal(actual.getTotalWeight(), self);
}

async function judgeSpeedscope(recording: Recording): Promise<void> {
  const { profile } = recording;
  const { indexes } = speedscopeFrames(profile, OPTIONS.base);
  const indexByFrame = new Map<Frame, string>();
  for (const leaf of new Set(profile.samples)) {
    for (let node = leaf, isLeaf = true; isLeaf || node !== 0; node = profile.nodeParent[node]!) {
      indexByFrame.set(profile.frames[profile.nodeFrame[node]!]!, String(indexes[node]));
      isLeaf = false;
    }
  }
  assertCosts(await written(recording, speedscopeCodec), profile, {
    keyOf: ({ key }) => String(key),
    nameOf: (frame) => indexByFrame.get(frame)!,
    valueOf: microsOf(profile, () => true),
  });
}

async function judgePprof(recording: Recording): Promise<void> {
  assertCosts(await written(recording, pprofCodec), recording.profile, {
    keyOf: ({ name }) => name,
    nameOf: (frame) => functionName(frame, OPTIONS.base).name,
    valueOf: microsOf(recording.profile, ({ kind }) => kind !== "wait"),
  });
}

async function judgeFolded(recording: Recording): Promise<void> {
  assertCosts(await written(recording, foldedCodec), recording.profile, {
    keyOf: ({ name }) => name,
    nameOf: (frame) => foldedName(functionName(frame, OPTIONS.base).name),
    valueOf: microsOf(recording.profile, () => true),
  });
}

/** speedscope leaves out (root) and (idle), and its last sample lasts no time: totals only. */
async function judgeCpuprofile(recording: Recording): Promise<void> {
  const { profile: { frames, nodeFrame, samples, ...profile } } = recording;
  const weights = wholeMicros(profile.weights);
  // Its importer takes a last sample at time 0 for none at all, and throws.
  if (weights.subarray(0, -1).every((weight) => weight === 0)) return;
  const actual = await written(recording, cpuprofileCodec);
  let shown = 0;
  for (let i = 0; i < samples.length - 1; i++) {
    const { name } = frames[nodeFrame[samples[i]!]!]!;
    if (name !== "(root)" && name !== "(idle)") shown += weights[i]!;
  }
  let self = 0;
  actual.forEachFrame((frame) => self += frame.getSelfWeight());
  assert.equal(self, shown);
  assert.equal(actual.getTotalWeight(), weights.reduce((sum, weight) => sum + weight, 0));
}

const JUDGES = { judgeSpeedscope, judgePprof, judgeFolded, judgeCpuprofile };

/** Every profile of a folder, in every format. */
async function judgeFolder(t: Deno.TestContext, folder: string): Promise<void> {
  const names = [...Deno.readDirSync(`${FIXTURES}/${folder}`)].map(({ name }) => name)
    .filter((name) => name.endsWith(".cpuprofile")).sort();
  assert.notEqual(names.length, 0, folder);
  for (const name of names) {
    const bytes = await Deno.readFile(`${FIXTURES}/${folder}/${name}`);
    const recording = cpuprofileCodec.decode!(bytes);
    for (const [judge, run] of Object.entries(JUDGES)) {
      await t.step({
        name: `${judge} ${name}`,
        // speedscope sorts its tree by recursion: 20,000 frames are too many for it in any format.
        ignore: name === "deep20000.cpuprofile",
        fn: () => run(recording),
      });
    }
  }
}

for (const folder of ["node", "third-party", "synthetic"]) {
  oracleTest(`speedscope shows the ${folder} profiles as they are`, (t) => judgeFolder(t, folder));
}

for (const [judge, run] of Object.entries(JUDGES)) {
  oracleTest(`speedscope shows random profiles as they are: ${judge}`, async () => {
    const weight = fc.oneof(fc.nat(100_000), fc.double({ min: 0, max: 1e5, noNaN: true }));
    const profiles = fc.sample(arbitraryProfile({ weight }), { numRuns: RANDOM_PROFILES, seed: 7 });
    for (const profile of [...profiles, requestRecording().profile]) await run({ profile });
  });
}

oracleTest("speedscope shows each wait of a request in its place", async () => {
  const profile = await written(requestRecording(), speedscopeCodec);
  assert.equal(profile.getName(), "GET /users/42?q=%E2%9C%93\\u{202e} 200 18.8ms");
  const calls: [string, number][] = [];
  profile.forEachCall(({ frame }, value) => calls.push([frame.name, value]), () => {});
  assert.deepEqual(calls.slice(0, 5), [
    ["(queued)", 0],
    ["dispatch", 1300],
    ["handler", 1300],
    ["(await) main.ts:15", 2100],
    ["(await) main.ts:15", 9100],
  ]);
});

oracleTest("speedscope names a foreign profile after its file", async () => {
  const { profile } = requestRecording();
  assert.equal((await written({ profile }, speedscopeCodec)).getName(), "profile.speedscope.json");
});

oracleTest("speedscope would notice a frame that is closed twice", async () => {
  const file = new TextDecoder().decode(speedscopeCodec.encode(requestRecording(), OPTIONS));
  const wrong = file.replace('{"type":"C","frame":0,"at":1300}', "$&,$&");
  assert.notEqual(wrong, file);
  const bytes = new TextEncoder().encode(wrong);
  await assert.rejects(imported(bytes, "a.speedscope.json"), /Trying? to leave|Tried to leave/);
});
