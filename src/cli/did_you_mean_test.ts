import assert from "node:assert/strict";
import { didYouMean } from "./did_you_mean.ts";

const OPTIONS = ["prof-path", "prof-file", "kcachegrind", "quiet"];

Deno.test("didYouMean() finds the word with a typing mistake", () => {
  assert.equal(didYouMean("prof-fil", OPTIONS), "prof-file");
  assert.equal(didYouMean("cachegrind", OPTIONS), "kcachegrind");
  assert.equal(didYouMean("QUIET", OPTIONS), "quiet");
  assert.equal(didYouMean("sreve", ["serve", "gather"]), "serve");
  assert.equal(didYouMean("gahter", ["serve", "gather"]), "gather");
});

Deno.test("didYouMean() says nothing when no word is near", () => {
  assert.equal(didYouMean("verbose", OPTIONS), undefined);
  assert.equal(didYouMean("x", OPTIONS), undefined);
  assert.equal(didYouMean("", OPTIONS), undefined);
  assert.equal(didYouMean("prof", []), undefined);
});
