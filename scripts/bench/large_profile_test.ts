import assert from "node:assert/strict";
import { assertAgreement } from "../../tests/cpuprofile_agreement.ts";
import { cpuprofileCodec } from "../../src/format/cpuprofile/cpuprofile.ts";
import { largeProfile } from "./large_profile.ts";

const SIZE = { nodes: 2_000, samples: 9_000, functions: 200 };

Deno.test("largeProfile() makes the same file of the same size", () => {
  assert.deepEqual(largeProfile(SIZE), largeProfile(SIZE));
});

Deno.test("largeProfile() makes a profile as large as asked, with lines and late samples", () => {
  const bytes = largeProfile(SIZE);
  const { profile } = cpuprofileCodec.decode!(bytes);
  assert.equal(profile.nodeFrame.length, SIZE.nodes);
  assert.equal(profile.samples.length, SIZE.samples);
  assert.ok(profile.frames.length <= SIZE.functions && profile.frames.length > SIZE.functions / 2);
  assert.ok(new Set(profile.lines!.nodes).size > SIZE.nodes / 4);
  assert.match(new TextDecoder().decode(bytes), /"timeDeltas":.*,-40,/);
});

Deno.test("largeProfile() is read the fast way", () => {
  assert.ok(assertAgreement(largeProfile(SIZE)));
});
