import assert from "node:assert/strict";
import type { Frame } from "../../model/profile.ts";
import { readFrame, ScriptIds, writeFrame } from "./cpuprofile_frame.ts";

function read(callFrame: Record<string, unknown>): Frame {
  return readFrame({ callFrame }, () => "nodes[0]");
}

const HERE = { url: "file:///a.ts", lineNumber: 0, columnNumber: 41 };

Deno.test("readFrame() counts lines and columns from 1", () => {
  assert.deepEqual(read({ ...HERE, functionName: "f" }), {
    name: "f",
    url: "file:///a.ts",
    line: 1,
    column: 42,
    kind: "app",
  });
  const { line, column } = read({ ...HERE, lineNumber: -1, columnNumber: null });
  assert.deepEqual([line, column], [0, 0]);
});

Deno.test("readFrame() counts a flat node of a head tree from 1 already", () => {
  const flat = { functionName: "f", url: "a.js", lineNumber: 1, columnNumber: "42", scriptId: 7 };
  const { line, column } = readFrame(flat, () => "");
  assert.deepEqual([line, column], [1, 42]);
});

Deno.test("readFrame() names anonymous functions", () => {
  assert.equal(read({ ...HERE, functionName: "" }).name, "(anonymous)");
  assert.equal(read({ functionName: "", url: "", scriptId: "0" }).name, "(anonymous native)");
});

Deno.test("readFrame() tells evals apart by their script, and only those", () => {
  assert.equal(read({ functionName: "f", url: "", scriptId: "32" }).url, "eval:32");
  assert.equal(read({ functionName: "f", url: "", scriptId: 32 }).url, "eval:32");
  assert.equal(read({ functionName: "f", url: "", scriptId: "0" }).url, "");
  assert.equal(read({ functionName: "(program)", url: "", scriptId: "32" }).url, "");
});

Deno.test("readFrame() gives native code no position", () => {
  const { line, column, kind } = read({ functionName: "sort", url: "", lineNumber: 5 });
  assert.deepEqual([line, column, kind], [0, 0, "engine"]);
});

Deno.test("writeFrame() writes what readFrame() reads back", () => {
  const frames: Frame[] = [
    { name: "f", url: "file:///a.ts", line: 1, column: 42, kind: "app" },
    { name: "(anonymous)", url: "file:///a.ts", line: 0, column: 0, kind: "app" },
    { name: "(anonymous)", url: "", line: 0, column: 0, kind: "engine" },
    { name: "(anonymous native)", url: "", line: 0, column: 0, kind: "engine" },
    { name: "(anonymous native)", url: "file:///a.ts", line: 3, column: 1, kind: "app" },
    { name: "f", url: "eval:32", line: 3, column: 1, kind: "app" },
    { name: "f", url: "eval:odd\nid", line: 3, column: 1, kind: "app" },
    { name: "f", url: "eval:", line: 3, column: 1, kind: "app" },
    { name: "f", url: "eval:0", line: 3, column: 1, kind: "app" },
    { name: "(await)", url: "file:///a.ts", line: 3, column: 1, kind: "wait" },
  ];
  const scriptIds = new ScriptIds(frames);
  for (const frame of frames) {
    assert.deepEqual(readFrame({ callFrame: writeFrame(frame, scriptIds) }, () => ""), frame);
  }
});

Deno.test("ScriptIds gives no source the id of an eval, and each source one", () => {
  const at = (url: string): Frame => ({ name: "f", url, line: 1, column: 1, kind: "app" });
  const scriptIds = new ScriptIds([at("file:///a.ts"), at("eval:7"), at("eval:x")]);
  assert.equal(scriptIds.idOf("file:///a.ts"), "8");
  assert.equal(scriptIds.idOf("file:///b.ts"), "9");
  assert.equal(scriptIds.idOf("file:///a.ts"), "8");
  assert.equal(scriptIds.idOf(""), "0");
});
