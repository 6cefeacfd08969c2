// With loaders like those of the executable, which do not find files on the disk.
import assert from "node:assert/strict";
import nodeModule, { createRequire } from "node:module";
import { join, toFileUrl } from "@std/path";
import { requireFromDisk } from "./require_from_disk.ts";

const loaders = (nodeModule as unknown as { _extensions: Record<string, unknown> })._extensions;

async function withLoaders(
  changed: Readonly<Record<string, unknown>>,
  run: (dir: string, require: (id: string) => unknown) => void,
): Promise<void> {
  const before = { ...loaders };
  const dir = await Deno.makeTempDir({ prefix: "require_from_disk_test-" });
  try {
    await Deno.writeTextFile(join(dir, "data.json"), '{ "answer": 42 }');
    const text = 'exports.answer = require("./data.json").answer; exports.path = __filename;';
    await Deno.writeTextFile(join(dir, "app.cjs"), text);
    Object.assign(loaders, changed);
    run(dir, createRequire(toFileUrl(join(dir, "x.js"))));
  } finally {
    Object.assign(loaders, before);
    await Deno.remove(dir, { recursive: true });
  }
}

function fail(): never {
  throw new Deno.errors.NotFound("path not found");
}

Deno.test("requireFromDisk() makes CommonJS load where the runtime reads no files", () =>
  withLoaders({ ".cjs": fail, ".js": fail, ".json": fail }, (dir, require) => {
    assert.throws(() => require(join(dir, "app.cjs")), Deno.errors.NotFound);
    requireFromDisk();
    const path = join(dir, "app.cjs");
    assert.deepEqual({ ...require(path) as object }, { answer: 42, path });
  }));

Deno.test("requireFromDisk() changes nothing where the runtime reads files itself", () =>
  withLoaders({}, () => {
    const before = { ...loaders };
    requireFromDisk();
    assert.deepEqual({ ...loaders }, before);
  }));
