import assert from "node:assert/strict";
import type { Frame } from "../../model/profile.ts";
import { FrameMemo } from "./cpuprofile_frame_memo.ts";

function frame(name: string): Frame {
  return { name, url: "file:///srv/app.ts", line: 1, column: 1, kind: "app" };
}

function run(name: string, scriptId = "1"): Uint8Array {
  return new TextEncoder().encode(JSON.stringify({
    functionName: name,
    scriptId,
    url: "file:///srv/app.ts",
    lineNumber: 0,
    columnNumber: 0,
  }));
}

/** Looks `bytes` up where they stand in a longer text, at an odd place. */
function find(memo: FrameMemo, bytes: Uint8Array): Frame | undefined {
  const text = new Uint8Array([32, 32, 32, ...bytes, 44, 125, 125, 125]);
  return memo.find(new DataView(text.buffer), text, 3)?.known.frame;
}

Deno.test("FrameMemo finds a frame by its bytes, and only by all of them", () => {
  const memo = new FrameMemo();
  const bytes = run("handler");
  const kept = memo.keep(bytes, frame("handler")).frame;
  assert.equal(find(memo, bytes), kept);
  for (let i = 0; i < bytes.length - 1; i++) {
    const other = bytes.slice();
    other[i]!++;
    assert.equal(find(memo, other), undefined, `byte ${i}`);
  }
  // The same end, so the same hash, but one byte more in front.
  assert.equal(find(memo, run("xhandler")), undefined);
});

Deno.test("FrameMemo gives one object for equal frames", () => {
  const memo = new FrameMemo();
  const first = memo.keep(run("handler", "1"), frame("handler")).frame;
  assert.equal(memo.keep(run("handler", "2"), frame("handler")).frame, first);
  assert.equal(find(memo, run("handler", "2")), first);
});

Deno.test("FrameMemo never takes a brace in a name for the end", () => {
  const memo = new FrameMemo();
  memo.keep(run("a}b"), frame("a}b"));
  assert.equal(find(memo, run("a}b")), undefined);
});

Deno.test("FrameMemo forgets when it is full, but not within a file", () => {
  const memo = new FrameMemo();
  const first = memo.keep(run("first"), frame("first")).frame;
  for (let i = 0; i < 25_000; i++) memo.keep(run(`f${i}`), frame(`f${i}`));
  assert.equal(find(memo, run("first")), first);
  memo.beginFile();
  assert.equal(find(memo, run("first")), undefined);
});
