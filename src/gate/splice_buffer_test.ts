import assert from "node:assert/strict";
import fc from "fast-check";
import { SpliceBuffer } from "./splice_buffer.ts";

function read(buffer: SpliceBuffer, from: number): number[] {
  const bytes: number[] = [];
  for (let at = from; at < buffer.end; at = from + bytes.length) bytes.push(...buffer.at(at));
  return bytes;
}

Deno.test("SpliceBuffer keeps its own copy", () => {
  const buffer = new SpliceBuffer();
  const bytes = new Uint8Array([1, 2, 3]);
  buffer.push(bytes);
  bytes.fill(0);
  assert.deepEqual([...buffer.at(1)], [2, 3]);
  assert.deepEqual([...buffer.at(3)], []);
});

Deno.test("SpliceBuffer keeps many small pieces in few arrays", () => {
  const buffer = new SpliceBuffer();
  for (let n = 0; n < 3000; n++) buffer.push(new Uint8Array([n % 256]));
  assert.ok(buffer.at(0).length >= 1000);
});

Deno.test("SpliceBuffer gives back any part of the stream that was not dropped", () => {
  const sizes = fc.array(
    fc.oneof(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 900, max: 3000 })),
  );
  fc.assert(fc.property(sizes, fc.array(fc.nat(4000)), (pieces, drops) => {
    const buffer = new SpliceBuffer();
    const stream: number[] = [];
    pieces.forEach((size, n) => {
      const bytes = Array.from({ length: size }, (_, i) => (stream.length + i) % 256);
      stream.push(...bytes);
      buffer.push(new Uint8Array(bytes));
      buffer.drop(Math.min(drops[n] ?? 0, buffer.end));
    });
    assert.equal(buffer.end, stream.length);
    for (const from of [buffer.start, Math.ceil((buffer.start + buffer.end) / 2)]) {
      assert.deepEqual(read(buffer, from), stream.slice(from));
    }
    buffer.drop(buffer.end);
    assert.equal(buffer.start, buffer.end);
  }));
});
