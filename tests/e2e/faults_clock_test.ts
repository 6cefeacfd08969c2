// Somebody sets the clock while the app is served, back and forth: durations are by another clock, dates by the one
// that was valid, and no profile takes another's place.
import assert from "node:assert/strict";
import { join } from "@std/path";
import { readRecording } from "../../src/cli/read_recording.ts";
import type { RequestRecord } from "../../src/model/request_record.ts";
import { FaultLibrary, faultTest } from "./fault_library.ts";
import { program } from "./program.ts";
import { ServedApp } from "./served_app.ts";

const APP = `Deno.serve(async () => {
  const end = performance.now() + 2;
  while (performance.now() < end);
  await new Promise((resolve) => setTimeout(resolve, 5));
  return new Response("ok");
});`;
const HOUR_S = 3_600;
/** By how much the clock is wrong, one after the other. */
const OFFSETS_S = [0, -HOUR_S, 0, HOUR_S, 0];
const REQUESTS_EACH = 8;
/** More than the whole test takes, and far less than the clock is set by. */
const SLACK_MS = 15 * 60_000;

interface Served {
  readonly records: readonly RequestRecord[];
  /** Of the list page. */
  readonly rows: readonly { readonly name: string; readonly time: number }[];
  readonly warnings: readonly string[];
}

async function serveThrough(dir: string, profiles: string): Promise<Served> {
  const faults = await FaultLibrary.compile(dir, profiles);
  // Whole seconds: the same names come again when the clock shows the same time again.
  const names = ["--prof-path", profiles, "--prof-file", "{path}.{time}"];
  await using served = await ServedApp.start([join(dir, "app.js"), "0", "--noreload", ...names], {
    env: { ...faults.env, TMPDIR: dir },
  });
  for (const [index, clockSeconds] of OFFSETS_S.entries()) {
    faults.set({ clockSeconds });
    const load = Array.from({ length: REQUESTS_EACH }, () => fetch(served.url));
    for (const response of await Promise.all(load)) assert.equal(await response.text(), "ok");
    // Before the clock is set again: it is read once per chunk.
    await served.until(
      () => served.accessLines.length === (index + 1) * REQUESTS_EACH,
      "access lines",
    );
  }
  const dashboard = served.lines.join("\n").match(/http:\S+(?=\s*$)/gm)!
    .find((url) => !url.startsWith(served.url))!;
  const { rows } = await (await fetch(new URL("/requests.json", dashboard))).json();
  assert.equal(await served.stop(), 0);
  const files = Array.from(Deno.readDirSync(profiles), ({ name }) => join(profiles, name));
  const recordings = await Promise.all(files.map((file) => readRecording(file)));
  return {
    records: recordings.map(({ request }) => request!).sort((a, b) => a.id - b.id),
    rows,
    warnings: served.complaints,
  };
}

/** How many requests `gather` counts. */
async function gathered(dir: string, profiles: string, since: string): Promise<number> {
  const { path, args, env } = program(["gather", profiles, "--since", since, "--json", "-o", dir]);
  const { stdout } = await new Deno.Command(path, { args, env }).output();
  const text = new TextDecoder().decode(stdout);
  return Array.from(text.matchAll(/"requests":\s*(\d+)/g), ([, count]) => Number(count))[0]!;
}

faultTest(
  "a clock that is set back and forth: durations and dates are right, nothing is overwritten",
  async () => {
    const dir = await Deno.makeTempDir({ prefix: "faults_clock-" });
    try {
      await Deno.writeTextFile(join(dir, "app.js"), APP);
      const profiles = join(dir, "profiles");
      const { records, rows, warnings } = await serveThrough(dir, profiles);
      assert.deepEqual(warnings, []);
      const count = OFFSETS_S.length * REQUESTS_EACH;
      assert.deepEqual(records.map(({ id }) => id), Array.from({ length: count }, (_, i) => i + 1));
      for (const record of records) {
        const { id, start, end, cpu, gc, wait, queued, unsampled, startedAt } = record;
        const told = JSON.stringify(record);
        assert.ok(end - start >= 7_000 && end - start < SLACK_MS * 1000, told);
        assert.ok(Math.abs(cpu + gc + wait + queued + unsampled - (end - start)) <= 1, told);
        assert.ok((record.backlog ?? 0) < SLACK_MS * 1000, told);
        const offset = OFFSETS_S[Math.floor((id - 1) / REQUESTS_EACH)]!;
        assert.ok(Math.abs(startedAt - Date.now() - offset * 1000) < SLACK_MS, told);
      }
      const dates = (times: readonly number[]) => times.toSorted((a, b) => a - b);
      assert.deepEqual(
        dates(rows.map(({ time }) => time)),
        dates(records.map(({ startedAt }) => startedAt)),
      );
      assert.equal(new Set(rows.map(({ name }) => name)).size, count);
      // What lies in the future has begun since then, too.
      assert.equal(await gathered(dir, profiles, "30m"), 4 * REQUESTS_EACH);
      assert.equal(await gathered(dir, profiles, "2h"), 5 * REQUESTS_EACH);
    } finally {
      await Deno.remove(dir, { recursive: true });
    }
  },
);
