// gather is killed at random points: no original may be lost, and no aggregate be half there. Five times here; the
// fifty times of the issue are GATHER_KILLS=50.
import assert from "node:assert/strict";
import { dirname, fromFileUrl, join } from "@std/path";
import { inFolder, requestFile } from "../../src/cli/gather/request_file_test_rig.ts";
import { cpuprofileCodec } from "../../src/format/cpuprofile/cpuprofile.ts";
import { signalChild } from "../../src/supervisor/signal_child.ts";

const MAIN = join(dirname(dirname(dirname(fromFileUrl(import.meta.url)))), "main.ts");
const KILLS = Number(Deno.env.get("GATHER_KILLS") ?? 5);
/** Enough for workers. */
const FILES = 240;
const ROUTES = 12;

type Files = ReadonlyMap<string, Uint8Array>;

function start(folder: string, ...args: readonly string[]): Deno.ChildProcess {
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", "--quiet", MAIN, "gather", folder, "--quiet", ...args],
    stdin: "null",
    stdout: "null",
    stderr: "inherit",
  }).spawn();
}

async function writeFiles(folder: string): Promise<void> {
  await Promise.all(Array.from({ length: FILES }, (_, i) =>
    Deno.writeFile(
      join(folder, `${i}.cpuprofile`),
      requestFile({ path: `/${i}`, route: `/r${i % ROUTES}`, cpu: 1000 + i }),
    )));
}

/** Everything that is not hidden. */
async function contentOf(folder: string): Promise<Files> {
  const files = new Map<string, Uint8Array>();
  for await (const { name } of Deno.readDir(folder)) {
    if (!name.startsWith(".")) files.set(name, await Deno.readFile(join(folder, name)));
  }
  return files;
}

/** What a run that nobody disturbs leaves, and how long it takes. */
async function undisturbed(...args: readonly string[]): Promise<{ files: Files; ms: number }> {
  const result = { files: new Map<string, Uint8Array>() as Files, ms: 0 };
  await inFolder(async (folder) => {
    await writeFiles(folder);
    const begin = performance.now();
    assert.ok((await start(folder, ...args).status).success);
    result.ms = performance.now() - begin;
    result.files = await contentOf(folder);
  });
  return result;
}

/** Starts gather and kills it at some point, or lets it end when it is faster. */
async function disturbed(folder: string, ms: number, ...args: readonly string[]): Promise<void> {
  const child = start(folder, ...args);
  const timer = setTimeout(() => signalChild(child, "SIGKILL"), Math.random() * ms);
  await child.status;
  clearTimeout(timer);
}

/** Aggregates that are there are whole; returns the routes whose requests they have. */
function checkAggregates(files: Files, expected: Files): Set<string> {
  const routes = new Set<string>();
  for (const [name, bytes] of files) {
    if (!name.includes(".agg.")) continue;
    assert.deepEqual(bytes, expected.get(name), name);
    routes.add(cpuprofileCodec.decode!(bytes).aggregate!.key);
  }
  return routes;
}

Deno.test(`gather that is killed ${KILLS} times leaves originals and whole aggregates`, async () => {
  const { files: expected, ms } = await undisturbed();
  await inFolder(async (folder) => {
    await writeFiles(folder);
    const originals = await contentOf(folder);
    for (let i = 0; i < KILLS; i++) {
      // On top of what the ones before have left.
      await disturbed(folder, ms);
      const now = await contentOf(folder);
      for (const [name, bytes] of originals) assert.deepEqual(now.get(name), bytes, name);
      checkAggregates(now, expected);
    }
    assert.ok((await start(folder).status).success);
    assert.deepEqual(await contentOf(folder), expected);
  });
});

/** Gathers what is left: then every request is in one aggregate, whenever the runs before were killed. */
async function checkNothingCountedTwice(folder: string): Promise<void> {
  const { success } = await start(folder, "--delete").status;
  assert.ok(success);
  let requests = 0;
  for (const [name, bytes] of await contentOf(folder)) {
    assert.ok(name.includes(".agg."), `${name} is left`);
    requests += cpuprofileCodec.decode!(bytes).aggregate!.requests;
  }
  assert.equal(requests, FILES);
}

/** Resolves when something in the folder has changed for which `isIt`, to be killed there. */
async function until(folder: string, isIt: (names: readonly string[]) => boolean): Promise<void> {
  const deadline = Date.now() + 20_000;
  while (!isIt(Array.from(Deno.readDirSync(folder), ({ name }) => name))) {
    assert.ok(Date.now() < deadline, "gather does not come so far");
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

for (
  const [when, isIt] of [
    [
      "when the first aggregate is there",
      (names: readonly string[]) => names.some((name) => name.includes(".agg.")),
    ],
    [
      "when the first original is gone",
      (names: readonly string[]) => names.filter((name) => /^\d/.test(name)).length < FILES,
    ],
  ] as const
) {
  Deno.test(`gather --delete that is killed ${when} counts nothing twice`, () =>
    inFolder(async (folder) => {
      await writeFiles(folder);
      const child = start(folder, "--delete");
      await until(folder, isIt);
      signalChild(child, "SIGKILL");
      await child.status;
      await checkNothingCountedTwice(folder);
    }));
}

Deno.test(`gather --delete that is killed ${KILLS} times loses no request`, async () => {
  const { files: expected, ms } = await undisturbed("--delete");
  for (let i = 0; i < KILLS; i++) {
    await inFolder(async (folder) => {
      await writeFiles(folder);
      await disturbed(folder, ms, "--delete");
      const now = await contentOf(folder);
      const gathered = checkAggregates(now, expected);
      for (let file = 0; file < FILES; file++) {
        const isThere = now.has(`${file}.cpuprofile`);
        assert.ok(isThere || gathered.has(`GET /r${file % ROUTES}`), `request ${file} is lost`);
      }
      await checkNothingCountedTwice(folder);
    });
  }
});
