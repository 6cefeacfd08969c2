// The workflows run elsewhere, so what they name here must exist.
// deno-lint-ignore-file no-console -- a skipped test says why
import assert from "node:assert/strict";
import { fromFileUrl, join } from "@std/path";
import config from "../deno.json" with { type: "json" };
import { TARGETS } from "./compile.ts";

const root = fromFileUrl(new URL("..", import.meta.url));
const workflow = (name: string) =>
  Deno.readTextFileSync(join(root, ".github", "workflows", `${name}.yml`));

Deno.test("workflows name files and tasks that are there", () => {
  for (const name of ["ci", "release"]) {
    const text = workflow(name);
    const files = text.match(/(tests|scripts|\.ci)\/[\w./]+/g) ?? [];
    assert.ok(files.length > 2, name);
    for (const file of files) assert.ok(Deno.statSync(join(root, file)), file);
    for (const [, task] of text.matchAll(/deno task (\w+)/g)) {
      assert.ok(Object.hasOwn(config.tasks, task!), task);
    }
  }
});

/** The shell's lines of each step, with an X for what GitHub fills in; ">-" makes one line of several. */
function scriptsOf(text: string): string[] {
  const steps = text.matchAll(/^( *)(?:- )?run: (?:([|]|>-)\n((?:\1 +.*\n|\n)+)|(.+)\n)/gm);
  return [...steps].map(([, , style, block, line]) => {
    const script = (block ?? line!).replace(/\$\{\{.*?\}\}/g, "X").replace(/^ +/gm, "");
    return style === ">-" ? script.replaceAll("\n", " ") : script;
  });
}

Deno.test("workflows have steps that shellcheck finds nothing in", async () => {
  for (const name of ["ci", "release"]) {
    const text = workflow(name);
    const scripts = scriptsOf(text);
    assert.equal(scripts.length, text.match(/\brun:/g)!.length);
    for (const script of scripts) {
      try {
        const child = new Deno.Command("shellcheck", {
          args: ["--shell=bash", "--exclude=SC2012", "-"],
          stdin: "piped",
          stdout: "piped",
        }).spawn();
        const writer = child.stdin.getWriter();
        await writer.write(new TextEncoder().encode(script));
        await writer.close();
        const { stdout } = await child.output();
        assert.equal(new TextDecoder().decode(stdout), "", script);
      } catch (error) {
        const isMissing = error instanceof Deno.errors.NotFound;
        if (!isMissing || (Deno.env.get("CI") && Deno.build.os === "linux")) throw error;
        return console.log("skipped: shellcheck is not installed");
      }
    }
  }
});

Deno.test("workflows choose bash where a step with several lines may run on Windows", () => {
  for (const name of ["ci", "release"]) {
    for (const step of workflow(name).split(/^ {6}- /m)) {
      const isForAll = /\$PWD|\$\(/.test(step) && !/^ +if: runner\.os != 'Windows'$/m.test(step);
      const isOnMatrix = name === "ci" || /RPS_EXECUTABLE/.test(step);
      if (isForAll && isOnMatrix) assert.match(step, /^ +shell: bash$/m, step);
    }
  }
});

Deno.test("workflows name versions of the actions they use", () => {
  for (const name of ["ci", "release"]) {
    const uses = [...workflow(name).matchAll(/uses: (\S+)/g)].map(([, action]) => action!);
    assert.ok(uses.length > 1);
    for (const action of uses) assert.match(action, /^(actions|denoland)\/[\w-]+@v\d+$/);
  }
});

Deno.test("release compiles and smoke-tests every target on a system of its own", () => {
  const text = workflow("release");
  const compiled = [...text.matchAll(/--target (\S+)/g)].map(([, target]) => target);
  const tested = [...text.matchAll(/\{ target: (\S+), os: (\S+) \}/g)];
  assert.deepEqual(compiled, TARGETS);
  assert.deepEqual(tested.map(([, target]) => target), TARGETS);
  assert.equal(new Set(tested.map(([, , os]) => os)).size, TARGETS.length);
});

Deno.test("ci runs on three systems, with two versions of Deno", () => {
  const text = workflow("ci");
  assert.match(text, /os: \[ubuntu-latest, macos-latest, windows-latest\]/);
  assert.match(text, /deno: \[v\d+\.\d+\.\d+, latest\]/);
});
