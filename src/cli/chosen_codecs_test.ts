import assert from "node:assert/strict";
import { chosenCodecs } from "./chosen_codecs.ts";

function chosen(format: string[], kcachegrind: boolean): string[] {
  return chosenCodecs({ format, kcachegrind }).map(({ name }) => name);
}

Deno.test("chosenCodecs() writes cpuprofile unless asked for something else", () => {
  assert.deepEqual(chosen([], false), ["cpuprofile"]);
  assert.deepEqual(chosen([], true), ["callgrind"]);
  assert.deepEqual(chosen(["callgrind"], false), ["callgrind"]);
});

Deno.test("chosenCodecs() takes several formats, each once", () => {
  assert.deepEqual(chosen(["cpuprofile", "callgrind", "cpuprofile"], true), [
    "cpuprofile",
    "callgrind",
  ]);
});

Deno.test("chosenCodecs() refuses an unknown format", () => {
  assert.throws(() => chosenCodecs({ format: ["svg"], kcachegrind: false }), { name: "UserError" });
});
