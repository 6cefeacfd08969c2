import assert from "node:assert/strict";
import { join } from "@std/path";
import { codecByName } from "../../format/codecs.ts";
import { cpuprofileCodec } from "../../format/cpuprofile/cpuprofile.ts";
import { ProfileDir } from "../../store/profile_dir.ts";
import { commands } from "../commands.ts";
import { runGather } from "./gather.ts";
import { parseArgs } from "../parse_args.ts";
import { FoldPool } from "./fold_pool.ts";
import { foldSources } from "./fold_sources.ts";
import { gatherSources } from "./gather_sources.ts";
import { JOURNAL_NAME, RemovalJournal } from "./removal_journal.ts";
import { foreignFile, inFolder, requestFile } from "./request_file_test_rig.ts";
import { recordedTerminal } from "../terminal_test_rig.ts";
import { writeAggregates } from "./write_aggregates.ts";

/** Runs gather in this process; `code` is the exit code. */
async function gather(...args: readonly string[]) {
  const { terminal, streams } = recordedTerminal({ isQuiet: args.includes("--quiet") });
  const code = await runGather(parseArgs(commands.gather, args), terminal);
  return { code, ...streams };
}

async function put(folder: string, files: Readonly<Record<string, Uint8Array>>): Promise<void> {
  for (const [name, bytes] of Object.entries(files)) {
    await Deno.mkdir(join(folder, name, ".."), { recursive: true });
    await Deno.writeFile(join(folder, name), bytes);
  }
}

function names(folder: string): string[] {
  return [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
}

const users = {
  "users.7.cpuprofile": requestFile({ path: "/users/7", route: "/users/:id", cpu: 2000 }),
  "users.8.cpuprofile": requestFile({ path: "/users/8", route: "/users/:id", cpu: 4000 }),
};

Deno.test("gather adds up the requests of a route, to the microsecond and the line", () =>
  inFolder(async (folder) => {
    await put(folder, { ...users, "root.cpuprofile": requestFile({ path: "/" }) });
    const { code, stdout, stderr } = await gather(folder);
    assert.deepEqual([code, stderr], [0, ""]);
    assert.equal(
      stdout,
      "group           requests  total ms  p50 ms  p95 ms  max ms  cpu ms  wait ms  slowest\n" +
        "GET /users/:id         2       7.0     2.5     4.5     4.5     6.0      1.0  users.8.cpuprofile\n" +
        "GET /                  1       1.5     1.5     1.5     1.5     1.0      0.5  root.cpuprofile\n",
    );
    const bytes = await Deno.readFile(join(folder, "GET.users._id.agg.cpuprofile"));
    const { profile, aggregate } = cpuprofileCodec.decode!(bytes);
    assert.deepEqual(aggregate, { key: "GET /users/:id", requests: 2, duration: 7000 });
    assert.equal(profile.end - profile.start, 7000);
    assert.deepEqual([...profile.lines!.lines], [11, 12]);
    assert.deepEqual([...profile.lines!.micros], [3000, 3000]);
  }));

Deno.test("gather groups by what --by says", () =>
  inFolder(async (folder) => {
    await put(folder, {
      ...users,
      "sub/post.cpuprofile": requestFile({ method: "POST", path: "/users/7", status: 500 }),
    });
    const cases = {
      route: ["GET /users/:id", "POST /users/7"],
      path: ["GET /users/7", "GET /users/8", "POST /users/7"],
      method: ["GET", "POST"],
      status: ["200", "500"],
      all: ["all"],
    };
    for (const [by, keys] of Object.entries(cases)) {
      const { stdout } = await gather(folder, "--by", by, "--json", "-o", join(folder, by));
      const { groups } = JSON.parse(stdout);
      assert.deepEqual(groups.map(({ key }: { key: string }) => key), keys);
    }
  }));

Deno.test("gather gives the same bytes twice, in whatever order the files are given", () =>
  inFolder(async (folder) => {
    await put(folder, users);
    const aggregate = join(folder, "GET.users._id.agg.cpuprofile");
    await gather(folder);
    const first = await Deno.readFile(aggregate);
    await gather(folder);
    assert.deepEqual(await Deno.readFile(aggregate), first);
    const files = Object.keys(users).map((name) => join(folder, name));
    await gather(...files.toReversed());
    assert.deepEqual(await Deno.readFile(aggregate), first);
    assert.deepEqual(names(folder), ["GET.users._id.agg.cpuprofile", ...Object.keys(users)]);
  }));

Deno.test("gather reads the path of other programs' files from their names", () =>
  inFolder(async (folder) => {
    await put(folder, {
      "users.7.000041ms.1795333599.cpuprofile": foreignFile({ cpu: 100, wait: 0 }),
      "users.7.000042ms.1795333600.cpuprofile": foreignFile({ cpu: 200, wait: 0 }),
      "1795333600-users.8.cpuprofile": foreignFile({}),
    });
    const { stdout } = await gather(folder, "--json");
    const groups: { key: string; totalMicros: number; cpuMicros: null }[] =
      JSON.parse(stdout).groups;
    assert.deepEqual(groups.map(({ key }) => key), ["1795333600-users.8", "users.7"]);
    assert.deepEqual([groups[1]!.totalMicros, groups[1]!.cpuMicros], [300, null]);
    const named = await gather(folder, "--json", "--prof-file", "{time}-{path}");
    assert.match(named.stdout, /"key": "users\.8"/);
  }));

Deno.test("gather reports a broken file and gathers the rest", () =>
  inFolder(async (folder) => {
    const broken = requestFile({}).subarray(0, 100);
    await put(folder, { ...users, "broken.cpuprofile": broken, "empty.cpuprofile.gz": broken });
    const { code, stdout, stderr } = await gather(folder, "--json");
    assert.equal(code, 1);
    assert.match(stderr, /^error: Cannot read "broken\.cpuprofile": broken \.cpuprofile: not JSON/);
    const { groups, skipped } = JSON.parse(stdout);
    assert.equal(groups[0].requests, 2);
    assert.deepEqual(skipped.map(({ file }: { file: string }) => file), [
      "broken.cpuprofile",
      "empty.cpuprofile.gz",
    ]);
    assert.ok(names(folder).includes("GET.users._id.agg.cpuprofile"));
  }));

Deno.test("gather counts a request once that lies there in two formats", () =>
  inFolder(async (folder) => {
    const callgrind = requestFile({}, codecByName("callgrind"));
    await put(folder, { ...users, "callgrind.out.users.7.callgrind": callgrind });
    const { code, stdout } = await gather(folder, "--json");
    assert.deepEqual([code, JSON.parse(stdout).groups[0].requests], [0, 2]);
  }));

Deno.test("gather says once that callgrind files alone cannot be gathered", () =>
  inFolder(async (folder) => {
    const callgrind = requestFile({}, codecByName("callgrind"));
    await put(folder, {
      "callgrind.out.a.callgrind": callgrind,
      "callgrind.out.b.callgrind": callgrind,
    });
    const { code, stdout, stderr } = await gather(folder);
    assert.deepEqual([code, stdout], [1, ""]);
    assert.equal(
      stderr,
      'error: Cannot gather "callgrind.out.a.callgrind" and 1 more: its format can be written only\n' +
        "  hint: Record in cpuprofile as well; --format may be repeated\n",
    );
  }));

Deno.test("gather --delete removes what it counted, in all formats, and nothing else", () =>
  inFolder(async (folder) => {
    const callgrind = requestFile({}, codecByName("callgrind"));
    await put(folder, {
      ...users,
      "callgrind.out.users.7.callgrind": callgrind,
      "broken.cpuprofile": callgrind.subarray(0, 50),
      "notes.txt": callgrind,
    });
    assert.equal((await gather(folder, "--delete")).code, 1);
    const left = ["GET.users._id.agg.cpuprofile", "broken.cpuprofile", "notes.txt"];
    assert.deepEqual(names(folder), left);
    await put(folder, { "users.9.cpuprofile": users["users.7.cpuprofile"] });
    await gather(folder);
    assert.deepEqual(names(folder), [
      "GET.users._id-1.agg.cpuprofile",
      ...left,
      "users.9.cpuprofile",
    ]);
  }));

Deno.test("gather --delete removes nothing when the aggregates cannot be written", () =>
  inFolder(async (folder) => {
    await put(folder, users);
    // A folder in the place of the aggregate.
    await Deno.mkdir(join(folder, "GET.users._id.agg.cpuprofile", "x"), { recursive: true });
    await assert.rejects(gather(folder, "--delete"), { name: "UserError" });
    const aggregate = "GET.users._id.agg.cpuprofile";
    assert.deepEqual(names(folder), [JOURNAL_NAME, aggregate, ...Object.keys(users)]);
    await Deno.remove(join(folder, aggregate), { recursive: true });
    await gather(folder, "--delete");
    assert.deepEqual(names(folder), [aggregate]);
  }));

Deno.test("gather does not mind a folder of nothing but aggregates", () =>
  inFolder(async (folder) => {
    await put(folder, users);
    await gather(folder, "--delete");
    const again = await gather(folder);
    assert.deepEqual(again, { code: 0, stdout: "", stderr: "Nothing there but aggregates\n" });
    assert.deepEqual(names(folder), ["GET.users._id.agg.cpuprofile"]);
  }));

Deno.test("gather tells a request from an aggregate by content", () =>
  inFolder(async (folder) => {
    await put(folder, { "x.agg.cpuprofile": requestFile({ path: "/x.agg" }) });
    await put(folder, { "y.agg.cpuprofile": foreignFile({}) });
    await gather(folder);
    await Deno.rename(join(folder, "GET.x.agg.agg.cpuprofile"), join(folder, "renamed.cpuprofile"));
    const { groups } = JSON.parse((await gather(folder, "--json")).stdout);
    assert.deepEqual(groups.map(({ key }: { key: string }) => key), ["GET /x.agg"]);
    assert.equal(groups[0].requests, 1);
  }));

Deno.test("gather counts the requests that --since, --only and --skip select", () =>
  inFolder(async (folder) => {
    await put(folder, {
      ...users,
      "posts.cpuprofile": requestFile({ path: "/posts/1" }),
      // Of another program, and so with the time of the file and the path of the name.
      "posts.2.000001ms.1795333599.cpuprofile": foreignFile({}),
    });
    const requests = async (...args: string[]) => {
      const { stdout } = await gather(folder, "--json", "-o", join(folder, "out"), ...args);
      const { groups } = JSON.parse(stdout);
      return groups.map(({ key, requests }: Record<string, unknown>) => `${key} ${requests}`);
    };
    assert.deepEqual(await requests("--only", "/posts/*"), ["GET /posts/1 1", "posts.2 1"]);
    assert.deepEqual(await requests("--skip", "/posts/**", "--skip", "/users/7"), [
      "GET /users/:id 1",
    ]);
    // The requests of the rig began in November 2026.
    assert.deepEqual(await requests("--since", "2026-11-22T07:46:40Z"), ["posts.2 1"]);
    assert.equal((await requests("--since", "2026-11-22T07:46:39Z")).length, 3);
    const none = await gather(folder, "-o", join(folder, "out"), "--only", "/nowhere");
    assert.deepEqual(none, { code: 0, stdout: "", stderr: "No request is selected\n" });
  }));

Deno.test("gather --delete removes only what --only selects", () =>
  inFolder(async (folder) => {
    await put(folder, users);
    await gather(folder, "--delete", "--only", "/users/7");
    assert.deepEqual(names(folder), ["GET.users._id.agg.cpuprofile", "users.8.cpuprofile"]);
  }));

Deno.test("gather --top shows what took most time, and writes all", () =>
  inFolder(async (folder) => {
    await put(folder, { ...users, "root.cpuprofile": requestFile({ path: "/" }) });
    const { stdout } = await gather(folder, "--top", "1", "--json");
    assert.deepEqual(JSON.parse(stdout).groups.map(({ key }: { key: string }) => key), [
      "GET /users/:id",
    ]);
    assert.match((await gather(folder, "--top", "1")).stdout, /^group .*\nGET \/users.*\n$/);
    assert.equal(names(folder).filter((name) => name.includes(".agg.")).length, 2);
  }));

Deno.test("gather lists places where a request waits again and again", () =>
  inFolder(async (folder) => {
    const waiting = requestFile({ path: "/users/7", route: "/users/:id", waits: 7, wait: 700 });
    await put(folder, { ...users, "users.9.cpuprofile": waiting });
    const { stdout } = await gather(folder);
    assert.match(
      stdout,
      /\nRepeated waits, 5 or more in one request at one place:\n {2}GET \/users\/:id: handler at .*app\.ts:10:3: 1 of 3 requests, up to 7 waits in one, 9 in all, 1\.7 ms\n$/,
    );
    const [group] = JSON.parse((await gather(folder, "--json")).stdout).groups;
    assert.equal(group.waits, 9);
    const { site, ...wait } = group.repeatedWaits[0];
    assert.match(site, /app\.ts:10:3$/);
    assert.deepEqual(wait, { function: "handler", requests: 1, waits: 9, most: 7, micros: 1700 });
  }));

Deno.test("gather knows the true paths of files that the ancestor's gather could not tell apart", () =>
  inFolder(async (folder) => {
    // django-extensions takes what is before the first dot for the path. With {time}-{path}-{duration}ms that is
    // the time as well, so that every file was a group of its own.
    const made = [["/users/7", "/users/:id"], ["/users/8", "/users/:id"], ["/a.b", ""]] as const;
    const files = made.map(([path, route], i) => [
      `179533359${i}-${path.slice(1).replaceAll("/", ".")}-1ms.cpuprofile`,
      requestFile({ path, route }),
    ]);
    await put(folder, Object.fromEntries(files));
    const { groups } = JSON.parse((await gather(folder, "--json")).stdout);
    assert.deepEqual(
      groups.map(({ key, requests }: Record<string, unknown>) => [key, requests]),
      [["GET /a.b", 1], ["GET /users/:id", 2]],
    );
  }));

Deno.test("gather takes what can be read out of a folder of wreckage, and names each problem once", () =>
  inFolder(async (folder) => {
    const whole = requestFile({ path: "/users/9", route: "/users/:id" });
    await put(folder, {
      ...users,
      "broken.cpuprofile": new TextEncoder().encode('{"nodes":[{"id":1}]}'),
      "empty.cpuprofile": new Uint8Array(),
      "half.cpuprofile": whole.subarray(0, whole.length / 2),
      "noise.cpuprofile": crypto.getRandomValues(new Uint8Array(5000)),
      "foreign.cpuprofile": foreignFile({}),
      "zipped.cpuprofile.gz": new Uint8Array([0x1f, 0x8b, 8, 0, 1, 2, 3]),
      "notes.txt": new TextEncoder().encode("no profile"),
      ".hidden.cpuprofile": whole.subarray(0, 10),
      "sub/users.9.cpuprofile": whole,
    });
    const { code, stdout, stderr } = await gather(folder, "--json");
    const { groups, skipped } = JSON.parse(stdout);
    const keys = groups.map(({ key, requests }: Record<string, unknown>) => `${key} ${requests}`);
    assert.deepEqual(keys, ["GET /users/:id 3", "foreign 1"]);
    const bad = ["broken", "empty", "half", "noise"].map((name) => `${name}.cpuprofile`);
    const expected = [...bad, "zipped.cpuprofile.gz"];
    assert.deepEqual(skipped.map(({ file }: { file: string }) => file), expected);
    const named = stderr.split("\n").filter((line) => line.startsWith("error: "));
    assert.deepEqual(named.map((line) => /"(.*?)"/.exec(line)![1]), expected);
    assert.equal(code, 1);
  }));

Deno.test("gather names a file that the system does not let it read, and gathers the rest", {
  ignore: Deno.build.os === "windows",
}, () =>
  inFolder(async (folder) => {
    await put(folder, users);
    // A socket cannot be opened as a file, not even by root, whom no mode keeps from reading.
    const path = join(folder, "socket.cpuprofile");
    using _listener = Deno.listen({ transport: "unix", path });
    const { code, stdout, stderr } = await gather(folder, path, "--json");
    assert.equal(JSON.parse(stdout).groups[0].requests, 2);
    assert.equal(code, 1);
    assert.equal(stderr.split("\n")[0]!.replace(/: [^:]*$/, ""), `error: Cannot read "${path}"`);
  }));

Deno.test("gather makes the same bytes with workers and without, in any order of arguments", () =>
  inFolder(async (folder) => {
    const files = Object.fromEntries(Array.from({ length: 230 }, (_, i) => [
      `${i}.cpuprofile`,
      requestFile({ path: `/users/${i}`, route: `/r${i % 3}`, cpu: 1000 + 7 * i, wait: 3 * i }),
    ]));
    await put(folder, files);
    const paths = Object.keys(files).map((name) => join(folder, name));
    const report = async (out: string, ...operands: string[]) => {
      const { stdout } = await gather(...operands, "--json", "-o", join(folder, out));
      // Files have other names when they are given one by one.
      return stdout.replaceAll(`${folder}/`, "");
    };
    const reports = [
      await report("workers", folder),
      await report("shuffled", ...paths.toReversed()),
    ];
    // So few at a time are read in one thread; sums of parts are no aggregates, so compare a third way.
    const { terminal } = recordedTerminal();
    const plan = { by: "route", template: "{path}", since: -Infinity, only: [], skip: [] } as const;
    const folded = await foldSources(await gatherSources([folder]), {
      plan,
      terminal,
      signal: new AbortController().signal,
      pool: new FoldPool(plan),
    });
    await writeAggregates(folded.groups.results(), {
      dir: await ProfileDir.open(join(folder, "one")),
      codecs: [cpuprofileCodec],
      encodeOptions: { base: "", creator: "" },
      areOriginalsRemoved: false,
      journal: await RemovalJournal.open(join(folder, "one")),
      originals: [],
      signal: new AbortController().signal,
    });
    assert.equal(reports[1], reports[0]);
    assert.equal(names(join(folder, "one")).length, 3);
    for (const name of names(join(folder, "one"))) {
      const [one, ...others] = await Promise.all(
        ["one", "workers", "shuffled"].map((out) => Deno.readFile(join(folder, out, name))),
      );
      for (const other of others) assert.deepEqual(other, one);
    }
  }));

Deno.test("gather refuses a folder without profiles", () =>
  inFolder(async (folder) => {
    await assert.rejects(gather(folder), {
      name: "UserError",
      message: `Cannot gather "${folder}": no profiles of requests there`,
      exitCode: 1,
    });
  }));

Deno.test("gather --quiet prints nothing but the JSON asked for", () =>
  inFolder(async (folder) => {
    await put(folder, users);
    assert.deepEqual(await gather(folder, "--quiet"), { code: 0, stdout: "", stderr: "" });
    assert.match((await gather(folder, "--quiet", "--json")).stdout, /^\{/);
  }));
