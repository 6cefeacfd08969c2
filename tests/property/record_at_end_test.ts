// The ends of any file: what is read from them is a whole record or nothing, and never an error, as a list of thousands
// of files must not fail for one of them.
import assert from "node:assert/strict";
import fc from "fast-check";
import { callgrindCodec } from "../../src/format/callgrind/callgrind.ts";
import { cpuprofileCodec } from "../../src/format/cpuprofile/cpuprofile.ts";
import { END_BYTES, recordAtEnd } from "../../src/format/record_at_end.ts";
import { ENCODING, madeRecording } from "../../src/store/made_recording_test_rig.ts";

const RECORDINGS = [madeRecording("request"), madeRecording("aggregate")];
const FILES = [cpuprofileCodec, callgrindCodec].flatMap(({ encode }) =>
  RECORDINGS.map((recording) => ({ recording, bytes: encode(recording, ENCODING) }))
);

function infoOf(bytes: Uint8Array) {
  return recordAtEnd({ head: bytes.subarray(0, END_BYTES), tail: bytes.subarray(-END_BYTES) });
}

/** Every field that it has is of the type that it has in an undamaged one. */
function assertWhole(info: ReturnType<typeof infoOf>): void {
  for (const key of ["request", "aggregate"] as const) {
    const found = info?.[key] as Record<string, unknown> | undefined;
    if (!found) continue;
    const original = RECORDINGS.find((recording) => recording[key])![key]!;
    for (const [name, value] of Object.entries(original)) {
      assert.equal(typeof found[name], typeof value, `${key}.${name}`);
    }
  }
}

Deno.test("recordAtEnd() finds what was written", () => {
  for (const { recording: { request, aggregate }, bytes } of FILES) {
    assert.deepEqual(infoOf(bytes), {
      ...(request && { request }),
      ...(aggregate && { aggregate }),
    });
  }
});

Deno.test("recordAtEnd() reads any bytes without an error", () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
    assertWhole(infoOf(bytes));
  }));
});

Deno.test("recordAtEnd() reads damaged files without an error", () => {
  const damage = fc.record({
    file: fc.constantFrom(...FILES),
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    removed: fc.nat(40),
    added: fc.oneof(
      fc.string().map((text) => new TextEncoder().encode(text)),
      fc.json().map((text) => new TextEncoder().encode(text)),
      fc.uint8Array({ maxLength: 20 }),
    ),
    cut: fc.nat(60),
  });
  const found = { something: 0, nothing: 0 };
  fc.assert(
    fc.property(damage, ({ file: { bytes }, at, removed, added, cut }) => {
      const place = Math.floor(at * bytes.length);
      const damaged = [...bytes.subarray(0, place), ...added, ...bytes.subarray(place + removed)];
      const info = infoOf(Uint8Array.from(damaged.slice(0, damaged.length - cut % 3)));
      assertWhole(info);
      found[info ? "something" : "nothing"]++;
    }),
    { numRuns: 2_000 },
  );
  // Both happen, or the damage is too small or too large to show anything.
  assert.ok(found.something > 50 && found.nothing > 50, JSON.stringify(found));
});
