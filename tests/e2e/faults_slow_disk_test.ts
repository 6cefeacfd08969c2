// A disk that is slower than the app: answers do not wait for it, what waits is in the spool, and nothing is lost.
import assert from "node:assert/strict";
import { join } from "@std/path";
import { readRecording } from "../../src/cli/read_recording.ts";
import { FaultLibrary, faultTest } from "./fault_library.ts";
import { isCodeCache } from "./program.ts";
import { ServedApp } from "./served_app.ts";

const APP = `Deno.serve(() => new Response("ok"));`;
/** Each profile takes three of these: to be written, and before and after it gets its name. */
const DELAY_MICROS = 200_000;
/** Of which most still wait when the answers have come, even if the machine is busy. */
const REQUESTS = 300;

/** So many megabytes of records that not all of them wait in memory. */
const LONG_TARGET = `/?${"q".repeat(60_000)}`;

interface Rig {
  readonly faults: FaultLibrary;
  readonly profiles: string;
  start(): Promise<ServedApp>;
  ids(): Promise<number[]>;
  /** What the server keeps for itself. */
  deleteSpool(): Promise<void>;
}

function test(name: string, run: (rig: Rig) => Promise<void>): void {
  faultTest(name, () => withRig(run));
}

async function withRig(run: (rig: Rig) => Promise<void>): Promise<void> {
  const dir = await Deno.makeTempDir({ prefix: "faults_slow_disk-" });
  const profiles = join(dir, "profiles");
  try {
    await Deno.mkdir(join(dir, "tmp"));
    await Deno.writeTextFile(join(dir, "app.js"), APP);
    const faults = await FaultLibrary.compile(dir, profiles);
    const args = ["--noreload", "--no-dashboard", "--prof-path", profiles, "--prof-file", "{id}"];
    await run({
      faults,
      profiles,
      start: () =>
        ServedApp.start([join(dir, "app.js"), "0", ...args], {
          env: { ...faults.env, TMPDIR: join(dir, "tmp") },
        }),
      ids: () => idsIn(profiles),
      deleteSpool: async () => {
        for (const { name } of Deno.readDirSync(join(dir, "tmp"))) {
          await Deno.remove(join(dir, "tmp", name), { recursive: true });
        }
      },
    });
    const left = [...Deno.readDirSync(join(dir, "tmp"))].map(({ name }) => name);
    assert.deepEqual(left.filter((name) => !isCodeCache(name)), []);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

/** Ids of the requests that have a whole profile, with those that have two twice. */
async function idsIn(profiles: string): Promise<number[]> {
  const ids: number[] = [];
  for (const { name } of Deno.readDirSync(profiles)) {
    if (name.startsWith(".")) continue;
    ids.push((await readRecording(join(profiles, name))).request!.id);
  }
  return ids.sort((a, b) => a - b);
}

/** `target` makes records of any size. */
async function ask(served: ServedApp, count: number, target = "/"): Promise<void> {
  for (let i = 0; i < count; i++) {
    assert.equal(await (await fetch(served.url + target)).text(), "ok");
  }
}

function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i + 1);
}

test("a slow disk: the app answers, profiles come later, all of them, and that is told once", async (rig) => {
  await using served = await rig.start();
  rig.faults.set({ delayMicros: DELAY_MICROS });
  await ask(served, REQUESTS);
  const written = (await rig.ids()).length;
  assert.ok(written < REQUESTS / 2, `${written} are written already`);
  let asked = REQUESTS;
  await served.until(() => {
    if (served.complaints.length > 0) return true;
    asked++;
    ask(served, 1).catch(() => {});
    return false;
  }, "a warning");
  assert.match(
    served.complaints[0]!,
    /^warning: Profiles in \S+ are written more slowly than requests come: \d+ are waiting, and the log is as late$/,
  );
  await ask(served, REQUESTS);
  rig.faults.set({});
  await served.line(/^warning: All profiles are written, none is waiting any more/);
  await served.until(() => served.accessLines.length === asked + REQUESTS, "all lines of the log");
  assert.equal(await served.stop(), 0);
  assert.equal(served.complaints.length, 2, served.complaints.join("\n"));
  assert.deepEqual(await rig.ids(), upTo(asked + REQUESTS));
});

test("megabytes that wait for a slow disk: read from the spool when their turn comes", async (rig) => {
  await using served = await rig.start();
  rig.faults.set({ delayMicros: DELAY_MICROS });
  await ask(served, REQUESTS, LONG_TARGET);
  rig.faults.set({});
  assert.equal(await served.stop(), 0);
  assert.deepEqual(served.complaints, []);
  assert.deepEqual(await rig.ids(), upTo(REQUESTS));
  const lengths = served.accessLines.filter((line) => line.includes(LONG_TARGET)).length;
  assert.equal(lengths, REQUESTS);
});

test("Ctrl-C while profiles wait for a slow disk: the server says so and writes them", async (rig) => {
  await using served = await rig.start();
  rig.faults.set({ delayMicros: DELAY_MICROS });
  await ask(served, REQUESTS);
  served.signal("SIGINT");
  await served.line(
    /^Writing \d+ profiles that are waiting; CONTROL-C leaves them to the next start\.$/,
  );
  rig.faults.set({});
  assert.equal((await served.ended()).code, 0);
  assert.deepEqual(await rig.ids(), upTo(REQUESTS));
});

test("Ctrl-C twice while profiles wait for a slow disk: the next start writes them", async (rig) => {
  {
    await using served = await rig.start();
    rig.faults.set({ delayMicros: DELAY_MICROS });
    await ask(served, REQUESTS);
    served.signal("SIGINT");
    await served.line(/^Writing \d+ profiles that are waiting/);
    served.signal("SIGINT");
    assert.equal((await served.ended()).code, 130);
    const left = served.lines.at(-1)!.match(
      /^warning: Left (\d+) profiles that are waiting to the next start/,
    );
    assert.ok(left, served.lines.join("\n"));
    // One of them may have got its file in the last moment.
    const sum = Number(left[1]) + (await rig.ids()).length;
    assert.ok(sum === REQUESTS || sum === REQUESTS + 1, `${sum} of ${REQUESTS}`);
  }
  rig.faults.set({});
  await using served = await rig.start();
  await served.line(/^Recovered \d+ requests/);
  assert.deepEqual(await rig.ids(), upTo(REQUESTS));
  assert.deepEqual(served.complaints, []);
  assert.equal(await served.stop(), 0);
});

test("a spool that is deleted while profiles wait for a slow disk: what is lost is told", async (rig) => {
  await using served = await rig.start();
  rig.faults.set({ delayMicros: DELAY_MICROS });
  await ask(served, REQUESTS, LONG_TARGET);
  await rig.deleteSpool();
  rig.faults.set({});
  assert.equal(await served.stop(), 0);
  const [told, ...others] = served.complaints
    // One that had begun in what was read.
    .filter((line) => !/^warning: Lost request \d+, /.test(line));
  const count = Number(
    told?.match(/^warning: Lost (\d+) requests that waited in the spool, and their profiles: /)
      ?.[1],
  );
  assert.ok(count > 0 && others.length === 0, served.lines.join("\n").replaceAll(/q+/g, "q"));
  assert.equal((await rig.ids()).length + count, REQUESTS);
});
