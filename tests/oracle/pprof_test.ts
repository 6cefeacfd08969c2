// `go tool pprof` judges our pprof files: every row of -top, every stack of -traces, and the lines of -list,
// against what brute force makes of the same profile.
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import fc from "fast-check";
import type { Recording } from "../../src/format/codec.ts";
import { functionName } from "../../src/format/callgrind/callgrind_names.ts";
import { cpuprofileCodec } from "../../src/format/cpuprofile/cpuprofile.ts";
import { pprofCodec } from "../../src/format/pprof/pprof.ts";
import { wholeMicros } from "../../src/format/whole_micros.ts";
import type { Frame, Profile } from "../../src/model/profile.ts";
import { ProfileBuilder } from "../../src/model/profile_builder.ts";
import { SourceFiles } from "../../src/store/source_files.ts";
import { arbitraryProfile } from "../arbitrary_profile.ts";
import { requestRecording } from "../golden/request_recording.ts";
import { expectedCosts, expectedStacks } from "./expected_costs.ts";

const SHARED = Deno.env.get("RPS_SHARED") ??
  fileURLToPath(new URL("../../../shared", import.meta.url));
const FIXTURES = `${SHARED}/fixtures`;
const OPTIONS = { base: "/srv/app", creator: "runprofileserver 0.1.0" };
const RANDOM_PROFILES = 16;
const PROCESSES = 4;

const VALUES = ["samples", "wall", "wait", "cpu"] as const;
type Value = typeof VALUES[number];

/** Why the oracle cannot be asked here, "" when it can. */
function whatIsMissing(): string {
  try {
    Deno.statSync(FIXTURES);
  } catch {
    return `${FIXTURES} is not there, set RPS_SHARED`;
  }
  try {
    new Deno.Command("go", { args: ["version"] }).outputSync();
    return "";
  } catch {
    return "go is not installed";
  }
}

const missing = whatIsMissing();
const isSkipped = missing !== "" && !Deno.env.get("CI");

/** Runs in a temporary folder; a missing oracle skips the test, but fails it where CI is set. */
function oracleTest(name: string, run: (t: Deno.TestContext, temp: string) => Promise<void>): void {
  Deno.test({
    name: isSkipped ? `${name} (skipped: ${missing})` : name,
    ignore: isSkipped,
    async fn(t) {
      assert.equal(missing, "");
      const temp = await Deno.makeTempDir({ prefix: "pprof_test" });
      try {
        await run(t, temp);
      } finally {
        await Deno.remove(temp, { recursive: true });
      }
    },
  });
}

/** What `go tool pprof` prints. It says nothing on standard error unless something is wrong. */
async function pprof(...args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await new Deno.Command("go", {
    args: ["tool", "pprof", ...args],
    env: { PPROF_TMPDIR: "/nonexistent" },
  }).output();
  const complaints = new TextDecoder().decode(stderr);
  assert.ok(code === 0 && complaints === "", `pprof ${args.join(" ")}: ${code} ${complaints}`);
  return new TextDecoder().decode(stdout);
}

/** "12us" -> 12, "12" -> 12 */
function numberOf(shown: string): number {
  assert.match(shown, /^\d+(us)?$/);
  return parseInt(shown, 10);
}

const nameOf = (frame: Frame): string => functionName(frame, OPTIONS.base).name;

/** What sample i of the profile counts for. */
function valuesOf(profile: Profile, value: Value): (sample: number, leaf: Frame) => number {
  const weights = wholeMicros(profile.weights);
  return (i, leaf) => {
    if (value === "samples") return 1;
    if (value === "wall") return weights[i]!;
    return (value === "wait") === (leaf.kind === "wait") ? weights[i]! : 0;
  };
}

/** Asserts that pprof's table has exactly the functions of the profile, each with its self and total. */
async function judgeTop(file: string, profile: Profile, value: Value): Promise<void> {
  const args = ["-top", "-trim=false", "-unit=us", `-sample_index=${value}`, file];
  const rows = [...(await pprof(...args)).matchAll(/^ *(\S+) +\S+% +\S+% +(\S+) +\S+% {2}(.*)$/gm)]
    .map(([, self, total, name]) => ({
      name: name!,
      self: numberOf(self!),
      total: numberOf(total!),
    }))
    .filter(({ total }) => total > 0);
  const expected = expectedCosts(profile, { nameOf, valueOf: valuesOf(profile, value) });
  assert.equal(rows.length, expected.size, `${value}: functions`);
  for (const { name, self, total } of rows) {
    assert.deepEqual({ self, total }, expected.get(name), `${value} of ${name}`);
  }
}

/** Asserts that pprof's traces have exactly the stacks of the profile. */
async function judgeTraces(file: string, profile: Profile, value: Value): Promise<void> {
  const text = await pprof("-traces", "-unit=us", `-sample_index=${value}`, file);
  const actual = new Map<string, number>();
  for (const trace of text.split(/^-+\+-+\n/m).slice(1, -1)) {
    // Labels come first: "      path:  /users".
    const [, shown, stack] = /^ *(\d+u?s?) {3}(.*(?:\n {13}.*)*)/m.exec(trace)!;
    addTo(actual, stack!.replace(/^ {13}/gm, ""), numberOf(shown!));
  }
  const expected = new Map<string, number>();
  const stacks = expectedStacks(profile, { nameOf, valueOf: valuesOf(profile, value) });
  for (const { names, value } of stacks) addTo(expected, names.join("\n"), value);
  assert.deepEqual(Object.fromEntries(actual), Object.fromEntries(expected), value);
}

function addTo(sums: Map<string, number>, key: string, value: number): void {
  if (value > 0) sums.set(key, (sums.get(key) ?? 0) + value);
}

interface Case {
  readonly name: string;
  readonly recording: Recording;
  /** The tables to look at. */
  readonly values: readonly Value[];
}

async function judge(t: Deno.TestContext, cases: readonly Case[], temp: string): Promise<void> {
  const failures = new Map<Case, unknown>();
  const waiting = cases.entries();
  await Promise.all(Array.from({ length: PROCESSES }, async () => {
    for (const [i, next] of waiting) {
      const file = `${temp}/${i}.pb.gz`;
      await Deno.writeFile(file, pprofCodec.encode(next.recording, OPTIONS));
      try {
        for (const value of next.values) await judgeTop(file, next.recording.profile, value);
        await judgeTraces(file, next.recording.profile, "wall");
      } catch (error) {
        failures.set(next, error);
      }
    }
  }));
  for (const next of cases) {
    await t.step(next.name, () => {
      if (failures.has(next)) throw failures.get(next);
    });
  }
}

/** Every profile of a folder that can be read. */
function fixtures(folder: string): Case[] {
  const names = [...Deno.readDirSync(`${FIXTURES}/${folder}`)].map(({ name }) => name)
    .filter((name) => name.endsWith(".cpuprofile")).sort();
  assert.notEqual(names.length, 0, folder);
  return names.map((name) => {
    const bytes = Deno.readFileSync(`${FIXTURES}/${folder}/${name}`);
    return { name, recording: cpuprofileCodec.decode!(bytes), values: ["cpu", "wall"] };
  });
}

for (const folder of ["node", "third-party", "synthetic"]) {
  oracleTest(`pprof shows the ${folder} profiles as they are`, async (t, temp) => {
    await judge(t, fixtures(folder), temp);
  });
}

oracleTest("pprof shows random profiles as they are", async (t, temp) => {
  const weight = fc.oneof(fc.nat(100_000), fc.double({ min: 0, max: 1e5, noNaN: true }));
  const profiles = fc.sample(arbitraryProfile({ weight }), { numRuns: RANDOM_PROFILES, seed: 7 });
  const cases = profiles.map((profile, i) => (
    { name: `random ${i}`, recording: { profile }, values: VALUES }
  ));
  await judge(t, cases, temp);
});

oracleTest("pprof shows a request as it is", async (t, temp) => {
  await judge(t, [{ name: "request", recording: requestRecording(), values: VALUES }], temp);
});

oracleTest("pprof shows above each report what was recorded", async (_, temp) => {
  const file = `${temp}/a.pb.gz`;
  await Deno.writeFile(file, pprofCodec.encode(requestRecording(), OPTIONS));
  const [head] = (await pprof("-top", file)).split("Showing nodes");
  assert.match(head!, /^GET \/users\/42\?q=\S+ 200 18\.8ms$/m);
  assert.match(head!, /^Parts: cpu 3\.2 \+ gc 0\.3 \+ wait 14\.0 \+ queued 1\.3 ms$/m);
  assert.match(head!, /^Type: cpu$/m);
  assert.match(head!, /^Duration: 18\.75ms, Total samples = 3450us \(18\.40%\)$/m);
  assert.doesNotMatch(head!, /"version"/);
});

oracleTest("pprof keeps the requests of several files apart", async (_, temp) => {
  const recording = requestRecording();
  const files = await Promise.all([200, 404, 500].map(async (status, i) => {
    const request = { ...recording.request!, id: i + 1, status, route: `/r${i}` };
    const file = `${temp}/${i}.pb.gz`;
    await Deno.writeFile(file, pprofCodec.encode({ ...recording, request }, OPTIONS));
    return file;
  }));
  const tags = await pprof("-tags", ...files);
  assert.match(tags, / route: Total 10\.3ms\n +3\.5ms \(33\.33%\): \/r0\n/);
  assert.match(tags, / id: Total 10\.3ms\n +3\.5ms \(33\.33%\): 1\n/);
  const roots = await pprof("-top", "-tagroot=route,status", ...files);
  assert.match(roots, / 3450us 33\.33% {2}\/r1\n/);
  assert.match(roots, / 3450us 33\.33% {2}404\n/);
});

oracleTest("pprof finds requests by status", async (_, temp) => {
  const file = `${temp}/a.pb.gz`;
  await Deno.writeFile(file, pprofCodec.encode(requestRecording(), OPTIONS));
  const { stdout } = await new Deno.Command("go", {
    args: ["tool", "pprof", "-top", "-tagfocus=status=200:299", file],
  }).output();
  assert.match(new TextDecoder().decode(stdout), /Showing nodes accounting for 3450us/);
});

oracleTest("pprof shows the time beside the lines of the source", async (_, temp) => {
  const source = `${temp}/main.ts`;
  const text = Array.from({ length: 20 }, (_, i) => `// source of line ${i + 1}`);
  await Deno.writeTextFile(source, text.join("\n"));
  const builder = new ProfileBuilder(0);
  const url = `file://${source}`;
  const at = { url, line: 10, column: 1 } as const;
  const handler = builder.node(0, { name: "handler", ...at, kind: "app" });
  for (let i = 0; i < 4; i++) builder.sample(handler, 100);
  builder.line(handler, 12, 300);
  builder.line(handler, 14, 100);
  builder.sample(builder.node(handler, { name: "(await)", ...at, line: 13, kind: "wait" }), 5000);
  const file = `${temp}/a.pb.gz`;
  await Deno.writeFile(file, pprofCodec.encode({ profile: builder.build() }, OPTIONS));
  const list = await pprof("-list=^handler", "-unit=us", "-sample_index=wall", file);
  assert.match(list, /^ +300us +300us +12:\/\/ source of line 12$/m);
  assert.match(list, /^ +\. +5000us +13:\/\/ source of line 13$/m);
  assert.match(list, /^ +100us +100us +14:\/\/ source of line 14$/m);
});

oracleTest("pprof shows what a call took beside its line", async (_, temp) => {
  const source = `${temp}/main.js`;
  const text =
    "function outer() {\n  const a = 1;\n  return inner(a);\n}\nfunction inner(a) {\n}\n";
  await Deno.writeTextFile(source, text);
  const url = `file://${source}`;
  const builder = new ProfileBuilder(0);
  const outer = builder.node(0, { name: "outer", url, line: 1, column: 15, kind: "app" });
  const inner = builder.node(outer, { name: "inner", url, line: 5, column: 15, kind: "app" });
  builder.sample(inner, 700);
  const file = `${temp}/a.pb.gz`;
  const options = { ...OPTIONS, readSource: new SourceFiles().read };
  await Deno.writeFile(file, pprofCodec.encode({ profile: builder.build() }, options));
  const list = await pprof("-list=^outer", "-unit=us", file);
  assert.match(list, /^ +\. +700us +3: {2}return inner\(a\);$/m);
  assert.match(list, /^ +\. +\. +1:function outer\(\) \{$/m);
});

oracleTest("pprof reads the file unpacked as well, and would notice damage", async (_, temp) => {
  const packed = pprofCodec.encode(requestRecording(), OPTIONS);
  await Deno.writeFile(`${temp}/plain.pb`, gunzipSync(packed));
  await judgeTop(`${temp}/plain.pb`, requestRecording().profile, "cpu");
  const damaged = packed.with(-6, packed.at(-6)! ^ 1);
  await Deno.writeFile(`${temp}/damaged.pb.gz`, damaged);
  await assert.rejects(pprof("-top", `${temp}/damaged.pb.gz`), /checksum/);
});
