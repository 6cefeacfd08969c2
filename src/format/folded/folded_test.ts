import assert from "node:assert/strict";
import fc from "fast-check";
import { arbitraryProfile } from "../../../tests/arbitrary_profile.ts";
import { NEEDS_READING, runCodecSuite } from "../../../tests/codec_suite.ts";
import { assertGolden } from "../../../tests/golden/golden_file.ts";
import { requestRecording } from "../../../tests/golden/request_recording.ts";
import type { Frame, Profile } from "../../model/profile.ts";
import { ProfileBuilder } from "../../model/profile_builder.ts";
import { functionName } from "../callgrind/callgrind_names.ts";
import type { Recording } from "../codec.ts";
import { foldedCodec } from "./folded.ts";

const OPTIONS = { base: "/srv/app", creator: "runprofileserver 0.1.0" };

const reason = "folded stacks can only be written";
runCodecSuite(foldedCodec, {
  skip: Object.fromEntries(NEEDS_READING.map((name) => [name, reason])),
});

function encoded(recording: Recording): string {
  return new TextDecoder().decode(foldedCodec.encode(recording, OPTIONS));
}

function native(name: string): Frame {
  return { name, url: "", line: 0, column: 0, kind: "engine" };
}

Deno.test("foldedCodec writes a request as in the golden file", () => {
  assertGolden("formats/request.folded", encoded(requestRecording()));
});

Deno.test("foldedCodec recognizes folded stacks of any origin", () => {
  const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
  for (const text of ["a 1\n", "main;a b;c 12\nmain 3\n", "all;foo 7\nall;b"]) {
    assert.ok(foldedCodec.recognizes(bytes(text)), text);
  }
  for (const text of ["a;b 1\nc;d\n", ";a 1\n", "a;;b 1\n", "a 1 \n", "\n", "x;y{}"]) {
    assert.ok(!foldedCodec.recognizes(bytes(text)), text);
  }
});

Deno.test("foldedCodec writes the same file whatever came first", () => {
  fc.assert(fc.property(arbitraryProfile(), (profile) => {
    const turned = {
      ...profile,
      samples: profile.samples.toReversed(),
      weights: profile.weights.toReversed(),
    };
    assert.equal(encoded({ profile: turned }), encoded({ profile }));
  }));
});

Deno.test("foldedCodec adds up functions that only their version tells apart", () => {
  const builder = new ProfileBuilder(0);
  for (const version of ["?v=1", "?v=2"]) {
    const url = `file:///srv/app/a.ts${version}`;
    const node = builder.node(0, { ...native("f"), url, line: 2, column: 3 });
    builder.sample(builder.node(node, native("sort")), 5);
  }
  assert.equal(encoded({ profile: builder.build() }), "f a.ts:2:3;sort 10\n");
});

/** stack -> microseconds, worked out one sample at a time; no frame of an arbitrary profile needs escapes. */
function bruteForce(profile: Profile): Record<string, number> {
  const sums: Record<string, number> = {};
  profile.samples.forEach((leaf, i) => {
    const names: string[] = [];
    for (let node = leaf; node !== 0 || names.length === 0; node = profile.nodeParent[node]!) {
      names.unshift(functionName(profile.frames[profile.nodeFrame[node]!]!, OPTIONS.base).name);
    }
    if (profile.weights[i]! === 0) return;
    sums[names.join(";")] = (sums[names.join(";")] ?? 0) + profile.weights[i]!;
  });
  return sums;
}

Deno.test("foldedCodec keeps every microsecond of every stack", () => {
  fc.assert(fc.property(arbitraryProfile(), (profile) => {
    const lines = encoded({ profile }).trimEnd().split("\n").map((line) =>
      /^(.*) (\d+)$/.exec(line)!
    );
    const stacks = lines.filter(([, , micros]) => micros !== "0")
      .map(([, stack, micros]) => [stack!, Number(micros)]);
    assert.equal(new Set(stacks.map(([stack]) => stack)).size, stacks.length);
    assert.deepEqual(Object.fromEntries(stacks), bruteForce(profile));
  }));
});

Deno.test("foldedCodec keeps the total of weights that are no whole microseconds", () => {
  const weight = fc.double({ min: 0, max: 1e5, noNaN: true });
  fc.assert(fc.property(arbitraryProfile({ weight }), (profile) => {
    const written = [...encoded({ profile }).matchAll(/ (\d+)\n/g)]
      .reduce((sum, [, micros]) => sum + Number(micros), 0);
    assert.equal(written, Math.round(profile.weights.reduce((sum, weight) => sum + weight, 0)));
  }));
});
