import assert from "node:assert/strict";
import { constants, deflateRawSync, inflateRawSync } from "node:zlib";
import fc from "fast-check";
import { pprofDeflate } from "./pprof_deflate.ts";

function comesBack(bytes: Uint8Array): void {
  assert.deepEqual(new Uint8Array(inflateRawSync(pprofDeflate(bytes))), bytes);
}

/** Bytes that repeat what came `distance` before, for `length` bytes, with something new in between. */
function repeating({ length, distance }: { length: number; distance: number }): Uint8Array {
  const bytes = new Uint8Array(distance + length + 10);
  // A generator whose sequence does not repeat within the window.
  for (let i = 0, state = 1; i < bytes.length; i++) {
    state = Math.imul(state, 0x5bd1e995) + 12345 >>> 0;
    bytes[i] = state >>> 24;
  }
  bytes.copyWithin(distance, 0, length);
  return bytes;
}

Deno.test("pprofDeflate() gives back any bytes", () => {
  const few = fc.array(fc.constantFrom(0, 1, 143, 144, 255), { maxLength: 2000 });
  fc.assert(fc.property(few, (bytes) => comesBack(Uint8Array.from(bytes))));
  fc.assert(fc.property(fc.uint8Array({ maxLength: 2000 }), comesBack));
});

Deno.test("pprofDeflate() gives back repetitions of every length", () => {
  for (let length = 3; length <= 600; length++) comesBack(repeating({ length, distance: length }));
});

Deno.test("pprofDeflate() gives back repetitions at every kind of distance", () => {
  for (let power = 1; power <= 17; power++) {
    for (const distance of [2 ** power - 1, 2 ** power, 2 ** power + 1, 3 * 2 ** (power - 1)]) {
      comesBack(repeating({ length: 20, distance }));
      comesBack(new Uint8Array(distance + 300));
    }
  }
});

Deno.test("pprofDeflate() finds repetitions up to the end of its window", () => {
  const near = pprofDeflate(repeating({ length: 200, distance: 32_768 })).length;
  const far = pprofDeflate(repeating({ length: 200, distance: 32_769 })).length;
  assert.ok(far - near > 150, `${near} and ${far} bytes`);
});

Deno.test("pprofDeflate() finds about as many repetitions as zlib", () => {
  const stacks = Array.from({ length: 3000 }, (_, i) => `${i % 97} ${i % 7} 5 4 3 2 1 ${i}`);
  const bytes = new TextEncoder().encode(stacks.join("\n"));
  const ours = pprofDeflate(bytes).length;
  const zlib = deflateRawSync(bytes, { strategy: constants.Z_FIXED }).length;
  assert.ok(ours < 1.2 * zlib, `${ours} bytes, zlib ${zlib}`);
});
