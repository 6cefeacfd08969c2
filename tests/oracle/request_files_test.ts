// callgrind_check.py judges what `serve` writes for real requests, waits and queueing included: the .cpuprofile
// of a request, converted, must pass every check. The callgrind file of the same request, written from the
// exact profile, must then say the same. The checker cannot be asked about it directly: a .cpuprofile has whole
// samples per line, from which it works out times that are coarser than those in our file.
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { callgrindCodec } from "../../src/format/callgrind/callgrind.ts";
import { cpuprofileCodec } from "../../src/format/cpuprofile/cpuprofile.ts";
import type { Profile } from "../../src/model/profile.ts";
import { SourceFiles } from "../../src/store/source_files.ts";
import { ServedApp } from "../e2e/served_app.ts";

const SHARED = Deno.env.get("RPS_SHARED") ??
  fileURLToPath(new URL("../../../shared", import.meta.url));
const CHECKER = `${SHARED}/oracles/callgrind_check.py`;
const ROOT = fileURLToPath(new URL("../..", import.meta.url));
/** Work, waits side by side, a stream, an error. */
const PATHS = ["/search?q=oak", "/cart/ada", "/", "/products/3", "/nowhere"];

/** Why the checker cannot be asked here, "" when it can. */
function whatIsMissing(): string {
  for (const path of [CHECKER, "/usr/bin/callgrind_annotate"]) {
    try {
      Deno.statSync(path);
    } catch {
      return `${path} is not there`;
    }
  }
  try {
    new Deno.Command("python3", { args: ["--version"] }).outputSync();
    return "";
  } catch {
    return "python3 is not installed";
  }
}

const missing = whatIsMissing();
const isSkipped = missing !== "" && !Deno.env.get("CI");

/** Requests all paths at once and writes both formats of each into `folder`; returns the ids. */
async function recorded(folder: string): Promise<number[]> {
  const formats = ["--format", "cpuprofile", "--kcachegrind", "--prof-file", "{id}"];
  await using served = await ServedApp.start(
    ["tests/apps/shop.ts", "0", "--prof-path", folder, ...formats],
    { cwd: ROOT },
  );
  await Promise.all(PATHS.map(async (path) => await (await fetch(served.url + path)).bytes()));
  await served.until(() => served.accessLines.length === PATHS.length, "all access lines");
  assert.equal(await served.stop(), 0);
  return PATHS.map((_, i) => i + 1);
}

interface Written {
  readonly profile: Profile;
  /** As converted from the .cpuprofile. */
  readonly converted: string;
  /** As written by serve. */
  readonly served: string;
}

async function written(folder: string, id: number): Promise<Written> {
  const recording = cpuprofileCodec.decode!(await Deno.readFile(`${folder}/${id}.cpuprofile`));
  const served = await Deno.readTextFile(`${folder}/callgrind.out.${id}.callgrind`);
  const creator = /^creator: (.*)$/m.exec(served)![1]!;
  const base = ROOT.replace(/\/$/, "");
  const bytes = callgrindCodec.encode(recording, {
    base,
    creator,
    readSource: new SourceFiles().read,
  });
  const path = `${folder}/${id}.converted`;
  await Deno.writeFile(path, bytes);
  const args = [CHECKER, "-q", path, "--cpuprofile", `${folder}/${id}.cpuprofile`, "--base", base];
  const { code, stdout } = await new Deno.Command("python3", { args }).output();
  assert.equal(code, 0, new TextDecoder().decode(stdout));
  return { profile: recording.profile, converted: new TextDecoder().decode(bytes), served };
}

/** A file without the self costs by line, and those costs. */
interface Taken {
  readonly rest: string;
  /** "fn=(3) 12" -> [busy, wait, samples] */
  readonly costs: ReadonlyMap<string, readonly number[]>;
}

/** Self costs are the lines of numbers that do not follow a call. */
function takeSelfCosts(text: string): Taken {
  const costs = new Map<string, readonly number[]>();
  const rest: string[] = [];
  let fn = "";
  for (const line of text.split("\n")) {
    if (line.startsWith("fn=")) fn = /^fn=\(\d+\)/.exec(line)![0];
    const isNumbers = /^\d+( \d+){3}$/.test(line) && !rest.at(-1)!.startsWith("calls=");
    if (!isNumbers) rest.push(line);
    else costs.set(`${fn} ${line.split(" ")[0]}`, line.split(" ").slice(1).map(Number));
  }
  return { rest: rest.join("\n"), costs };
}

/** Sums of the columns by function. */
function sums(costs: Taken["costs"]): Map<string, number[]> {
  const sums = new Map<string, number[]>();
  for (const [place, columns] of costs) {
    const fn = place.split(" ")[0]!;
    const sum = sums.get(fn) ?? [0, 0, 0];
    sums.set(fn, sum.map((value, i) => value + columns[i]!));
  }
  return sums;
}

/** No line may differ by more than the sample that a rounding moves, once per node of its function. */
function assertSameLines(
  served: Taken["costs"],
  converted: Taken["costs"],
  profile: Profile,
): void {
  const nodesByFrame = new Map<number, number>();
  for (const frame of profile.nodeFrame) {
    nodesByFrame.set(frame, (nodesByFrame.get(frame) ?? 0) + 1);
  }
  const longest = profile.weights.reduce((longest, weight) => Math.max(longest, weight), 0);
  const allowed = Math.max(...nodesByFrame.values()) * (longest + 1);
  for (const place of new Set([...served.keys(), ...converted.keys()])) {
    const [a, b] = [served.get(place) ?? [0, 0, 0], converted.get(place) ?? [0, 0, 0]];
    assert.ok(Math.abs(a[0]! - b[0]!) <= allowed, `${place}: ${a[0]} us, converted ${b[0]} us`);
  }
}

Deno.test({
  name: `files of real requests pass every check${isSkipped ? ` (skipped: ${missing})` : ""}`,
  ignore: isSkipped,
  async fn(t) {
    assert.equal(missing, "");
    const folder = await Deno.makeTempDir({ prefix: "request_files_test" });
    try {
      for (const id of await recorded(folder)) {
        await t.step(`request ${id}`, async () => {
          const { profile, converted, served } = await written(folder, id);
          const [ours, theirs] = [takeSelfCosts(served), takeSelfCosts(converted)];
          assert.equal(ours.rest, theirs.rest);
          assert.deepEqual(sums(ours.costs), sums(theirs.costs));
          assertSameLines(ours.costs, theirs.costs, profile);
        });
      }
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});
