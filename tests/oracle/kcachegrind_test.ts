// The real KCacheGrind opens files of real requests of the demo app: what it displays, read through its
// accessibility interface, must be what is in the file, and the source it annotates must be the TypeScript.
// Its packages are large (Qt, X server, Graphviz), so a machine may do without them, unless RPS_KCACHEGRIND=1
// asks for this test.
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { ServedApp } from "../e2e/served_app.ts";

const SHARED = Deno.env.get("RPS_SHARED") ??
  fileURLToPath(new URL("../../../shared", import.meta.url));
const SHOT = `${SHARED}/oracles/kcachegrind_shot.sh`;
const CHECKER = `${SHARED}/oracles/callgrind_check.py`;
const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const PROGRAMS = "kcachegrind dot Xvfb openbox xdotool import dbus-run-session gdbus".split(" ");

/** Why KCacheGrind cannot be asked here, "" when it can. */
async function whatIsMissing(): Promise<string> {
  for (const file of [SHOT, CHECKER]) {
    if (!await isFile(file)) return `${file} is not there, set RPS_SHARED`;
  }
  const folders = (Deno.env.get("PATH") ?? "").split(":");
  for (const program of PROGRAMS) {
    const found = await Promise.all(folders.map((folder) => isFile(`${folder}/${program}`)));
    if (!found.includes(true)) return `${program} is not installed, packages in ${SHOT}`;
  }
  const python = new Deno.Command("/usr/bin/python3", { args: ["-c", "import pyatspi"] });
  const hasPyatspi = (await python.output().catch(() => ({ success: false }))).success;
  return hasPyatspi ? "" : `python3-pyatspi is not installed, packages in ${SHOT}`;
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await Deno.stat(path)).isFile;
  } catch {
    return false;
  }
}

const missing = await whatIsMissing();
const isSkipped = missing !== "" && Deno.env.get("RPS_KCACHEGRIND") !== "1";

/**
 * Seconds that the window gets to settle before it is read. Nothing tells when it has finished painting: on a
 * busy machine one has been read half. What is wrong stays wrong, so only the last try decides.
 */
const SETTLE_SECONDS = [3, 10, 30];

/** What kcachegrind_shot.sh read off the window. */
interface Display {
  readonly title: string;
  readonly selected: string;
  readonly functions: readonly {
    readonly name: string;
    readonly location: string;
    readonly incl: number;
    readonly self: number;
  }[];
  /** [line or "", cost or "", ..., text]; a row without a line is a call. */
  readonly source: readonly (readonly (number | string)[])[];
}

/** What to look at in KCacheGrind: a row of the function list, with an event's long name. */
interface Look {
  readonly fn: string;
  readonly event?: string;
}

/** Requests `path` of the shop and returns the callgrind file of that request. */
async function recorded(path: string, folder: string): Promise<string> {
  await using served = await ServedApp.start(
    ["tests/apps/shop.ts", "0", "--prof-path", folder, "--kcachegrind", "--prof-file", "{id}"],
    { cwd: ROOT },
  );
  // The first request of a route compiles it; the second is what people look at.
  for (let i = 0; i < 2; i++) await (await fetch(served.url + path)).text();
  await served.until(() => served.accessLines.length === 2, "two access lines");
  assert.equal(await served.stop(), 0);
  return `${folder}/callgrind.out.2.callgrind`;
}

/** Opens the file and has `judge` look at the display, again if it finds fault. */
async function look(
  callgrind: string,
  { fn, event = "" }: Look,
  judge: (display: Display) => void | Promise<void>,
): Promise<void> {
  const faults: unknown[] = [];
  for (const settle of SETTLE_SECONDS) {
    try {
      return await judge(await displayed(callgrind, { fn, event, settle }));
    } catch (fault) {
      faults.push(fault);
    }
  }
  throw new AggregateError(faults, `KCacheGrind was wrong ${faults.length} times`);
}

async function displayed(
  callgrind: string,
  { fn, event, settle }: Required<Look> & { settle: number },
): Promise<Display> {
  const picture = `${callgrind}.png`;
  const env = { SETTLE: `${settle}` };
  const shot = await output("bash", [SHOT, callgrind, picture, fn, event], env);
  assert.equal(shot.code, 0, shot.text);
  assert.ok((await Deno.stat(picture)).size > 20_000, "the picture is empty");
  const check = await output("python3", [CHECKER, callgrind, "--kcachegrind", `${picture}.json`]);
  assert.equal(check.code, 0, check.text);
  assert.match(check.text, /^ok +KCachegrind inclusive costs/m);
  return JSON.parse(await Deno.readTextFile(`${picture}.json`));
}

async function output(
  program: string,
  args: string[],
  env: Record<string, string> = {},
): Promise<{ code: number; text: string }> {
  const { code, stdout, stderr } = await new Deno.Command(program, { args, env }).output();
  const decoder = new TextDecoder();
  return { code, text: decoder.decode(stdout) + decoder.decode(stderr) };
}

/** Line -> cost of the source shown, after a comparison of its text with the file's. */
async function annotatedSource(display: Display, file: string): Promise<Map<number, number>> {
  const path = fileURLToPath(new URL(`../apps/shop/${file}`, import.meta.url));
  const lines = (await Deno.readTextFile(path)).split("\n");
  const [head, ...rows] = display.source;
  assert.equal(head!.at(-1), `--- From '${path}' ---`);
  const costByLine = new Map<number, number>();
  for (const row of rows) {
    const [line, cost] = row;
    if (typeof line !== "number") continue;
    // A few lines around those with a cost are shown, also behind the end of the file.
    assert.equal(row.at(-1), lines[line - 1] ?? "", `line ${line} of ${file}`);
    if (typeof cost === "number") costByLine.set(line, cost);
  }
  return costByLine;
}

/** The row of a function, which must be there once. */
function rowOf({ functions }: Display, name: RegExp): Display["functions"][number] {
  const rows = functions.filter((row) => name.test(row.name));
  assert.equal(rows.length, 1, `${rows.length} rows are like ${name}`);
  return rows[0]!;
}

/** Runs in a temporary folder; where KCacheGrind is asked for by RPS_KCACHEGRIND it must be there. */
function kcachegrindTest(name: string, run: (folder: string) => Promise<void>): void {
  Deno.test({
    name: isSkipped ? `${name} (skipped: ${missing})` : name,
    ignore: isSkipped,
    async fn() {
      assert.equal(missing, "");
      const folder = await Deno.makeTempDir({ prefix: "kcachegrind_test" });
      try {
        await run(folder);
      } finally {
        await Deno.remove(folder, { recursive: true });
      }
    },
  });
}

kcachegrindTest("KCacheGrind shows the functions and the source of a request", async (folder) => {
  const callgrind = await recorded("/search?q=oak", folder);
  await look(callgrind, { fn: "editDistance" }, async (display) => {
    assert.match(display.title, /\[GET \/search\?q=oak -> 200 \([\d.]+ ms\)\]$/);
    for (const name of ["searchProducts", "scoreProduct", "editDistance"]) {
      const { location } = rowOf(display, new RegExp(`^${name} .*/shop/catalog\\.ts:\\d+:\\d+$`));
      assert.equal(location, "app: catalog.ts");
    }
    const { self, name } = rowOf(display, /^editDistance /);
    assert.equal(display.selected, name);
    const costByLine = await annotatedSource(display, "catalog.ts");
    assert.ok(costByLine.size > 1, "the cost is on one line");
    assert.equal(costByLine.values().reduce((sum, cost) => sum + cost, 0), self);
  });
  await look(callgrind, { fn: "wordSimilarity" }, (display) => {
    const { source } = display;
    const call = source.findIndex((row) => /^ *\d+ calls? to 'editDistance /.test(`${row.at(-1)}`));
    assert.ok(call > 0, "no call");
    assert.match(`${source[call - 1]!.at(-1)}`, /1 - editDistance\(a, b\)/);
    // Not all of it: V8 leaves frames out now and then, and editDistance has another caller then.
    const cost = Number(source[call]![1]);
    assert.ok(cost > 0 && cost <= rowOf(display, /^editDistance /).incl, `${cost} us`);
  });
});

kcachegrindTest("KCacheGrind shows a wait at the line of its await", async (folder) => {
  const callgrind = await recorded("/cart/ada", folder);
  const wait = { fn: "(await) tests", event: "Wait time (us)" };
  await look(callgrind, wait, async (display) => {
    const { self, incl } = rowOf(display, /^\(await\) tests\/apps\/shop\/database\.ts:\d+:\d+$/);
    // Two queries of 6 and 9 ms side by side, less what the request itself did meanwhile.
    assert.ok(self >= 5_000 && self === incl, `${self} us of ${incl} us`);
    const costByLine = await annotatedSource(display, "database.ts");
    assert.deepEqual([...costByLine.values()], [self]);
  });
});
