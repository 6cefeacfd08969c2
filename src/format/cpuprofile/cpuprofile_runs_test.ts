import assert from "node:assert/strict";
import fc from "fast-check";
import { RunIndex } from "./cpuprofile_runs.ts";

/** The numbers of the texts, which lie one behind the other in one buffer. */
function numbersOf(texts: readonly string[], hashOf: (text: string) => number): number[] {
  const bytes = new TextEncoder().encode(texts.join(""));
  // Not at the start of its buffer, as in a file that is a part of another.
  const whole = new Uint8Array(bytes.length + 3);
  whole.set(bytes, 3);
  const index = new RunIndex(new DataView(whole.buffer, 3));
  let end = 0;
  return texts.map((text) => {
    const start = end;
    end += new TextEncoder().encode(text).length;
    return index.number({ start, end, hash: hashOf(text) });
  });
}

/** Place of each text among the different ones. */
function expected(texts: readonly string[]): number[] {
  const different = [...new Set(texts)];
  return texts.map((text) => different.indexOf(text));
}

Deno.test("RunIndex gives equal runs one number, also when all hashes are equal", () => {
  const texts = fc.array(fc.stringMatching(/^[ab]{1,6}$/), { maxLength: 60 });
  fc.assert(fc.property(texts, fc.constantFrom(0, -1, 5), (texts, hash) => {
    assert.deepEqual(numbersOf(texts, () => hash), expected(texts));
    assert.deepEqual(numbersOf(texts, (text) => text.charCodeAt(0) * hash), expected(texts));
  }));
});

Deno.test("RunIndex numbers very many runs", () => {
  const texts = Array.from({ length: 20_000 }, (_, i) => `run ${i % 9_000}`);
  const numbers = numbersOf(texts, (text) => Math.imul(Number(text.slice(4)), 0x9e37_79b1));
  assert.deepEqual(numbers, texts.map((_, i) => i % 9_000));
});
