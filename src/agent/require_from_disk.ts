// Lets CommonJS modules of the app be loaded in the compiled executable, where Deno 2.7's require() reads only what was
// compiled in. Imports of such modules by ES modules do not pass here and stay impossible.
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import nodeModule, { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";

type Loader = (
  module: { exports: unknown; _compile(text: string, path: string): void },
  path: string,
) => void;

/** Node's table of loaders by extension; programs like ts-node have made it an interface. */
const { _extensions } = nodeModule as unknown as { _extensions: Record<string, Loader> };

/** Replaces the loaders where the runtime's own cannot read the disk. */
export function requireFromDisk(): void {
  if (canReadDisk()) return;
  const compile: Loader = (module, path) => module._compile(readFileSync(path, "utf8"), path);
  _extensions[".js"] = compile;
  _extensions[".cjs"] = compile;
  _extensions[".json"] = (module, path) => {
    module.exports = JSON.parse(readFileSync(path, "utf8"));
  };
}

/** Tried, not concluded from a version: later ones may read it. */
function canReadDisk(): boolean {
  const path = join(tmpdir(), `runprofileserver-${crypto.randomUUID()}.cjs`);
  writeFileSync(path, "");
  try {
    createRequire(path)(path);
    return true;
  } catch {
    return false;
  } finally {
    rmSync(path);
  }
}
