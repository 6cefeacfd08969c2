import assert from "node:assert/strict";
import { convertTarget, resultPlace } from "./convert_target.ts";

function targetOf(out: string | undefined, sources: string[], isOpened = false) {
  return convertTarget({ out, sources, isOpened });
}

function fails(run: () => unknown, message: string, hint: string): void {
  assert.throws(run, { name: "UserError", message, hint, exitCode: 2 });
}

Deno.test("convertTarget() puts results beside their sources by default", () => {
  assert.deepEqual(targetOf(undefined, ["a", "b"]), { kind: "folder", folder: undefined });
});

Deno.test("convertTarget() makes a filter of standard input", () => {
  assert.deepEqual(targetOf(undefined, ["-"]), { kind: "stdout" });
  assert.deepEqual(targetOf("a", ["-"]), { kind: "file", path: "a" });
});

Deno.test("convertTarget() tells file, folder and standard output apart", () => {
  const folder = Deno.makeTempDirSync();
  try {
    assert.deepEqual(targetOf("-", ["a"]), { kind: "stdout" });
    assert.deepEqual(targetOf(`${folder}/new`, ["a"]), { kind: "file", path: `${folder}/new` });
    assert.deepEqual(targetOf(folder, ["a", "b"]), { kind: "folder", folder });
    assert.deepEqual(targetOf("new/", ["a", "b"]), { kind: "folder", folder: "new/" });
  } finally {
    Deno.removeSync(folder);
  }
});

Deno.test("convertTarget() refuses what cannot be", () => {
  fails(
    () => targetOf("x.callgrind", ["a", "b"]),
    'Cannot write 2 files to "x.callgrind"',
    "Name a folder: -o DIR/",
  );
  fails(
    () => targetOf("-", ["a", "b", "c"]),
    "Cannot write 3 files to standard output",
    "Name a folder: -o DIR/",
  );
  fails(
    () => targetOf("-", ["a"], true),
    "Cannot open standard output",
    "Name a file with -o FILE",
  );
  fails(() => targetOf("d/", ["-", "-"]), "Cannot read standard input twice", "Give - once");
});

Deno.test("resultPlace() names the result after its source", () => {
  const cases = [
    ["d/a.cpuprofile", "d", "a"],
    ["callgrind.out.a.callgrind", ".", "a"],
    ["d/a.b.cpuprofile.gz", "d", "a.b"],
    ["trace.json.gz", ".", "trace"],
    ["trace", ".", "trace"],
    ["[id]*.cpuprofile", ".", "_id__"],
    ["-", ".", "stdin"],
  ] as const;
  for (const [source, folder, base] of cases) {
    assert.deepEqual(resultPlace(source, undefined), { folder, base });
    assert.deepEqual(resultPlace(source, "e"), { folder: "e", base });
  }
});
