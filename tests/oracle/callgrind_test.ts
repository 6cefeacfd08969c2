// An independent program judges our callgrind files: callgrind_check.py reads a .cpuprofile on its own,
// computes every number by brute force, reads our file as strictly as the strictest reader does, and runs
// callgrind_annotate on it. Profiles: recorded ones, hard cases made by hand, random ones of our own.
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { UserError } from "../../src/errors.ts";
import { callgrindCodec } from "../../src/format/callgrind/callgrind.ts";
import { detectCodec } from "../../src/format/codecs.ts";
import { cpuprofileCodec } from "../../src/format/cpuprofile/cpuprofile.ts";
import type { Recording } from "../../src/format/codec.ts";
import { arbitraryProfile } from "../arbitrary_profile.ts";
import { requestRecording } from "../golden/request_recording.ts";

const SHARED = Deno.env.get("RPS_SHARED") ??
  fileURLToPath(new URL("../../../shared", import.meta.url));
const CHECKER = `${SHARED}/oracles/callgrind_check.py`;
const GENERATOR = `${SHARED}/oracles/make_synthetic.py`;
const FIXTURES = `${SHARED}/fixtures`;
const OPTIONS = { base: "/srv/app", creator: "runprofileserver 0.1.0" };
const RANDOM_PROFILES = 24;
const PROCESSES = 4;

/** Why the oracle cannot be asked here, "" when it can. */
function whatIsMissing(): string {
  if (!exists(CHECKER)) return `${CHECKER} is not there, set RPS_SHARED`;
  if (!exists("/usr/bin/callgrind_annotate")) return "callgrind_annotate is not installed";
  try {
    new Deno.Command("python3", { args: ["--version"] }).outputSync();
    return "";
  } catch {
    return "python3 is not installed";
  }
}

function exists(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
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
      const temp = await Deno.makeTempDir({ prefix: "callgrind_test" });
      try {
        await run(t, temp);
      } finally {
        await Deno.remove(temp, { recursive: true });
      }
    },
  });
}

/** A callgrind file and the .cpuprofile that it must agree with. */
interface Pair {
  readonly name: string;
  readonly cpuprofile: string;
  readonly callgrind: string;
}

/** What the checker has to say, "" when every check passed. */
async function complaints({ cpuprofile, callgrind }: Pair): Promise<string> {
  const args = [CHECKER, "-q", callgrind, "--cpuprofile", cpuprofile, "--base", OPTIONS.base];
  const { code, stdout, stderr } = await new Deno.Command("python3", { args }).output();
  const text = new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
  return code === 0 && /^VERDICT PASS/m.test(text) ? "" : text || `exit code ${code}`;
}

async function judge(t: Deno.TestContext, pairs: readonly Pair[]): Promise<void> {
  const verdicts = new Map<Pair, string>();
  const waiting = pairs.values();
  await Promise.all(Array.from({ length: PROCESSES }, async () => {
    for (const pair of waiting) verdicts.set(pair, await complaints(pair));
  }));
  for (const pair of pairs) await t.step(pair.name, () => assert.equal(verdicts.get(pair), ""));
}

/** Every .cpuprofile in the folder, converted into `temp`. */
function converted(folder: string, temp: string): Pair[] {
  const names = [...Deno.readDirSync(folder)].map(({ name }) => name)
    .filter((name) => name.endsWith(".cpuprofile")).sort();
  assert.notEqual(names.length, 0, folder);
  return names.map((name) => {
    const cpuprofile = `${folder}/${name}`;
    const recording = cpuprofileCodec.decode!(Deno.readFileSync(cpuprofile));
    const callgrind = `${temp}/${name}.callgrind`;
    Deno.writeFileSync(callgrind, callgrindCodec.encode(recording, OPTIONS));
    return { name, cpuprofile, callgrind };
  });
}

/** One recording in both formats. */
function inBothFormats(name: string, recording: Recording, temp: string): Pair {
  const pair = {
    name,
    cpuprofile: `${temp}/${name}.cpuprofile`,
    callgrind: `${temp}/${name}.callgrind`,
  };
  Deno.writeFileSync(pair.cpuprofile, cpuprofileCodec.encode(recording, OPTIONS));
  Deno.writeFileSync(pair.callgrind, callgrindCodec.encode(recording, OPTIONS));
  return pair;
}

for (const folder of ["node", "third-party", "synthetic"]) {
  oracleTest(`callgrind files of the ${folder} profiles pass every check`, async (t, temp) => {
    await judge(t, converted(`${FIXTURES}/${folder}`, temp));
  });
}

oracleTest("callgrind files of newly made hard cases pass every check", async (t, temp) => {
  // The generator writes beside itself.
  await Deno.copyFile(GENERATOR, `${temp}/make_synthetic.py`);
  const { code, stderr } = await new Deno.Command("python3", {
    args: [`${temp}/make_synthetic.py`],
  }).output();
  assert.equal(code, 0, new TextDecoder().decode(stderr));
  await judge(t, converted(`${temp}/samples/syn`, temp));
});

oracleTest("both formats of a request agree", async (t, temp) => {
  await judge(t, [inBothFormats("request", requestRecording(), temp)]);
});

oracleTest(
  "both formats of random profiles agree, also in parts of a microsecond",
  async (t, temp) => {
    const weight = fc.oneof(fc.nat(100_000), fc.double({ min: 0, max: 1e5, noNaN: true }));
    const profiles = fc.sample(arbitraryProfile({ weight }), { numRuns: RANDOM_PROFILES, seed: 7 });
    await judge(t, profiles.map((profile, i) => inBothFormats(`random ${i}`, { profile }, temp)));
  },
);

oracleTest("the checker would notice a microsecond too many", async (_, temp) => {
  const pair = inBothFormats("wrong", requestRecording(), temp);
  const text = await Deno.readTextFile(pair.callgrind);
  await Deno.writeTextFile(pair.callgrind, text.replace("\n13 600 0 3\n", "\n13 601 0 3\n"));
  assert.match(await complaints(pair), /FAIL {2}sum of self costs = summary/);
});

oracleTest("a third-party profile that was cut off is refused with a reason", async (t) => {
  for (const { name } of Deno.readDirSync(`${FIXTURES}/third-party`)) {
    if (!name.endsWith(".cpuprofile")) continue;
    const bytes = await Deno.readFile(`${FIXTURES}/third-party/${name}`);
    await t.step(name, () => {
      assert.throws(
        () => cpuprofileCodec.decode!(bytes.subarray(0, bytes.length >> 1)),
        (error) => {
          assert.ok(error instanceof UserError);
          assert.match(error.message, /^Broken \.cpuprofile: not JSON \(/);
          return true;
        },
      );
    });
  }
});

oracleTest("a Chrome trace is not taken for a profile", async () => {
  for (
    const name of ["chrome-trace-speedscope-116", "chrome-trace-speedscope-65-simple-timeline"]
  ) {
    const bytes = await Deno.readFile(`${FIXTURES}/third-party/${name}.json`);
    assert.equal(detectCodec(bytes), undefined, name);
  }
});
