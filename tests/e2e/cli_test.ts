// The command line as a process: texts, exit codes, streams, signals. What commands do with files is
// tested beside them; here is what only a real process shows.
// UPDATE_GOLDEN=1 rewrites tests/golden/cli; read the diff before keeping it.
import assert from "node:assert/strict";
import { dirname, fromFileUrl, join } from "@std/path";
import config from "../../deno.json" with { type: "json" };
import { inFolder, requestFile } from "../../src/cli/gather/request_file_test_rig.ts";
import { cpuprofileCodec } from "../../src/format/cpuprofile/cpuprofile.ts";
import { program } from "./program.ts";

const root = dirname(dirname(dirname(fromFileUrl(import.meta.url))));
const golden = join(root, "tests", "golden", "cli");
const shared = Deno.env.get("RPS_SHARED") ?? join(root, "..", "shared");
const isWindows = Deno.build.os === "windows";

interface RunOptions {
  readonly stdin?: Uint8Array;
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

interface Result {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function start(args: readonly string[], { cwd, env }: RunOptions = {}): Deno.ChildProcess {
  const { path, env: own, ...ours } = program(args);
  return new Deno.Command(path, {
    ...ours,
    // Colour must not depend on where the tests run.
    env: { NO_COLOR: "", FORCE_COLOR: "", ...own, ...env },
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
    ...(cwd !== undefined && { cwd }),
  }).spawn();
}

/** Runs main.ts to its end. */
async function run(args: readonly string[], options: RunOptions = {}): Promise<Result> {
  const child = start(args, options);
  const writer = child.stdin.getWriter();
  // A program that fails early does not read its input to the end.
  const feeding = writer.write(options.stdin ?? new Uint8Array()).then(() => writer.close());
  const [{ code, stdout, stderr }] = await Promise.all([child.output(), feeding.catch(() => {})]);
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

async function assertGolden(name: string, text: string): Promise<void> {
  const path = join(golden, name);
  if (Deno.env.get("UPDATE_GOLDEN") === "1") await Deno.writeTextFile(path, text);
  assert.equal(
    text,
    (await Deno.readTextFile(path)).replaceAll("\r\n", "\n"),
    `differs from ${path}`,
  );
}

/** Profiles of real programs, sorted; undefined with the reason printed when they are not there. */
async function fixtures(folder: string): Promise<string[] | undefined> {
  const path = join(shared, "fixtures", folder);
  try {
    const entries = await Array.fromAsync(Deno.readDir(path));
    return entries.map(({ name }) => join(path, name)).sort();
  } catch (error) {
    if (Deno.env.get("CI") || !(error instanceof Deno.errors.NotFound)) throw error;
    // deno-lint-ignore no-console -- a test that does nothing has to say so
    console.warn(`skipped: no fixtures in ${path}, set RPS_SHARED`);
    return undefined;
  }
}

Deno.test("cli --version prints the version of deno.json", async () => {
  assert.deepEqual(await run(["--version"]), {
    code: 0,
    stdout: `runprofileserver ${config.version}\n`,
    stderr: "",
  });
});

for (const command of ["", "serve", "gather", "convert", "view", "doctor"]) {
  Deno.test(`cli ${command} --help is as written in the golden file`, async () => {
    const { code, stdout, stderr } = await run([...(command ? [command] : []), "--help"]);
    assert.deepEqual([code, stderr], [0, ""]);
    await assertGolden(`help${command && `_${command}`}.txt`, stdout);
  });
}

Deno.test("cli --completions prints a script and nothing else", async () => {
  const { code, stdout, stderr } = await run(["--completions", "bash"]);
  assert.deepEqual([code, stderr], [0, ""]);
  assert.match(
    stdout,
    /^# Completions of runprofileserver for bash\..*\ncomplete -F \S+ runprofileserver\n$/s,
  );
});

Deno.test("cli answers -h in the middle of a wrong command line", async () => {
  const help = await run(["gather", "--help"]);
  assert.deepEqual(await run(["gather", "--nonsense", "-h"]), help);
});

const MISTAKES: Readonly<Record<string, readonly string[]>> = {
  missing_command: [],
  unknown_command: ["srve", "app.ts"],
  module_for_command: ["app.ts", "8000"],
  unknown_global_option: ["--verison"],
  unknown_shell: ["--completions", "fishy"],
  unknown_option: ["serve", "app.ts", "--prof-fil", "x"],
  option_of_the_app: ["serve", "app.ts", "--database=x"],
  missing_value: ["serve", "app.ts", "--prof-path"],
  value_for_a_flag: ["serve", "app.ts", "--kcachegrind=x"],
  bad_number: ["serve", "app.ts", "--min-ms", "abc"],
  bad_choice: ["gather", "profiles", "--by", "rout"],
  bad_template: ["gather", "profiles", "--prof-file", "{tme}-{path}"],
  missing_operand: ["convert"],
  too_many_operands: ["serve", "app.ts", "8000", "9000"],
  many_to_one: ["convert", "a", "b", "-o", "c.callgrind"],
};

Deno.test("cli explains wrong usage with exit code 2, as written in the golden file", async () => {
  const results = await Promise.all(Object.values(MISTAKES).map((args) => run(args)));
  const texts = Object.keys(MISTAKES).map((name, i) => {
    const { code, stdout, stderr } = results[i]!;
    assert.deepEqual([name, code, stdout], [name, 2, ""]);
    assert.doesNotMatch(stderr, /^\s+at /m);
    return `# ${name}\n${stderr}`;
  });
  await assertGolden("mistakes.txt", texts.join("\n"));
});

Deno.test("cli explains failed work with exit code 1, as written in the golden file", () =>
  inFolder(async (folder) => {
    await Deno.writeTextFile(join(folder, "broken.cpuprofile"), '{"nodes":[{"id":1}]}');
    await Deno.writeTextFile(join(folder, "notes.txt"), "hello");
    await Deno.writeFile(join(folder, "a.cpuprofile"), requestFile({}));
    await Deno.mkdir(join(folder, "empty"));
    const failures = [
      ["convert", "missing.cpuprofile"],
      ["convert", "broken.cpuprofile"],
      ["convert", "notes.txt"],
      ["convert", "a.cpuprofile", "-o", "missing/a.callgrind"],
      ["gather", "missing"],
      ["gather", "broken.cpuprofile"],
    ];
    const results = await Promise.all(failures.map((args) => run(args, { cwd: folder })));
    const texts = results.map(({ code, stdout, stderr }, i) => {
      assert.deepEqual([code, stdout], [1, ""]);
      assert.doesNotMatch(stderr, /^\s+at /m);
      return `# ${failures[i]!.join(" ")}\n${stderr}`;
    });
    await assertGolden("failures.txt", texts.join("\n"));
    const { code, stderr } = await run(["gather", "empty"], { cwd: folder });
    assert.deepEqual([code, stderr.split("\n")[0]], [
      1,
      'error: Cannot gather "empty": no profiles of requests there',
    ]);
  }));

Deno.test("cli colours words only where it is wanted", async () => {
  const red = "\x1b[31merror:\x1b[39m";
  const stderrOf = async (args: string[], env: Record<string, string>) =>
    (await run(args, { env })).stderr;
  assert.ok((await stderrOf([], {})).startsWith("error:"));
  assert.ok((await stderrOf([], { FORCE_COLOR: "1" })).startsWith(red));
  assert.ok((await stderrOf(["convert", "--no-color"], { FORCE_COLOR: "1" })).startsWith("error:"));
  assert.ok((await stderrOf([], { FORCE_COLOR: "1", NO_COLOR: "1" })).startsWith("error:"));
});

Deno.test("cli never sends control characters of a name to the terminal", async () => {
  const { stderr } = await run(["convert", "a\x1b[2J\nerror: b"]);
  assert.equal(
    stderr,
    'error: Cannot read "a\\u{1b}[2J\\nerror: b": no such file or directory\n',
  );
});

for (const folder of ["node", "synthetic", "third-party"]) {
  Deno.test(`cli convert keeps the total of every ${folder} profile`, async () => {
    const files = (await fixtures(folder))?.filter((name) => name.endsWith(".cpuprofile"));
    if (!files) return;
    await inFolder(async (out) => {
      const callgrind = await run(["convert", ...files, "-o", out]);
      const copies = await run(["convert", ...files, "--to", "cpuprofile", "-o", out]);
      assert.equal(callgrind.stderr.match(/^Wrote /gm)?.length, files.length, callgrind.stderr);
      assert.deepEqual([callgrind.code, copies.code], [0, 0]);
      for (const line of callgrind.stderr.trim().split("\n")) {
        const path = line.slice("Wrote ".length);
        const name = path.slice(join(out, "callgrind.out.").length, -".callgrind".length);
        const { profile } = cpuprofileCodec.decode!(
          await Deno.readFile(join(out, `${name}.cpuprofile`)),
        );
        const text = await Deno.readTextFile(path);
        const [busy, wait] = /^totals: (\d+) (\d+) \d+$/m.exec(text)!.slice(1).map(Number);
        assert.equal(busy! + wait!, profile.end - profile.start, name);
      }
    });
  });
}

Deno.test("cli convert works as a filter", async () => {
  const { code, stdout, stderr } = await run(["convert", "-"], { stdin: requestFile({}) });
  assert.deepEqual([code, stderr], [0, ""]);
  assert.match(stdout, /^# callgrind format\n[^]*\ntotals: 1000 500 3\n$/);
});

Deno.test("cli says nothing to a reader that has gone", { ignore: isWindows }, async () => {
  const child = start(["gather", "--help"]);
  await child.stdin.close();
  await child.stdout.cancel();
  const { code, stderr } = await child.output();
  assert.equal(new TextDecoder().decode(stderr), "");
  assert.equal(code, 1);
});

Deno.test(
  "cli convert --open starts KCacheGrind with the result",
  { ignore: isWindows },
  () =>
    inFolder(async (folder) => {
      const viewer = join(folder, "kcachegrind");
      await Deno.writeTextFile(
        viewer,
        `#!/bin/sh\necho "$1" > "${folder}/seen.tmp"\n/bin/mv "${folder}/seen.tmp" "${folder}/seen"\n`,
      );
      await Deno.chmod(viewer, 0o755);
      await Deno.writeFile(join(folder, "-a.cpuprofile"), requestFile({}));
      const args = ["convert", "--open", "--", "-a.cpuprofile"];
      const { code, stderr } = await run(args, { cwd: folder, env: { PATH: folder } });
      assert.deepEqual([code, stderr], [0, "Wrote callgrind.out._a.callgrind\n"]);
      const result = join(await Deno.realPath(folder), "callgrind.out._a.callgrind");
      assert.equal(await appearing(join(folder, "seen")), `${result}\n`);
      const without = await run(args, { cwd: folder, env: { PATH: "/nowhere" } });
      assert.equal(without.code, 1);
      assert.match(without.stderr, /: kcachegrind and qcachegrind not found\n {2}hint: Install /);
    }),
);

/** The text of a file that another process is about to write. */
async function appearing(path: string): Promise<string> {
  for (const deadline = Date.now() + 10_000;;) {
    try {
      return await Deno.readTextFile(path);
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound) || Date.now() > deadline) throw error;
    }
  }
}

Deno.test("cli gather makes the same aggregates each time and removes originals when asked", () =>
  inFolder(async (folder) => {
    const files: Record<string, Uint8Array> = {
      "a.cpuprofile": requestFile({ path: "/users/7", route: "/users/:id" }),
      "b.cpuprofile": requestFile({ path: "/users/8", route: "/users/:id" }),
      "c.cpuprofile": requestFile({ method: "POST", path: "/" }),
      "broken.cpuprofile": new TextEncoder().encode('{"nodes":['),
    };
    for (const [name, bytes] of Object.entries(files)) {
      await Deno.writeFile(join(folder, name), bytes);
    }
    const aggregates = ["GET.users._id.agg.cpuprofile", "POST.root.agg.cpuprofile"];
    const read = () => Promise.all(aggregates.map((name) => Deno.readFile(join(folder, name))));
    const first = await run(["gather", folder]);
    const bytes = await read();
    const second = await run(["gather", folder, "--delete"]);
    assert.equal(first.code, 1);
    assert.match(first.stderr, /^error: Cannot read "broken\.cpuprofile": /);
    assert.match(first.stdout, /^group .*\nGET \/users\/:id +2 .*\nPOST \/ +1 .*\n$/);
    assert.deepEqual(second, first);
    const names = Array.from(Deno.readDirSync(folder), ({ name }) => name).sort();
    assert.deepEqual(names, [...aggregates, "broken.cpuprofile"].sort());
    const again = await read();
    again.forEach((now, i) => {
      const [before, after] = [bytes[i]!, now].map((file) => cpuprofileCodec.decode!(file));
      // All but the note that says that these are the last copies now.
      assert.deepEqual([after!.profile, after!.aggregate], [before!.profile, before!.aggregate]);
    });
  }));

/** A pipe in the file system: opening it for writing waits for the program to open it for reading. */
async function makePipe(path: string): Promise<string> {
  const { success } = await new Deno.Command("mkfifo", { args: [path] }).output();
  assert.ok(success);
  return path;
}

for (const [how, count] of [["in one thread", 19], ["with workers", 300]] as const) {
  Deno.test(
    `cli gather stops at Ctrl-C ${how}, with exit code 130, and writes nothing`,
    { ignore: isWindows },
    () =>
      inFolder(async (folder) => {
        const pipe = await makePipe(join(folder, "0.cpuprofile"));
        for (let i = 1; i <= count; i++) {
          await Deno.writeFile(join(folder, `${i}.cpuprofile`), requestFile({ path: `/${i}` }));
        }
        const child = start(["gather", pipe, folder, "--delete"]);
        await child.stdin.close();
        // Opens when gather reads it, and nothing ever comes: only the signal can end that.
        using _writing = await Deno.open(pipe, { write: true });
        child.kill("SIGINT");
        const { code, stdout, stderr } = await child.output();
        assert.deepEqual([code, stdout.length, new TextDecoder().decode(stderr)], [
          130,
          0,
          "Interrupted\n",
        ]);
        assert.equal([...Deno.readDirSync(folder)].length, count + 1);
      }),
  );
}

Deno.test(
  "cli convert stops at Ctrl-C while its input is open",
  { ignore: isWindows },
  () =>
    inFolder(async (folder) => {
      const pipe = await makePipe(join(folder, "a.cpuprofile"));
      // The pipe comes first: when it has been read, standard input is what the program waits for.
      const child = start(["convert", pipe, "-", "-o", join(folder, "out/")]);
      await Deno.writeFile(pipe, requestFile({}));
      await appearing(join(folder, "out", "callgrind.out.a.callgrind"));
      child.kill("SIGINT");
      const { code, stderr } = await child.output();
      assert.equal(code, 130);
      assert.match(new TextDecoder().decode(stderr), /^Wrote [^\n]*\nInterrupted\n$/);
      await child.stdin.close().catch(() => {});
      assert.equal([...Deno.readDirSync(join(folder, "out"))].length, 1);
    }),
);
