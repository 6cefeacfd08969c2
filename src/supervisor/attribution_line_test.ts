import assert from "node:assert/strict";
import { attributionLine } from "./attribution_line.ts";

Deno.test("attributionLine() tells the share of the work that is nobody's", () => {
  assert.equal(
    attributionLine({ attributed: 49_900, unattributed: 100 }),
    "Of 50 ms that the app worked during requests, 0.2 % could not be given to one.",
  );
  assert.equal(
    attributionLine({ attributed: 2_000_000, unattributed: 500_000 }),
    "Of 2.5 s that the app worked during requests, 20.0 % could not be given to one.",
  );
});

Deno.test("attributionLine() says nothing of a few samples", () => {
  assert.equal(attributionLine({ attributed: 685, unattributed: 315 }), undefined);
  assert.equal(attributionLine({ attributed: 0, unattributed: 0 }), undefined);
});
