// Expected output as files: `UPDATE_GOLDEN=1 deno test -A` writes them anew, the diff is for review.
import assert from "node:assert/strict";

/** Compares `actual` with tests/golden/`name`. */
export function assertGolden(name: string, actual: string): void {
  const file = new URL(name, import.meta.url);
  if (Deno.env.get("UPDATE_GOLDEN") === "1") Deno.writeTextFileSync(file, actual);
  assert.equal(
    actual,
    Deno.readTextFileSync(file),
    `${name} differs; to accept it: UPDATE_GOLDEN=1`,
  );
}
