import assert from "node:assert/strict";
import { join } from "@std/path";
import { cpuprofileCodec } from "../../format/cpuprofile/cpuprofile.ts";
import { commands } from "../commands.ts";
import { runGather } from "./gather.ts";
import { parseArgs } from "../parse_args.ts";
import { readRoutes } from "./read_routes.ts";
import { inFolder, requestFile } from "./request_file_test_rig.ts";
import type { FoldPlan } from "./source_folder.ts";
import { recordedTerminal } from "../terminal_test_rig.ts";

const PLAN: FoldPlan = { by: "route", template: "{path}", since: -Infinity, only: [], skip: [] };

async function read(folder: string, plan = PLAN) {
  const { terminal } = recordedTerminal();
  const signal = new AbortController().signal;
  const { routes, skipped } = await readRoutes([folder], { plan, terminal, signal });
  return { routes: await Promise.all(routes.map(({ build }) => build())), skipped };
}

async function gather(...args: readonly string[]): Promise<void> {
  await runGather(parseArgs(commands.gather, args), recordedTerminal().terminal);
}

/** Two routes, of two requests and of one. */
async function inRequests(test: (folder: string) => Promise<void>): Promise<void> {
  await inFolder(async (folder) => {
    for (const [name, path] of [["a1", "/a"], ["a2", "/a"], ["b", "/b"]] as const) {
      await Deno.writeFile(join(folder, `${name}.cpuprofile`), requestFile({ path }));
    }
    await test(folder);
  });
}

Deno.test("readRoutes() takes requests, and aggregates only where there are none", () =>
  inRequests(async (folder) => {
    const ofRequests = await read(folder);
    assert.deepEqual(ofRequests.routes.map(({ key }) => key), ["GET /a", "GET /b"]);
    // Beside its requests an aggregate counts for nothing.
    await gather(folder);
    assert.deepEqual(await read(folder), ofRequests);
    await gather(folder, "--delete");
    const ofAggregates = await read(folder);
    assert.equal(ofAggregates.routes[0]!.statistics.durations.count, 2);
    assert.deepEqual(
      ofAggregates.routes.map(({ statistics }) => statistics),
      ofRequests.routes.map(({ statistics }) => statistics),
    );
  }));

Deno.test("readRoutes() refuses aggregates that it cannot use", () =>
  inRequests(async (folder) => {
    await gather(folder, "-o", join(folder, "sums"));
    const sums = join(folder, "sums");
    const filtered = { ...PLAN, skip: ["x"] };
    await assert.rejects(read(sums, filtered), { message: "Cannot use --skip with aggregates" });
    await Deno.copyFile(join(sums, "GET.a.agg.cpuprofile"), join(sums, "copy.cpuprofile"));
    await assert.rejects(read(sums), {
      message: 'Cannot use "copy.cpuprofile": there is another aggregate of "GET /a"',
    });
    await Deno.remove(join(sums, "copy.cpuprofile"));
    const path = join(sums, "GET.b.agg.cpuprofile");
    const { statistics: _, ...old } = cpuprofileCodec.decode!(await Deno.readFile(path));
    await Deno.writeFile(path, cpuprofileCodec.encode(old, { base: "", creator: "" }));
    await assert.rejects(read(sums), {
      message: 'Cannot use "GET.b.agg.cpuprofile": it does not say how its requests differ',
    });
  }));
