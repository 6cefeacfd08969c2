import assert from "node:assert/strict";
import { join, toFileUrl } from "@std/path";
import { cpuprofileCodec } from "../format/cpuprofile/cpuprofile.ts";
import { commands } from "./commands.ts";
import { runConvert } from "./convert.ts";
import { parseArgs } from "./parse_args.ts";
import { inFolder, requestFile } from "./gather/request_file_test_rig.ts";
import { recordedTerminal } from "./terminal_test_rig.ts";

/** Runs convert in this process; `code` is the exit code. */
async function convert(...args: readonly string[]) {
  const { terminal, streams } = recordedTerminal();
  const code = await runConvert(parseArgs(commands.convert, args), terminal);
  return { code, ...streams };
}

function names(folder: string): string[] {
  return [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
}

Deno.test("convert writes beside the source and says where", () =>
  inFolder(async (folder) => {
    const source = join(folder, "a.cpuprofile");
    await Deno.writeFile(source, requestFile({ path: "/a" }));
    const result = join(folder, "callgrind.out.a.callgrind");
    assert.deepEqual(await convert(source), { code: 0, stdout: "", stderr: `Wrote ${result}\n` });
    assert.match(await Deno.readTextFile(result), /^# callgrind format\n/);
    assert.deepEqual(names(folder), ["a.cpuprofile", "callgrind.out.a.callgrind"]);
  }));

Deno.test("convert writes the same result once and never over another", () =>
  inFolder(async (folder) => {
    const source = join(folder, "a.cpuprofile");
    await Deno.writeFile(source, requestFile({ path: "/a" }));
    await convert(source);
    await convert(source);
    await Deno.writeFile(source, requestFile({ path: "/b" }));
    await convert(source);
    assert.deepEqual(names(folder), [
      "a.cpuprofile",
      "callgrind.out.a-1.callgrind",
      "callgrind.out.a.callgrind",
    ]);
  }));

Deno.test("convert -o FILE replaces it", () =>
  inFolder(async (folder) => {
    const [source, result] = [join(folder, "a.cpuprofile"), join(folder, "b.cpuprofile")];
    await Deno.writeFile(source, requestFile({ path: "/a" }));
    await Deno.writeTextFile(result, "old");
    assert.equal((await convert(source, "--to", "cpuprofile", "-o", result)).code, 0);
    const { request } = cpuprofileCodec.decode!(await Deno.readFile(result));
    assert.equal(request!.path, "/a");
  }));

Deno.test("convert -o DIR/ creates the folder for several files", () =>
  inFolder(async (folder) => {
    const sources = ["a.cpuprofile", "b.cpuprofile"].map((name) => join(folder, name));
    for (const source of sources) await Deno.writeFile(source, requestFile({}));
    assert.equal((await convert(...sources, "-o", join(folder, "out/"))).code, 0);
    assert.deepEqual(names(join(folder, "out")), [
      "callgrind.out.a.callgrind",
      "callgrind.out.b.callgrind",
    ]);
  }));

Deno.test("convert -o - writes to standard output and says nothing", () =>
  inFolder(async (folder) => {
    const source = join(folder, "a.cpuprofile");
    await Deno.writeFile(source, requestFile({}));
    const { code, stdout, stderr } = await convert(source, "-o", "-");
    assert.deepEqual([code, stderr, names(folder)], [0, "", ["a.cpuprofile"]]);
    assert.match(stdout, /^# callgrind format\n[^]*\ntotals: /);
  }));

Deno.test("convert goes on after a file that cannot be converted", () =>
  inFolder(async (folder) => {
    const sources = ["missing", "broken", "good"].map((name) => join(folder, name));
    await Deno.writeTextFile(sources[1]!, '{"nodes":[');
    await Deno.writeFile(sources[2]!, requestFile({}));
    const { code, stderr } = await convert(...sources);
    assert.equal(code, 1);
    assert.match(stderr, /^error: Cannot read ".*missing": no such file or directory$/m);
    assert.match(stderr, /^error: Cannot read ".*broken": broken \.cpuprofile: not JSON/m);
    assert.match(stderr, /^Wrote .*callgrind\.out\.good\.callgrind$/m);
  }));

Deno.test("convert --base makes names of source files relative", () =>
  inFolder(async (folder) => {
    const source = join(folder, "a.cpuprofile");
    await Deno.writeFile(source, requestFile({}));
    const { stdout } = await convert(source, "-o", "-", "--base", "/srv/");
    assert.match(stdout, /^cfn=\(\d+\) handler app\.ts:10:3$/m);
    const other = await convert(source, "-o", "-", "--base", "/elsewhere");
    assert.match(other.stdout, /^cfn=\(\d+\) handler \/srv\/app\.ts:10:3$/m);
  }));

Deno.test("convert puts calls on their lines where the source is there", () =>
  inFolder(async (folder) => {
    const app = join(folder, "app.js");
    await Deno.writeTextFile(app, "function outer() {\n  inner();\n}\nfunction inner() {}\n");
    const callFrame = { url: toFileUrl(app).href, scriptId: "1", columnNumber: 14 };
    const nodes = [
      { id: 1, callFrame: { functionName: "(root)", scriptId: "0" }, children: [2] },
      { id: 2, callFrame: { ...callFrame, functionName: "outer", lineNumber: 0 }, children: [3] },
      { id: 3, callFrame: { ...callFrame, functionName: "inner", lineNumber: 3 } },
    ];
    const source = join(folder, "a.cpuprofile");
    const times = { startTime: 0, endTime: 100, samples: [3], timeDeltas: [0] };
    await Deno.writeTextFile(source, JSON.stringify({ nodes, ...times }));
    const { stdout } = await convert(source, "-o", "-", "--base", folder);
    assert.match(stdout, /^cfn=\(\d+\) inner app\.js:4:15\ncalls=1 4\n2 100 0 1$/m);
    await Deno.remove(app);
    const without = await convert(source, "-o", "-", "--base", folder);
    assert.match(without.stdout, /^cfn=\(\d+\) inner app\.js:4:15\ncalls=1 4\n1 100 0 1$/m);
  }));
