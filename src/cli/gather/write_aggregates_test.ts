import assert from "node:assert/strict";
import { join } from "@std/path";
import { codecByName, codecs } from "../../format/codecs.ts";
import { cpuprofileCodec } from "../../format/cpuprofile/cpuprofile.ts";
import { ProfileBuilder } from "../../model/profile_builder.ts";
import { ProfileDir } from "../../store/profile_dir.ts";
import type { GroupResult } from "./request_groups.ts";
import { RemovalJournal } from "./removal_journal.ts";
import { inFolder } from "./request_file_test_rig.ts";
import { type AggregateWish, writeAggregates } from "./write_aggregates.ts";

function resultOf(key: string, fileBase: string): GroupResult {
  return {
    key,
    fileBase,
    build: () => {
      const builder = new ProfileBuilder(0);
      builder.sample(0, 70);
      const durations = { count: 2, total: 70, values: [30, 40] };
      return {
        profile: builder.build(),
        statistics: { durations, functions: [], repeated: [] },
      };
    },
    sampleCount: 5,
    slowestFile: "a",
  };
}

/** Writes the groups and returns all names in the folder afterwards. */
async function write(
  folder: string,
  results: readonly GroupResult[],
  wish: Partial<AggregateWish> = {},
): Promise<string[]> {
  await writeAggregates(results, {
    dir: await ProfileDir.open(folder),
    codecs: [cpuprofileCodec],
    encodeOptions: { base: "", creator: "test" },
    areOriginalsRemoved: false,
    journal: await RemovalJournal.open(folder),
    originals: [],
    signal: new AbortController().signal,
    ...wish,
  });
  return [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
}

Deno.test("writeAggregates() writes each group in each format", () =>
  inFolder(async (folder) => {
    assert.deepEqual(await write(folder, [resultOf("GET /a", "GET.a")], { codecs }), [
      "GET.a.agg.cpuprofile",
      "GET.a.agg.folded",
      "GET.a.agg.pb.gz",
      "GET.a.agg.report.md",
      "GET.a.agg.speedscope.json",
      "callgrind.out.GET.a.agg.callgrind",
    ]);
    const bytes = await Deno.readFile(join(folder, "GET.a.agg.cpuprofile"));
    const { aggregate, profile, notes } = cpuprofileCodec.decode!(bytes);
    assert.deepEqual(aggregate, { key: "GET /a", requests: 2, duration: 70 });
    assert.deepEqual(notes, [{ name: "Recorded samples", value: "5" }]);
    assert.equal(profile.end - profile.start, 70);
  }));

Deno.test("writeAggregates() replaces the aggregate of the last run", () =>
  inFolder(async (folder) => {
    await Deno.writeTextFile(join(folder, "GET.a.agg.cpuprofile"), "old");
    assert.deepEqual(await write(folder, [resultOf("GET /a", "GET.a")]), ["GET.a.agg.cpuprofile"]);
    assert.notEqual(await Deno.readTextFile(join(folder, "GET.a.agg.cpuprofile")), "old");
  }));

Deno.test("writeAggregates() keeps groups apart whose names agree, whatever the case", () =>
  inFolder(async (folder) => {
    const results = [resultOf("GET /a/b", "GET.a.b"), resultOf("GET /a.B", "GET.a.B")];
    assert.deepEqual(await write(folder, results), [
      "GET.a.B-1.agg.cpuprofile",
      "GET.a.b.agg.cpuprofile",
    ]);
  }));

Deno.test("writeAggregates() does not replace a request that is called like an aggregate", () =>
  inFolder(async (folder) => {
    const original = join(folder, "GET.a.agg.cpuprofile");
    await Deno.writeTextFile(original, "request");
    await write(folder, [resultOf("GET /a", "GET.a")], { originals: [original] });
    assert.equal(await Deno.readTextFile(original), "request");
  }));

Deno.test("writeAggregates() never replaces the last copy of removed requests", async () => {
  for (const format of ["cpuprofile", "callgrind"]) {
    await inFolder(async (folder) => {
      const wish = { codecs: [codecByName(format)], areOriginalsRemoved: true };
      const [name] = await write(folder, [resultOf("GET /a", "GET.a")], wish);
      const removed = await Deno.readTextFile(join(folder, name!));
      const later = await write(folder, [resultOf("GET /a", "GET.a")], { codecs: wish.codecs });
      assert.equal(later.length, 2);
      assert.equal(await Deno.readTextFile(join(folder, name!)), removed);
      // The later one is no last copy, so it is replaced as usual.
      assert.deepEqual(
        await write(folder, [resultOf("GET /a", "GET.a")], { codecs: wish.codecs }),
        later,
      );
    });
  }
});

Deno.test("writeAggregates() stops between two groups", () =>
  inFolder(async (folder) => {
    const controller = new AbortController();
    const first = resultOf("GET /a", "GET.a");
    const build = () => {
      controller.abort(new Error("stop"));
      return first.build();
    };
    const results = [{ ...first, build }, resultOf("GET /b", "GET.b")];
    await assert.rejects(write(folder, results, { signal: controller.signal }), {
      message: "stop",
    });
    const [name, ...others] = [...Deno.readDirSync(folder)].map((entry) => entry.name);
    assert.deepEqual([name, others], ["GET.a.agg.cpuprofile", []]);
  }));
