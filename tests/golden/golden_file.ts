// Expected output as files: `deno test -A -- --update` writes them anew, the diff is for review.
import assert from "node:assert/strict";

/** Compares `actual` with tests/golden/`name`. */
export function assertGolden(name: string, actual: string): void {
  const file = new URL(name, import.meta.url);
  if (Deno.args.includes("--update")) Deno.writeTextFileSync(file, actual);
  assert.equal(actual, Deno.readTextFileSync(file), `${name} differs; to accept: -- --update`);
}
