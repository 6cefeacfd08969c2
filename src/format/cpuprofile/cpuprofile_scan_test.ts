import assert from "node:assert/strict";
import { assertAgreement } from "../../../tests/cpuprofile_agreement.ts";
import { requestRecording } from "../../../tests/golden/request_recording.ts";
import { cpuprofileCodec } from "./cpuprofile.ts";
import { scanCpuprofile } from "./cpuprofile_scan.ts";

const ROOT = '{"id":1,"callFrame":{"functionName":"(root)","url":""},"children":[2]}';
const LEAF = '{"id":2,"callFrame":{"functionName":"f","url":"u"}}';
const NODES = `"nodes":[${ROOT},${LEAF}]`;

function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** True when the text was scanned, and like the careful way does it. */
function isScanned(text: string): boolean {
  return assertAgreement(bytesOf(text));
}

Deno.test("scanCpuprofile() reads what we write", () => {
  const bytes = cpuprofileCodec.encode(requestRecording(), { base: "", creator: "" });
  assert.ok(assertAgreement(bytes));
  // Part of a larger buffer, as from a pool.
  const whole = new Uint8Array(bytes.length + 11);
  whole.set(bytes, 5);
  assert.ok(assertAgreement(whole.subarray(5, 5 + bytes.length)));
});

Deno.test("scanCpuprofile() reads lists as columns and the rest as JSON", () => {
  const { json, nodes } = scanCpuprofile(
    bytesOf(`{${NODES},"startTime":1.5,"samples":[2,1],"timeDeltas":[-1,4],"x":{"nodes":[1]}}`),
  )!;
  assert.deepEqual({ ...json, nodes: undefined }, {
    nodes: undefined,
    startTime: 1.5,
    samples: Float64Array.of(2, 1),
    timeDeltas: Float64Array.of(-1, 4),
    x: { nodes: [1] },
  });
  assert.deepEqual([...nodes.nodeParent], [0, 0]);
});

Deno.test("scanCpuprofile() takes members in any order, any layout, and without samples", () => {
  for (
    const text of [
      `{${NODES}}`,
      `\ufeff {${NODES}}\n`,
      `{"timeDeltas":[1],"samples":[],"title":"\\"nodes\\":[",${NODES}}`,
      JSON.stringify(JSON.parse(`{${NODES},"samples":[2,9],"timeDeltas":[0]}`), undefined, 2),
      `{"head":{},"é":"\ud83d\ude80",${NODES},"__proto__":{"samples":[1]}}`,
    ]
  ) assert.ok(isScanned(text), text);
});

Deno.test("scanCpuprofile() leaves everything else to the careful way", () => {
  for (
    const text of [
      "",
      "[]",
      "{}",
      '{"nodes":[]}',
      '{"nodes":null}',
      '{"head":{}}',
      `{${NODES}`,
      `{${NODES}}}`,
      `{${NODES},}`,
      `{${NODES} "x":1}`,
      `{${NODES},"samples":null}`,
      `{${NODES},"samples":["2"]}`,
      `{${NODES},"timeDeltas":[0.5]}`,
      `{${NODES},"x":tru}`,
      `{${NODES},${NODES}}`,
      `{${NODES},"n\\u006fdes":[]}`,
      `{"samples":[1],${NODES},"samples":[2]}`,
      // In an order that V8 does not write, and in a circle.
      `{"nodes":[${LEAF},${ROOT}]}`,
      `{"nodes":[${LEAF}]}`,
      `{"nodes":[${ROOT},${LEAF.replace("}}", '},"children":[2]}')}]}`,
    ]
  ) assert.equal(scanCpuprofile(bytesOf(text)), undefined, text);
});
