import assert from "node:assert/strict";
import { falseDiscovery } from "./false_discovery.ts";

Deno.test("falseDiscovery() adjusts as Benjamini and Hochberg's own example does", () => {
  // The 15 p-values of their paper (section 4.1): at 5 %, the four smallest are discoveries.
  const p = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324];
  const all = [...p, 0.4262, 0.5719, 0.6528, 0.759, 1];
  const adjusted = falseDiscovery(all);
  assert.equal(adjusted.filter((value) => value < 0.05).length, 4);
  assert.ok(Math.abs(adjusted[0]! - 0.0015) < 1e-12);
  assert.equal(adjusted.at(-1), 1);
});

Deno.test("falseDiscovery() never turns the order round and leaves out what is unknown", () => {
  const adjusted = falseDiscovery([0.04, NaN, 0.03]);
  assert.deepEqual(adjusted, [0.04, NaN, 0.04]);
  assert.deepEqual(falseDiscovery([0.04]), [0.04]);
  assert.deepEqual(falseDiscovery([]), []);
});
