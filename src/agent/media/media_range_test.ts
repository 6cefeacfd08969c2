// Each rule of RFC 9110, section 14.1.2, and one law: a range never leaves the file.
import assert from "node:assert/strict";
import fc from "fast-check";
import { mediaRange } from "./media_range.ts";

Deno.test("mediaRange() reads the three forms", () => {
  assert.deepEqual(mediaRange("bytes=0-4", 10), { start: 0, end: 5 });
  assert.deepEqual(mediaRange("bytes=7-", 10), { start: 7, end: 10 });
  assert.deepEqual(mediaRange("bytes=-3", 10), { start: 7, end: 10 });
});

Deno.test("mediaRange() cuts at the end of the file", () => {
  assert.deepEqual(mediaRange("bytes=8-99999999999999999999", 10), { start: 8, end: 10 });
  assert.deepEqual(mediaRange("bytes=-11", 10), { start: 0, end: 10 });
});

Deno.test("mediaRange() calls a range without a byte of the file unsatisfiable", () => {
  assert.equal(mediaRange("bytes=10-", 10), "unsatisfiable");
  assert.equal(mediaRange("bytes=10-12", 10), "unsatisfiable");
  assert.equal(mediaRange("bytes=-0", 10), "unsatisfiable");
});

Deno.test("mediaRange() ignores what it must not answer with 416", () => {
  const ignored = [
    null,
    "",
    "bytes",
    "bytes=",
    "bytes=-",
    "bytes=5-4",
    "bytes=0-1,3-4",
    "lines=0-1",
  ];
  for (const header of [...ignored, "bytes=a-b", "bytes=0x1-2", "bytes=1.5-2", "bytes=--1"]) {
    assert.equal(mediaRange(header, 10), undefined, String(header));
  }
});

Deno.test("mediaRange() ignores every range of an empty file", () => {
  for (const header of ["bytes=0-", "bytes=-1", "bytes=0-0"]) {
    assert.equal(mediaRange(header, 0), undefined, header);
  }
});

Deno.test("mediaRange() names the same bytes as a plain filter over the positions", () => {
  const bound = fc.option(fc.nat(30), { nil: undefined });
  fc.assert(fc.property(bound, bound, fc.integer({ min: 1, max: 25 }), (first, last, size) => {
    const range = mediaRange(`bytes=${first ?? ""}-${last ?? ""}`, size);
    if (first === undefined && last === undefined) return range === undefined;
    if (first !== undefined && last !== undefined && last < first) return range === undefined;
    const positions = Array.from({ length: size }, (_, position) => position);
    const wanted = positions.filter((position) =>
      first === undefined
        ? position >= size - last!
        : position >= first && position <= (last ?? size)
    );
    if (wanted.length === 0) return range === "unsatisfiable";
    assert.deepEqual(range, { start: wanted[0], end: wanted.at(-1)! + 1 });
    return true;
  }));
});
