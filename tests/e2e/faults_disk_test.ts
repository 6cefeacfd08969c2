// Whatever happens to the disk, the app answers, the user hears of it once, and writing resumes by itself.
import assert from "node:assert/strict";
import { join } from "@std/path";
import { ServedApp } from "./served_app.ts";
import { SmallDisk } from "./small_disk.ts";

const APP = `Deno.serve(() => {
  const end = performance.now() + 2;
  while (performance.now() < end);
  return new Response("ok");
});`;
const REQUESTS = 20;
const canMount = await SmallDisk.isPossible();

interface Rig {
  readonly served: ServedApp;
  readonly profiles: string;
  readonly temp: string;
  /** Asks REQUESTS times, and waits until the log has said so. */
  ask(): Promise<void>;
}

/**
 * Serves an app with its profiles in `profiles` and its spool in `temp`, subfolders of a new folder by default. What
 * the test returns is run when the server has ended.
 */
async function serving(
  test: (rig: Rig) => Promise<void | (() => void)>,
  folders: { profiles?: string; temp?: string } = {},
): Promise<void> {
  const dir = await Deno.makeTempDir({ prefix: "faults_disk-" });
  const { profiles = join(dir, "profiles"), temp = join(dir, "tmp") } = folders;
  await Deno.mkdir(temp, { recursive: true });
  await Deno.writeTextFile(join(dir, "app.js"), APP);
  try {
    await using served = await ServedApp.start(
      [join(dir, "app.js"), "0", "--noreload", "--prof-path", profiles, "--prof-file", "{id}"],
      { env: { TMPDIR: temp } },
    );
    const ask = async () => {
      const before = served.accessLines.length;
      for (let i = 0; i < REQUESTS; i++) {
        const response = await fetch(served.url);
        assert.equal(await response.text(), "ok");
      }
      await served.until(() => served.accessLines.length === before + REQUESTS, "access lines");
    };
    const afterwards = await test({ served, profiles, temp, ask });
    assert.equal(await served.stop(), 0, served.lines.join("\n"));
    afterwards?.();
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

function warnings({ served }: Rig): readonly string[] {
  return served.complaints;
}

function filesIn(folder: string): string[] {
  return Array.from(Deno.readDirSync(folder), ({ name }) => name)
    .filter((name) => name.endsWith(".cpuprofile"));
}

/** Nothing half-written, under whatever name. */
function assertClean(folder: string): void {
  for (const { name } of Deno.readDirSync(folder)) {
    if (name === "filler") continue;
    assert.match(name, /^\d+\.cpuprofile$/);
    JSON.parse(Deno.readTextFileSync(join(folder, name)));
  }
}

/** Asks until a file has appeared: a failure must be over for a moment before that is told. */
async function askUntil(rig: Rig, pattern: RegExp): Promise<void> {
  const deadline = Date.now() + 20_000;
  while (!rig.served.lines.some((line) => pattern.test(line))) {
    assert.ok(Date.now() < deadline, `No ${pattern} in\n${rig.served.lines.join("\n")}`);
    await rig.ask();
  }
}

/** A fault comes, is told once, goes, and that is told once. */
async function assertTold(rig: Rig, fault: RegExp, steps: {
  begin(): Promise<void>;
  end(): Promise<void>;
}): Promise<void> {
  await rig.ask();
  assert.equal(filesIn(rig.profiles).length, REQUESTS);
  assert.deepEqual(warnings(rig), []);
  await steps.begin();
  await rig.ask();
  await rig.ask();
  const [first, ...others] = warnings(rig);
  assert.match(first!, fault);
  assert.deepEqual(others, []);
  await steps.end();
  await askUntil(rig, /Profiles are written again; \d+ are missing/);
  assert.equal(warnings(rig).length, 2, warnings(rig).join("\n"));
  assertClean(rig.profiles);
}

Deno.test("a profile folder that becomes a file: told once, and written again afterwards", () =>
  serving(async (rig) => {
    const aside = `${rig.profiles}-aside`;
    await assertTold(rig, /^warning: Cannot write the profile of GET \/: .*it is not a folder/, {
      begin: async () => {
        await Deno.rename(rig.profiles, aside);
        await Deno.writeTextFile(rig.profiles, "");
      },
      end: async () => {
        await Deno.remove(rig.profiles);
        await Deno.rename(aside, rig.profiles);
      },
    });
  }));

Deno.test("a profile folder that is deleted is made again", () =>
  serving(async (rig) => {
    await rig.ask();
    await Deno.remove(rig.profiles, { recursive: true });
    await rig.ask();
    assert.equal(filesIn(rig.profiles).length, REQUESTS);
    assert.deepEqual(warnings(rig), []);
  }));

Deno.test("a spool folder that is deleted costs nothing while the app runs", () =>
  serving(async (rig) => {
    await rig.ask();
    for (const { name } of Deno.readDirSync(rig.temp)) {
      await Deno.remove(join(rig.temp, name), { recursive: true });
    }
    await rig.ask();
    assert.equal(filesIn(rig.profiles).length, 2 * REQUESTS);
    assert.deepEqual(warnings(rig), []);
  }));

Deno.test({
  name:
    "a full disk for profiles: told once, nothing half-written, written again when there is room",
  ignore: !canMount,
  fn: async () => {
    await using disk = await SmallDisk.mount(1024);
    await serving(
      (rig) =>
        assertTold(
          rig,
          /^warning: Cannot write the profile of GET \/: .*no space left on the disk/,
          {
            begin: () => disk.fill(),
            end: () => disk.free(),
          },
        ),
      { profiles: disk.path },
    );
  },
});

Deno.test({
  name: "a profile folder that becomes read-only: told once, written again afterwards",
  ignore: !canMount,
  fn: async () => {
    await using disk = await SmallDisk.mount(1024);
    await serving(
      (rig) =>
        assertTold(
          rig,
          /^warning: Cannot write the profile of GET \/: .*file system is read-only/,
          {
            begin: () => disk.setWritable(false),
            end: () => disk.setWritable(true),
          },
        ),
      { profiles: disk.path },
    );
  },
});

Deno.test({
  name: "a full disk for the spool: the app answers, every request is in the log afterwards",
  ignore: !canMount,
  fn: async () => {
    await using disk = await SmallDisk.mount(1024);
    await serving(async (rig) => {
      await rig.ask();
      await disk.fill();
      for (let i = 0; i < REQUESTS; i++) assert.equal((await fetch(rig.served.url)).status, 200);
      await rig.served.line(/^warning: Cannot write to .*spool-1: no space left on the disk/);
      await disk.free();
      await rig.served.until(() => {
        fetch(rig.served.url).then((response) => response.text()).catch(() => {});
        return rig.served.lines.some((line) => /^warning: The spool is written again/.test(line));
      }, "the end of it");
      return () => {
        // None of those that were asked for while the disk was full is missing.
        const { accessLines } = rig.served;
        assert.ok(accessLines.length > 2 * REQUESTS, rig.served.lines.join("\n"));
        assert.equal(filesIn(rig.profiles).length, accessLines.length);
        assertClean(rig.profiles);
        assert.equal(warnings(rig).length, 2, warnings(rig).join("\n"));
      };
    }, { temp: disk.path });
  },
});

Deno.test("ten thousand files in the folder, of the very names that are wanted", () =>
  serving(async (rig) => {
    for (let i = 0; i < 10_000; i++) {
      const suffix = i === 0 ? "" : `-${i}`;
      Deno.writeTextFileSync(join(rig.profiles, `1${suffix}.cpuprofile`), "x");
    }
    await rig.ask();
    assert.equal(filesIn(rig.profiles).length, 10_000 + REQUESTS);
    assert.ok(filesIn(rig.profiles).includes("1-10000.cpuprofile"));
    assert.deepEqual(warnings(rig), []);
  }));
