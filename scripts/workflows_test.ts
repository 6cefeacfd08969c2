// The workflows run elsewhere, so what they name here must exist.
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
    for (const file of files) assert.ok(Deno.statSync(join(root, file)).isFile, file);
    for (const [, task] of text.matchAll(/deno task (\w+)/g)) {
      assert.ok(Object.hasOwn(config.tasks, task!), task);
    }
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
