import assert from "node:assert/strict";
import { dirname, toFileUrl } from "@std/path";
import { cpuprofileCodec } from "../format/cpuprofile/cpuprofile.ts";
import { checkProfile, type Frame, type Profile } from "../model/profile.ts";
import { ProfileBuilder } from "../model/profile_builder.ts";
import { emitPath } from "./script_maps_emit.ts";
import { ScriptMaps } from "./script_maps.ts";

const APP = new URL("../../tests/apps/source_maps/", import.meta.url);
const SHAPES = new URL("shapes.tsx", APP);
const ISOLATED = ["--no-check", "--no-config", "--no-lock", "--quiet"];

async function inTempDir(test: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.realPath(await Deno.makeTempDir());
  try {
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function deno(denoDir: string | undefined, ...args: readonly string[]): Promise<void> {
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [...args],
    env: denoDir === undefined ? {} : { DENO_DIR: denoDir },
  }).output();
  assert.ok(success, new TextDecoder().decode(stderr));
}

/** What V8 samples while a module's burn() runs, in a child with the given DENO_DIR. */
async function record(moduleUrl: string, denoDir: string): Promise<Profile> {
  const out = await Deno.makeTempFile();
  try {
    const flags = [...ISOLATED, "--v8-flags=--detailed-line-info"];
    await deno(denoDir, "run", "-A", ...flags, new URL("profile.ts", APP).href, moduleUrl, out);
    return cpuprofileCodec.decode!(await Deno.readFile(out)).profile;
  } finally {
    await Deno.remove(out);
  }
}

interface Marked {
  /** Frame name -> "line:column" of its start, and -> the line with its hot loop. */
  readonly starts: ReadonlyMap<string, string>;
  readonly hotLines: ReadonlyMap<string, number>;
}

/** Reads the markers that the head of shapes.tsx explains. */
function marked(source: string): Marked {
  const starts = new Map<string, string>();
  const hotLines = new Map<string, number>();
  source.split("\n").slice(5).forEach((text, i) => {
    const line = i + 6;
    for (const [, name, token] of text.matchAll(/\/\/@ ([^@]+?) (?:at "(.+?)"|is hot)/g)) {
      if (token === undefined) hotLines.set(name!, line);
      else starts.set(name!, `${line}:${text.indexOf(token) + 1}`);
    }
  });
  assert.ok(starts.size >= 15);
  assert.deepEqual([...starts.keys()].sort(), [...hotLines.keys()].sort());
  return { starts, hotLines };
}

/** "line:column" -> self time by line, of the functions with a name in a source. */
function functionsOf({ frames, nodeFrame, lines }: Profile, name: string, url: string) {
  const found = new Map<string, Map<number, number>>();
  for (const frame of frames) {
    if (frame.name === name && frame.url === url) {
      found.set(`${frame.line}:${frame.column}`, new Map());
    }
  }
  lines!.nodes.forEach((node, i) => {
    const frame = frames[nodeFrame[node]!]!;
    if (frame.name !== name || frame.url !== url) return;
    const times = found.get(`${frame.line}:${frame.column}`)!;
    const line = lines!.lines[i]!;
    times.set(line, (times.get(line) ?? 0) + lines!.micros[i]!);
  });
  return found;
}

function hottest(times: ReadonlyMap<number, number>): { line: number; share: number } {
  const [line, most] = [...times].sort((a, b) => b[1] - a[1])[0]!;
  return { line, share: most / times.values().reduce((sum, time) => sum + time, 0) };
}

/** Asserts that each marked function starts where the source says and is hot in the line that it says. */
function assertPositions(profile: Profile, url: string, { starts, hotLines }: Marked): void {
  for (const [name, start] of starts) {
    const functions = functionsOf(profile, name, url);
    assert.deepEqual([...functions.keys()], [start], name);
    const hot = hottest(functions.get(start)!);
    assert.equal(hot.line, hotLines.get(name), name);
    assert.ok(hot.share > 0.6, `${name} has ${hot.share} of its time in line ${hot.line}`);
  }
}

function lineSum({ lines }: Profile): number {
  return lines!.micros.reduce((sum, micros) => sum + micros, 0);
}

function assertTimeKept(before: Profile, after: Profile): void {
  checkProfile(after);
  assert.deepEqual(after.weights, before.weights);
  assert.equal(after.end, before.end);
  assert.ok(Math.abs(lineSum(after) - lineSum(before)) < 1e-3);
}

/** A profile of one function after the other, each with 7 us in its own line. */
function profileOf(...frames: readonly Frame[]): Profile {
  const builder = new ProfileBuilder(0);
  for (const frame of frames) {
    const node = builder.node(0, frame);
    builder.sample(node, 7);
    builder.line(node, frame.line, 7);
  }
  return builder.build();
}

function frameAt(url: string, line: number, column: number): Frame {
  return { name: "f", url, line, column, kind: "app" };
}

/** Code of one function f at 2:11 and a map that puts it at 5:3 of ../src/a.ts. */
const CODE = "\nfunction f(){}\n";
const MAP = JSON.stringify({
  version: 3,
  sourceRoot: "..",
  sources: ["src/a%2Ets"],
  mappings: ";AAIE",
});

Deno.test("ScriptMaps.remap() finds functions and hot lines of TypeScript, at any path", () =>
  inTempDir(async (folder) => {
    // Windows forbids the question mark.
    const path = `${folder}/a dir#1%/${Deno.build.os === "windows" ? "ü" : "ü?"}`;
    await Deno.mkdir(path, { recursive: true });
    await Deno.copyFile(SHAPES, `${path}/x [y].tsx`);
    const { href } = toFileUrl(`${path}/x [y].tsx`);
    const before = await record(href, `${folder}/deno`);
    const maps = new ScriptMaps({ denoDir: `${folder}/deno` });
    const after = maps.remap(before);
    assert.deepEqual(maps.problems, []);
    assertPositions(after, href, marked(await Deno.readTextFile(SHAPES)));
    assertTimeKept(before, after);
    // The module's own code has no position, but it is in one source.
    assert.ok(after.frames.some(({ name, url }) => name === "(anonymous)" && url === href));
  }));

Deno.test("ScriptMaps.remap() finds functions of TypeScript from a server", () =>
  inTempDir(async (folder) => {
    const source = await Deno.readTextFile(SHAPES);
    await using server = Deno.serve(
      { port: 0, hostname: "127.0.0.1", onListen: () => {} },
      () => new Response(source, { headers: { "content-type": "text/tsx" } }),
    );
    // The type comes from the header, so the name need not tell it.
    const href = `http://127.0.0.1:${server.addr.port}/shapes?v=1`;
    const before = await record(href, folder);
    const maps = new ScriptMaps({ denoDir: folder });
    const after = maps.remap(before);
    assert.deepEqual(maps.problems, []);
    assertPositions(after, href, marked(source));
  }));

for (
  const [sourcemap, minify] of [["external", false], ["inline", false], ["linked", true]] as const
) {
  const title = `${sourcemap} map${minify ? ", minified" : ""}`;
  Deno.test(`ScriptMaps.remap() finds functions of a bundle with ${title}`, () =>
    inTempDir(async (folder) => {
      const out = `${folder}/dist/out.js`;
      const flags = ["--quiet", `--sourcemap=${sourcemap}`, ...minify ? ["--minify"] : []];
      // "deno bundle" 2.9.6 gives code with decorators in a module that is not the first a wrong map.
      const source = (await Deno.readTextFile(SHAPES)).replace("@traced", "")
        .replaceAll("//@ wrapper", "//");
      await Deno.writeTextFile(`${folder}/shapes.tsx`, source);
      // A second module, so that the bundle is of several sources.
      await Deno.writeTextFile(
        `${folder}/main.ts`,
        `export * from "./shapes.tsx";\nexport const main = (): string => "";\n`,
      );
      await deno(undefined, "bundle", ...flags, "-o", out, `${folder}/main.ts`);
      const before = await record(toFileUrl(out).href, `${folder}/deno`);
      const maps = new ScriptMaps({ denoDir: `${folder}/deno` });
      const after = maps.remap(before);
      assert.deepEqual(maps.problems, []);
      assertTimeKept(before, after);
      const href = toFileUrl(`${folder}/shapes.tsx`).href;
      const expected = marked(source);
      if (minify) assertMinified(before, after, { href, ...expected });
      else assertPositions(after, href, expected);
    }));
}

/** Of one line of code, functions keep their place and name; lines are those of their start or body. */
function assertMinified(
  before: Profile,
  after: Profile,
  { href, starts, hotLines }: Marked & { href: string },
): void {
  assert.ok(!before.frames.some(({ name }) => name === "plain"), "functions have kept their names");
  for (const [name, start] of starts) {
    const line = Number(start.split(":")[0]);
    const [frame, ...others] = after.frames.filter((at) => at.url === href && at.line === line);
    assert.deepEqual(others, [], name);
    // The minifier leaves out the names of function expressions.
    const expected = name === "first" ? "(anonymous)" : name;
    assert.equal(frame?.name, expected);
    const place = `${frame.line}:${frame.column}`;
    const { line: hotLine } = hottest(functionsOf(after, expected, href).get(place)!);
    assert.ok(hotLine === line || hotLine === hotLines.get(name), `${name} is hot in ${hotLine}`);
  }
}

Deno.test("ScriptMaps.remap() reads maps relative to their own place and root", () =>
  inTempDir(async (folder) => {
    await Deno.mkdir(`${folder}/maps`);
    await Deno.writeTextFile(`${folder}/o.js`, `${CODE}//# sourceMappingURL=maps/o.js.map\n`);
    await Deno.writeTextFile(`${folder}/maps/o.js.map`, MAP);
    const maps = new ScriptMaps({ denoDir: folder });
    const after = maps.remap(profileOf(frameAt(toFileUrl(`${folder}/o.js`).href, 2, 11)));
    const { href } = toFileUrl(`${folder}/src/a.ts`);
    assert.deepEqual(after.frames[1], frameAt(href, 5, 3));
    assert.deepEqual([...after.lines!.lines], [5]);
    assert.deepEqual(maps.problems, []);
  }));

Deno.test("ScriptMaps.remap() tells the kind of a frame from its source", () =>
  inTempDir(async (folder) => {
    const map = MAP.replace("src/a%2Ets", "node_modules/pkg/a.ts");
    await Deno.writeTextFile(`${folder}/o.js`, CODE);
    await Deno.writeTextFile(`${folder}/o.js.map`, map);
    const maps = new ScriptMaps({ denoDir: folder });
    const after = maps.remap(profileOf(frameAt(toFileUrl(`${folder}/o.js`).href, 2, 11)));
    assert.equal(after.frames[1]!.kind, "dependency");
  }));

Deno.test("ScriptMaps.remap() keeps the positions and notes once why a map cannot be used", () =>
  inTempDir(async (folder) => {
    const write = async (name: string, text: string) => {
      await Deno.writeTextFile(`${folder}/${name}`, text);
      return toFileUrl(`${folder}/${name}`).href;
    };
    const comment = (url: string) => `${CODE}//# sourceMappingURL=${url}\n`;
    await write("broken.json", "{");
    const reasons = new Map([
      [toFileUrl(`${folder}/never_run.ts`).href, /Deno has not kept it at .*never_run\.ts\.js/],
      [await write("missing.js", comment("missing.json")), /missing\.json is missing/],
      [await write("broken.js", comment("broken.json")), /JSON/],
      [await write("data.js", comment("data:application/json;base64,e30=")), /version undefined/],
      [await write("far.js", comment("https://example.com/a.map")), /example\.com.* is not a file/],
    ]);
    const before = profileOf(...reasons.keys().map((url) => frameAt(url, 2, 11)));
    const maps = new ScriptMaps({ denoDir: folder });
    for (let chunk = 0; chunk < 2; chunk++) assert.deepEqual(maps.remap(before), before);
    assert.equal(maps.problems.length, reasons.size);
    for (const [i, [url, reason]] of [...reasons].entries()) {
      assert.ok(maps.problems[i]!.includes(url), maps.problems[i]);
      assert.match(maps.problems[i]!, reason);
    }
  }));

Deno.test("ScriptMaps.remap() says nothing of plain JavaScript, of packages and of files that are gone", () =>
  inTempDir(async (folder) => {
    const pkg = `${folder}/node_modules/pkg`;
    await Deno.mkdir(pkg, { recursive: true });
    await Deno.writeTextFile(`${folder}/plain.js`, CODE);
    await Deno.writeTextFile(`${pkg}/a.js`, `${CODE}//# sourceMappingURL=a.js.map`);
    const before = profileOf(
      frameAt(toFileUrl(`${folder}/plain.js`).href, 2, 11),
      { ...frameAt(toFileUrl(`${pkg}/a.js`).href, 2, 11), kind: "dependency" },
      frameAt(toFileUrl(`${folder}/gone.js`).href, 2, 11),
      frameAt("https://example.com/remote.js", 2, 11),
      { ...frameAt("node:fs", 2, 11), kind: "runtime" },
      { ...frameAt("", 0, 0), kind: "engine" },
    );
    const maps = new ScriptMaps({ denoDir: folder });
    assert.deepEqual(maps.remap(before), before);
    assert.deepEqual(maps.problems, []);
  }));

Deno.test("ScriptMaps.remap() leaves waits alone: Deno has mapped them", () =>
  inTempDir(async (folder) => {
    await Deno.writeTextFile(`${folder}/o.js`, CODE);
    await Deno.writeTextFile(`${folder}/o.js.map`, MAP);
    const { href } = toFileUrl(`${folder}/o.js`);
    // One where the code has no function, one where it has: neither is a place in the code.
    const waits = [frameAt(href, 9, 4), frameAt(href, 2, 11)].map((frame): Frame => (
      { ...frame, name: "(await)", kind: "wait" }
    ));
    const before = profileOf(...waits, frameAt(href, 2, 11));
    const after = new ScriptMaps({ denoDir: folder }).remap(before);
    assert.deepEqual(after.frames.slice(1, 3), waits);
    assert.equal(after.frames[3]!.line, 5);
    assert.deepEqual([...after.lines!.lines], [9, 2, 5]);
  }));

Deno.test("ScriptMaps.remap() uses the code at first sight, and notices code that did not run", () =>
  inTempDir(async (folder) => {
    const path = `${folder}/app.tsx`;
    const { href } = toFileUrl(path);
    const source = await Deno.readTextFile(SHAPES);
    await Deno.writeTextFile(path, source);
    const before = await record(href, `${folder}/deno`);
    const early = new ScriptMaps({ denoDir: `${folder}/deno` });
    early.remap(before);
    // An edit and a second run: Deno writes its emitted file again.
    await Deno.writeTextFile(
      path,
      source.replace("enum Size", "const log = () => {\n};\nlog();\n$&"),
    );
    await record(href, `${folder}/deno`);
    assertPositions(early.remap(before), href, marked(source));
    const late = new ScriptMaps({ denoDir: `${folder}/deno` });
    assert.deepEqual(late.remap(before).frames, before.frames);
    assert.match(
      late.problems.join("\n"),
      /app\.tsx\.js is not the code that ran, .+ is not at \d/,
    );
  }));

Deno.test("ScriptMaps.remap() refuses what Deno emitted for another module", () =>
  inTempDir(async (folder) => {
    const [url, other] = ["a.ts", "b.ts"].map((name) => toFileUrl(`${folder}/${name}`).href);
    await writeEmit(folder, url!, other!);
    const before = profileOf(frameAt(url!, 2, 11));
    const maps = new ScriptMaps({ denoDir: folder });
    assert.deepEqual(maps.remap(before), before);
    assert.ok(maps.problems[0]!.includes(`is that of ${other}`), maps.problems[0]);
  }));

Deno.test("ScriptMaps.remap() gives code that Deno added its place in the emitted file", () =>
  inTempDir(async (folder) => {
    const { href } = toFileUrl(`${folder}/a.ts`);
    const emitted = toFileUrl(await writeEmit(folder, href, href)).href;
    const [helper, own] = [frameAt(href, 1, 9), frameAt(href, 2, 11)];
    const after = new ScriptMaps({ denoDir: folder }).remap(profileOf(helper, own));
    const expected = [{ ...helper, url: emitted }, { ...own, line: 5, column: 3 }];
    assert.deepEqual(after.frames.slice(1), expected);
    assert.deepEqual([...after.lines!.lines], [1, 5]);
  }));

/** Writes what Deno might emit for a module: a helper function, then f as in CODE. */
async function writeEmit(denoDir: string, url: string, source: string): Promise<string> {
  const path = emitPath(url, { denoDir, isWindows: Deno.build.os === "windows" })!;
  await Deno.mkdir(dirname(path), { recursive: true });
  const map = JSON.stringify({ version: 3, sources: [source], mappings: ";AAIE" });
  const comment = `//# sourceMappingURL=data:application/json;base64,${btoa(map)}`;
  await Deno.writeTextFile(path, `let h = () => 1;${CODE}${comment}\n// denoCacheMetadata=1,2`);
  return path;
}
