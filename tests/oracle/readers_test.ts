// Profiles of every origin are read right: totals, functions and self times agree with brute force on the JSON,
// for the fixtures and for files of newer programs made here. The latter, in golden/formats/foreign, are of a
// loop over fib(15) in Bun 1.4, Deno 2.9, Node.js 20 (one recording as trace and as .cpuprofile, with a worker)
// and Chromium 156 (a page beside another one of the browser's own).
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { gunzipSync, gzipSync } from "node:zlib";
import { decodeRecording } from "../../src/cli/read_recording.ts";
import { cpuprofileCodec } from "../../src/format/cpuprofile/cpuprofile.ts";
import type { Note, Recording } from "../../src/format/codec.ts";
import { markdownCodec } from "../../src/format/markdown/markdown.ts";
import { checkProfile, type Profile } from "../../src/model/profile.ts";
import { assertGolden } from "../golden/golden_file.ts";
import { profileCosts } from "./profile_costs.ts";
import { type RawCosts, rawProfileCosts } from "./raw_profile_costs.ts";
import { rawTraceProfiles } from "./raw_trace_profiles.ts";

const SHARED = Deno.env.get("RPS_SHARED") ??
  fileURLToPath(new URL("../../../shared", import.meta.url));
const FOREIGN = fileURLToPath(new URL("../golden/formats/foreign", import.meta.url));
const MAIN = fileURLToPath(new URL("../../main.ts", import.meta.url));
const OPTIONS = { base: "/tmp/work", creator: "runprofileserver 0.1.0" };

/** Why the fixtures are not read, "" when they are; CI must have them. */
const missing = isFolder(`${SHARED}/fixtures`) || Deno.env.get("CI")
  ? ""
  : ` (without the fixtures: ${SHARED} is not there, set RPS_SHARED)`;

function isFolder(path: string): boolean {
  try {
    return Deno.statSync(path).isDirectory;
  } catch {
    return false;
  }
}

/** Files of these folders in the order of their names. */
function files(folders: readonly string[], pattern: RegExp): string[] {
  return folders.flatMap((folder) =>
    [...Deno.readDirSync(folder)].map(({ name }) => `${folder}/${name}`)
      .filter((path) => pattern.test(path)).sort()
  );
}

const folders = [
  ...(missing ? [] : ["node", "third-party", "synthetic"].map((it) => `${SHARED}/fixtures/${it}`)),
  FOREIGN,
];
const profiles = files(folders, /\.cpuprofile$/);
const traces = files(folders, /trace[^/]*\.json(\.gz)?$/);

async function json(path: string): Promise<unknown> {
  const bytes = await Deno.readFile(path);
  return JSON.parse(new TextDecoder().decode(path.endsWith(".gz") ? gunzipSync(bytes) : bytes));
}

async function read(path: string): Promise<Recording> {
  const recording = await decodeRecording(await Deno.readFile(path), path);
  checkProfile(recording.profile);
  return recording;
}

function sorted<T>(map: ReadonlyMap<string, T>): [string, T][] {
  return [...map].sort(([a], [b]) => a < b ? -1 : 1);
}

function assertCosts(actual: RawCosts, expected: RawCosts): void {
  assert.equal(actual.total, expected.total, "total");
  assert.deepEqual(sorted(actual.self), sorted(expected.self), "self times");
}

Deno.test(`every .cpuprofile is read right${missing}`, async (t) => {
  for (const path of profiles) {
    await t.step(path, async () => {
      assertCosts(profileCosts((await read(path)).profile), rawProfileCosts(await json(path)));
    });
  }
});

for (const path of traces) {
  Deno.test(`the profile in ${path.slice(path.lastIndexOf("/") + 1)} is read right`, async () => {
    const { profile, notes } = await read(path);
    const candidates = rawTraceProfiles(await json(path)).map((candidate) => {
      const costs = rawProfileCosts(candidate.file, candidate.lines);
      return { ...candidate, costs, busy: costs.total - (costs.self.get("(idle)||0|0") ?? 0) };
    });
    const main = candidates.filter(({ thread }) => thread.includes("Main"));
    const chosen = main.reduce((a, b) => b.busy > a.busy ? b : a);
    assertCosts(profileCosts(profile), chosen.costs);
    assert.equal(note(notes, "Thread"), `${chosen.thread} of process ${chosen.pid}`);
    const others = note(notes, "Other profiles")?.split(", ").length ?? 1;
    // The list ends with ", left out".
    assert.equal(others - 1, candidates.length - 1);
    assertLines(profile, chosen.costs);
  });
}

function note(notes: readonly Note[] | undefined, name: string): string | undefined {
  return notes?.find((note) => note.name === name)?.value;
}

/** Time on the function's own line may be more: samples without a line are there as well. */
function assertLines(profile: Profile, { byLine }: RawCosts): void {
  const actual = profileCosts(profile);
  for (const [key, micros] of byLine) {
    const [, url, line, , sampled] = key.split("|");
    if (url === "") continue;
    const read = actual.byLine.get(key) ?? 0;
    assert.ok(line === sampled ? read >= micros : read === micros, `${key}: ${read} us`);
  }
}

Deno.test("a trace and a .cpuprofile of one recording are the same profile", async () => {
  const trace = profileCosts((await read(`${FOREIGN}/node_trace.json.gz`)).profile);
  const { profile } = await read(`${FOREIGN}/node_trace.cpuprofile`);
  // Node.js makes a URL of a CommonJS module's path in the one, but not in the other.
  const frames = profile.frames.map((frame) => ({
    ...frame,
    url: frame.url.replace("file://", ""),
  }));
  const file = profileCosts({ ...profile, frames });
  assertCosts(trace, file);
  // V8 writes the line of each sample in the one and counts ticks by line in the other, native code's too.
  const places = [...file.byLine.keys()].filter((key) => !key.includes("||0|0|"));
  assert.ok(places.length > 20);
  assert.deepEqual([...trace.byLine.keys()].sort(), places.sort());
});

Deno.test("a Chrome trace becomes a report that names its thread and lines", async () => {
  const recording = await read(`${FOREIGN}/chrome_trace.json.gz`);
  const text = new TextDecoder().decode(markdownCodec.encode(recording, OPTIONS));
  assertGolden("formats/chrome_trace.md", text);
});

Deno.test("convert reads standard input, gzipped or not", async () => {
  const bytes = await Deno.readFile(`${FOREIGN}/deno.cpuprofile`);
  const { profile } = cpuprofileCodec.decode!(bytes);
  for (const input of [bytes, new Uint8Array(gzipSync(bytes))]) {
    const converted = await convertStdin(input);
    assert.deepEqual(
      profileCosts(cpuprofileCodec.decode!(converted).profile),
      profileCosts(profile),
    );
  }
});

async function convertStdin(input: Uint8Array): Promise<Uint8Array> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", MAIN, "convert", "-", "--to", "cpuprofile"],
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(input);
  await writer.close();
  const { code, stdout, stderr } = await child.output();
  assert.equal(code, 0, new TextDecoder().decode(stderr));
  return stdout;
}
