import assert from "node:assert/strict";
import { join } from "@std/path";
import { commands } from "../commands.ts";
import { runGather } from "./gather.ts";
import { parseArgs } from "../parse_args.ts";
import { inFolder, type MadeRequest, requestFile } from "./request_file_test_rig.ts";
import { recordedTerminal } from "../terminal_test_rig.ts";

async function gather(...args: readonly string[]) {
  const { terminal, streams } = recordedTerminal();
  const code = await runGather(parseArgs(commands.gather, args), terminal);
  return { code, ...streams };
}

/** Files of requests that take a little more each, so that ranks are clear. */
async function put(folder: string, count: number, made: MadeRequest): Promise<void> {
  await Deno.mkdir(folder, { recursive: true });
  const { path = "/", cpu = 1000 } = made;
  for (let i = 0; i < count; i++) {
    const bytes = requestFile({ ...made, cpu: cpu + 2 * i });
    await Deno.writeFile(join(folder, `${path.slice(1)}.${i}.cpuprofile`), bytes);
  }
}

/** Two folders: /slow takes twice as long afterwards, /same does not. */
async function inTwoFolders(test: (old: string, now: string) => Promise<void>): Promise<void> {
  await inFolder(async (folder) => {
    const [old, now] = [join(folder, "old"), join(folder, "new")];
    await put(old, 12, { path: "/slow", cpu: 1000 });
    await put(now, 10, { path: "/slow", cpu: 2000 });
    for (const side of [old, now]) await put(side, 8, { path: "/same" });
    await put(old, 1, { path: "/gone" });
    await put(now, 1, { path: "/fresh" });
    await test(old, now);
  });
}

Deno.test("gather --diff tells what became slower, and which function it is", () =>
  inTwoFolders(async (old, now) => {
    const { code, stdout, stderr } = await gather("--diff", old, now);
    assert.deepEqual([code, stderr], [0, ""]);
    const [routes, functions, only] = stdout.split("\n\n");
    assert.match(
      routes!,
      /^route +requests +p50 ms +p95 ms +cpu ms +wait ms +duration\nGET \/slow +12 -> 10 +1\.5 -> 2\.5 +1\.5 -> 2\.5 +1\.0 -> 2\.0 +0\.5 -> 0\.5 +\+66\.\d % \(p=0\.000\)\nGET \/same +8 -> 8 +1\.5 -> 1\.5 +1\.5 -> 1\.5 +1\.0 -> 1\.0 +0\.5 -> 0\.5 +~ \(p=1\.000\)$/,
    );
    assert.match(
      functions!,
      /^GET \/slow, per request:\nfunction +self ms +total ms +self +total\nhandler .*app\.ts:10:3 +1\.0 -> 2\.0 +1\.5 -> 2\.5 +\+98\.\d % \(p=0\.000\) +\+66\.\d % \(p=0\.000\)$/,
    );
    assert.equal(only, "Only before: GET /gone\nOnly after: GET /fresh\n");
  }));

Deno.test("gather --diff --json says everything, in microseconds", () =>
  inTwoFolders(async (old, now) => {
    const { stdout } = await gather("--diff", old, now, "--json");
    const { routes, onlyBefore, onlyAfter } = JSON.parse(stdout);
    assert.deepEqual([onlyBefore, onlyAfter], [["GET /gone"], ["GET /fresh"]]);
    const [, slow] = routes;
    assert.equal(slow.key, "GET /slow");
    assert.deepEqual(slow.requests, { before: 12, after: 10 });
    assert.deepEqual(slow.p95, { before: 1522, after: 2518 });
    const { p, ...duration } = slow.duration;
    assert.deepEqual(duration, { before: 1510, after: 2508, verdict: "higher" });
    assert.ok(p < 0.001);
    const { self, total, ...handler } = slow.functions[0];
    assert.deepEqual(handler, {
      name: "handler",
      url: "file:///srv/app.ts",
      line: 10,
      column: 3,
      isIn: "both",
    });
    assert.deepEqual([self.before, self.after, total.before], [1011, 2009, 1511]);
  }));

Deno.test("gather --diff of aggregates says the same as of their folders", () =>
  inTwoFolders(async (old, now) => {
    const ofFolders = await gather("--diff", old, now, "--json");
    for (const side of [old, now]) await gather(side, "-o", `${side}-sums`);
    assert.deepEqual(await gather("--diff", `${old}-sums`, `${now}-sums`, "--json"), ofFolders);
    // Files too, and a folder whose originals are gone.
    await gather(old, "--delete");
    assert.deepEqual(await gather("--diff", old, `${now}-sums`, "--json"), ofFolders);
    const one = "GET.slow.agg.cpuprofile";
    const { stdout } = await gather("--diff", join(old, one), join(now, "..", "new-sums", one));
    assert.match(stdout, /^route .*\nGET \/slow .*\n\nGET \/slow, /);
  }));

Deno.test("gather --diff says when there are too few requests", () =>
  inFolder(async (folder) => {
    for (const [side, cpu] of [["old", 1000], ["new", 9000]] as const) {
      await put(join(folder, side), 3, { path: "/a", cpu });
    }
    const { stdout } = await gather("--diff", join(folder, "old"), join(folder, "new"));
    assert.match(stdout, / too few requests\n$/);
  }));

Deno.test("gather --diff refuses what it cannot compare", () =>
  inTwoFolders(async (old, now) => {
    const refusals: Readonly<Record<string, readonly string[]>> = {
      "Cannot use --diff with 1 operand: expected OLD and NEW": [old],
      "Cannot use --diff with 3 operands: expected OLD and NEW": [old, now, old],
      "Cannot use --delete with --diff": [old, now, "--delete"],
      "Cannot use -o with --diff": [old, now, "-o", "x"],
      "Cannot use --format with --diff": [old, now, "--format", "pprof"],
      "Cannot use --check with --diff": [old, now, "--check", "x"],
    };
    for (const [message, args] of Object.entries(refusals)) {
      await assert.rejects(gather("--diff", ...args), { name: "UserError", message, exitCode: 2 });
    }
    await gather(old, "-o", `${old}-sums`);
    await assert.rejects(gather("--diff", `${old}-sums`, now, "--only", "/slow"), {
      message: "Cannot use --only with aggregates",
    });
    await Deno.mkdir(join(old, "..", "empty"));
    const empty = join(old, "..", "empty");
    await assert.rejects(gather("--diff", empty, now), {
      message: `Cannot use "${empty}": no profiles of requests there`,
    });
  }));
