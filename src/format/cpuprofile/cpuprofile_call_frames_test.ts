import assert from "node:assert/strict";
import fc from "fast-check";
import { CallFrames } from "./cpuprofile_call_frames.ts";
import { JsonCursor } from "./cpuprofile_cursor.ts";
import { readFrame } from "./cpuprofile_frame.ts";

/** Reads call frames that lie one behind the other. */
function callFramesOf(texts: readonly string[]): { callFrames: CallFrames; indices: number[] } {
  const cursor = new JsonCursor(new TextEncoder().encode(texts.join("")));
  const callFrames = new CallFrames(cursor);
  const indices = texts.map(() => callFrames.read());
  assert.equal(cursor.at, cursor.bytes.length);
  return { callFrames, indices };
}

Deno.test("CallFrames reads what readFrame() reads", () => {
  const text = fc.string({ unit: fc.constantFrom("a", "b", '"', "\\", "}", "{", "é", "\u2028") });
  const callFrame = fc.record({
    functionName: text,
    scriptId: fc.constantFrom("0", "12"),
    url: text,
    lineNumber: fc.nat(3),
    columnNumber: fc.nat(3),
  });
  fc.assert(fc.property(fc.array(callFrame, { maxLength: 30 }), (list) => {
    const { callFrames, indices } = callFramesOf(list.map((one) => JSON.stringify(one)));
    const read = indices.map((index) => callFrames.frames[index]);
    assert.deepEqual(read, list.map((callFrame) => readFrame({ callFrame }, () => "")));
  }));
});

Deno.test("CallFrames holds a frame once, however it is written", () => {
  const { callFrames, indices } = callFramesOf([
    '{"functionName":"f","url":"u","scriptId":"1"}',
    '{"functionName":"(root)","url":"","scriptId":"0"}',
    ' {"url" : "u", "functionName": "\\u0066"}',
    '{"functionName":"f","url":"u","scriptId":"1"}',
  ]);
  assert.deepEqual(indices, [1, 0, 1, 1]);
  assert.equal(callFrames.frames.length, 2);
});

Deno.test("CallFrames throws for what is no call frame", () => {
  const broken = [
    "",
    "[]",
    '"f"',
    '{"functionName":"f"',
    '{"functionName":"f',
    '{"functionName":"f\\"',
    '{"functionName":"a\nb"}',
    '{"functionName":"f",}',
    '{"functionName":7}',
    '{"url":{}}',
    '{"url":[]}',
    '{"functionName":"f" "url":"u"}',
  ];
  for (const text of broken) assert.throws(() => callFramesOf([text]), Error, text);
});
