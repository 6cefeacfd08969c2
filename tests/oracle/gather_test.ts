// A Python script gathers the same files again, from their JSON alone, and compares every function and line with
// the aggregates. Mixed with requests are files of other programs, in shapes that V8 writes.
import assert from "node:assert/strict";
import fc from "fast-check";
import { fromFileUrl, join } from "@std/path";
import { largeProfile } from "../../scripts/bench/large_profile.ts";
import { commands } from "../../src/cli/commands.ts";
import { runGather } from "../../src/cli/gather/gather.ts";
import { parseArgs } from "../../src/cli/parse_args.ts";
import { inFolder } from "../../src/cli/gather/request_file_test_rig.ts";
import { recordedTerminal } from "../../src/cli/terminal_test_rig.ts";
import { cpuprofileCodec } from "../../src/format/cpuprofile/cpuprofile.ts";
import type { Profile } from "../../src/model/profile.ts";
import type { RequestRecord } from "../../src/model/request_record.ts";
import { arbitraryProfile } from "../arbitrary_profile.ts";

const ORACLE = fromFileUrl(new URL("./gather_oracle.py", import.meta.url));
const SHARED = Deno.env.get("RPS_SHARED") ??
  fromFileUrl(new URL("../../../shared", import.meta.url));
/** Enough for workers. */
const RANDOM_REQUESTS = 260;

function missingPython(): string {
  try {
    return new Deno.Command("python3", { args: ["--version"] }).outputSync().success
      ? ""
      : "python3 does not work";
  } catch {
    return "no python3";
  }
}

function record(id: number, { start, end }: Profile): RequestRecord {
  const route = ["/users/:id", "/posts/:id/edit", "", "/"][id % 4]!;
  return {
    id,
    pid: 1,
    method: id % 5 === 0 ? "POST" : "GET",
    // Without a route the path is the key, so some must come again.
    path: route === "" ? `/plain/${id % 7}` : route.replace(":id", String(id)),
    query: "",
    host: "localhost",
    route,
    status: 200,
    responseBytes: 1,
    outcome: "completed",
    startedAt: 1_795_333_599_000 + id,
    start,
    end,
    cpu: (end - start) / 3,
    gc: 0,
    wait: (end - start) / 7,
    queued: 0,
    unsampled: 0,
  };
}

/** Requests whose files are made by our codec. */
async function writeRandomRequests(folder: string): Promise<void> {
  const profiles = fc.sample(arbitraryProfile(), { numRuns: RANDOM_REQUESTS, seed: 7 });
  for (const [id, profile] of profiles.entries()) {
    const bytes = cpuprofileCodec.encode({ profile, request: record(id, profile) }, {
      base: "",
      creator: "",
    });
    await Deno.writeFile(join(folder, `request.${id}.cpuprofile`), bytes);
  }
}

/** Recordings of V8's shape, with lines and late samples: half of them with a record, half foreign. */
async function writeRecordings(folder: string): Promise<void> {
  await Deno.mkdir(join(folder, "sub"));
  for (let i = 0; i < 24; i++) {
    const size = { nodes: 150, samples: 700, functions: 90 };
    const text = new TextDecoder().decode(largeProfile(size, 31 * (i + 1)));
    if (i % 2 === 0) {
      const name = `users.${i % 6}.${String(i).padStart(6, "0")}ms.1795333${500 + i}.cpuprofile`;
      await Deno.writeTextFile(join(folder, "sub", name), text);
      continue;
    }
    const { profile } = cpuprofileCodec.decode!(new TextEncoder().encode(text));
    const info = JSON.stringify({ version: 1, request: record(1000 + i, profile) });
    const bytes = `${text.slice(0, -1)},"runprofileserver":${info}}`;
    await Deno.writeTextFile(join(folder, `recorded.${i}.cpuprofile`), bytes);
  }
}

/** Recordings of node --cpu-prof, where they are at hand. */
async function copyFixtures(folder: string): Promise<void> {
  try {
    for await (const { name } of Deno.readDir(join(SHARED, "fixtures", "node"))) {
      await Deno.copyFile(join(SHARED, "fixtures", "node", name), join(folder, `node-${name}`));
    }
  } catch (error) {
    if (Deno.env.get("CI") || !(error instanceof Deno.errors.NotFound)) throw error;
  }
}

async function gather(folder: string): Promise<string> {
  const { terminal, streams } = recordedTerminal();
  const code = await runGather(parseArgs(commands.gather, [folder, "--json"]), terminal);
  assert.deepEqual([code, streams.stderr], [0, ""]);
  return streams.stdout;
}

async function ask(folder: string, report: string): Promise<{ code: number; text: string }> {
  const path = join(folder, "report.json");
  await Deno.writeTextFile(path, report);
  const command = new Deno.Command("python3", { args: [ORACLE, folder, path] });
  const { code, stdout, stderr } = await command.output();
  const decoder = new TextDecoder();
  return { code, text: decoder.decode(stdout) + decoder.decode(stderr) };
}

const missing = missingPython();
const isSkipped = missing !== "" && !Deno.env.get("CI");

Deno.test({
  name: `gather agrees with Python on mixed and foreign files${isSkipped ? ` (${missing})` : ""}`,
  ignore: isSkipped,
  fn: () =>
    inFolder(async (folder) => {
      await writeRandomRequests(folder);
      await writeRecordings(folder);
      await copyFixtures(folder);
      const report = await gather(folder);
      const answer = await ask(folder, report);
      assert.equal(answer.code, 0, answer.text);
      assert.match(answer.text, /^\d+ files in \d+ groups agree\n$/);
      // The judge must be able to say no: one microsecond in one sum.
      const wrong = JSON.parse(report);
      wrong.groups[0].p95Micros++;
      assert.equal((await ask(folder, JSON.stringify(wrong))).code, 1);
      const aggregate = join(folder, wrong.groups[0].files[0]);
      const text = await Deno.readTextFile(aggregate);
      const changed = text.replace(
        /"timeDeltas":\[0,(\d+)/,
        (_, first) => `"timeDeltas":[0,${Number(first) + 1}`,
      );
      assert.notEqual(changed, text);
      await Deno.writeTextFile(aggregate, changed);
      assert.equal((await ask(folder, report)).code, 1);
    }),
});
