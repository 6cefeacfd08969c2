import assert from "node:assert/strict";
import { profileOf } from "./client/flame_model_test_rig.ts";
import { hotFunctions, hotLines, waitSites } from "./request_costs.ts";

Deno.test("hotFunctions() are sorted by self time, and recursion counts once in their total", () => {
  const rows = hotFunctions(profileOf("walk walk walk 60", "walk 5", "other 90"), 10);
  assert.deepEqual(rows.map(({ frame: { name }, self, total }) => [name, self, total]), [
    ["other", 90, 90],
    ["walk", 65, 65],
  ]);
});

Deno.test("hotLines() are empty for a recording that knows no lines", () => {
  assert.deepEqual(hotLines(profileOf("a 5"), 10), []);
});

Deno.test("hotLines() take what no line is known for as the function's own line", () => {
  const profile = profileOf("a 50", "a b 8");
  const lines = {
    nodes: Uint32Array.of(1),
    lines: Uint32Array.of(7),
    micros: Float64Array.of(40),
  };
  const rows = hotLines({ ...profile, lines }, 2);
  assert.deepEqual(rows.map(({ frame: { name }, line, self }) => [name, line, self]), [
    ["a", 7, 40],
    ["a", 1, 10],
  ]);
});

Deno.test("waitSites() count waits, not samples, and tell who was in the way", () => {
  const rows = waitSites(
    profileOf(
      "load (await) 10",
      "load (await) 20",
      "load 1",
      "load (await) 5",
      "(behind_GET_/a_#3) (queued) 7",
      "(queued) 2",
    ),
    10,
  );
  assert.deepEqual(
    rows.map(({ frame, caller, ...rest }) => ({ name: frame.name, caller: caller?.name, ...rest })),
    [
      { name: "(await)", caller: "load", total: 35, count: 2, longest: 30 },
      { name: "(queued)", caller: "(behind GET /a #3)", total: 7, count: 1, longest: 7 },
      { name: "(queued)", caller: undefined, total: 2, count: 1, longest: 2 },
    ],
  );
});
