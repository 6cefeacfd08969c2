import assert from "node:assert/strict";
import { runCodecSuite } from "../../../tests/codec_suite.ts";
import { assertGolden } from "../../../tests/golden/golden_file.ts";
import { requestRecording } from "../../../tests/golden/request_recording.ts";
import { UserError } from "../../errors.ts";
import type { Profile } from "../../model/profile.ts";
import { ProfileBuilder } from "../../model/profile_builder.ts";
import type { Recording } from "../codec.ts";
import { cpuprofileCodec } from "./cpuprofile.ts";

const OPTIONS = { base: "", creator: "runprofileserver 0.1.0" };

function bytesOf(json: unknown): Uint8Array {
  return new TextEncoder().encode(typeof json === "string" ? json : JSON.stringify(json));
}

function decoded(json: unknown): Recording {
  return cpuprofileCodec.decode!(bytesOf(json));
}

// deno-lint-ignore no-explicit-any -- the shape is what the tests are about
function encoded(profile: Profile): any {
  const bytes = cpuprofileCodec.encode({ profile }, OPTIONS);
  return JSON.parse(new TextDecoder().decode(bytes));
}

function node(id: number, functionName: string, rest: Record<string, unknown> = {}): unknown {
  const url = functionName.startsWith("(") ? "" : "file:///a.ts";
  const callFrame = { functionName, scriptId: url && "7", url, lineNumber: 4, columnNumber: 9 };
  return { id, callFrame, hitCount: 0, ...rest };
}

const NODES = [
  node(1, "(root)", { children: [2, 4] }),
  node(2, "f", { children: [3] }),
  node(3, "g"),
  node(4, "(idle)"),
]; // deno-fmt-ignore

runCodecSuite(cpuprofileCodec);

Deno.test("cpuprofileCodec writes a request as in the golden file", () => {
  const bytes = cpuprofileCodec.encode(requestRecording(), OPTIONS);
  assertGolden("request.cpuprofile", new TextDecoder().decode(bytes));
});

Deno.test("cpuprofileCodec reads samples, times, frames and lines", () => {
  const { profile, notes, ...rest } = decoded({
    nodes: [
      NODES[0],
      node(2, "f", { hitCount: 2, children: [3], positionTicks: [{ line: 6, ticks: 1 }] }),
      NODES[2],
      NODES[3],
    ], // deno-fmt-ignore
    startTime: 1000,
    endTime: 2000,
    samples: [2, 3, 4, 2],
    timeDeltas: [100, 50, 150, 300],
  });
  assert.deepEqual(profile, {
    frames: [
      { name: "(root)", url: "", line: 0, column: 0, kind: "engine" },
      { name: "f", url: "file:///a.ts", line: 5, column: 10, kind: "app" },
      { name: "g", url: "file:///a.ts", line: 5, column: 10, kind: "app" },
      { name: "(idle)", url: "", line: 0, column: 0, kind: "wait" },
    ],
    nodeFrame: Uint32Array.of(0, 1, 2, 3),
    nodeParent: Uint32Array.of(0, 0, 1, 0),
    samples: Uint32Array.of(1, 2, 3, 1),
    weights: Float64Array.of(50, 150, 300, 400),
    lines: {
      nodes: Uint32Array.of(1, 1),
      lines: Uint32Array.of(5, 6),
      micros: Float64Array.of(225, 225),
    },
    start: 1100,
    end: 2000,
  });
  assert.deepEqual(notes, [{ name: "Before first sample", value: "100 us (not charged)" }]);
  assert.deepEqual(rest, {});
});

Deno.test("cpuprofileCodec gives samples of unknown nodes a stack of their own", () => {
  const { profile, notes } = decoded({ nodes: NODES, samples: [2, 99, 98], timeDeltas: [0, 1, 1] });
  assert.deepEqual([...profile.samples], [1, 4, 4]);
  assert.equal(profile.frames[profile.nodeFrame[4]!]!.name, "(unknown)");
  assert.equal(profile.nodeParent[4], 0);
  assert.deepEqual(notes, [
    { name: "Unknown stacks", value: "2 samples of nodes that are not in the file" },
  ]);
});

Deno.test("cpuprofileCodec reads a file with a byte order mark", () => {
  assert.equal(decoded(`\ufeff${JSON.stringify({ nodes: NODES })}`).profile.samples.length, 0);
});

Deno.test("cpuprofileCodec recognizes profiles however they begin", () => {
  const recognized = (text: string): boolean => cpuprofileCodec.recognizes(bytesOf(text));
  assert.ok(recognized('{"nodes":['));
  assert.ok(recognized('\ufeff\n{ "head": {'));
  assert.ok(recognized('{"samples":[1,2,3'));
  assert.ok(
    recognized('{"typeId":"CPU","uid":1,"title":"x","head":{"functionName":"","hitCount":0'),
  );
  assert.ok(!recognized('{"traceEvents":[{"args":{"data":{"cpuProfile":{"nodes":[{"callFrame":'));
  assert.ok(!recognized('{"$schema":"https://www.speedscope.app/file-format-schema.json"'));
});

Deno.test("cpuprofileCodec writes what V8 would: deltas before samples, lines from 0", () => {
  const builder = new ProfileBuilder(1000.4);
  const f = builder.node(0, { name: "f", url: "file:///a.ts", line: 5, column: 10, kind: "app" });
  const g = builder.node(f, {
    name: "(anonymous)",
    url: "eval:1",
    line: 1,
    column: 1,
    kind: "app",
  });
  for (const [node, weight] of [[f, 100], [g, 50], [f, 300]] as const) builder.sample(node, weight);
  builder.line(f, 6, 400);
  const { runprofileserver, ...json } = encoded(builder.build());
  assert.deepEqual(json, {
    nodes: [
      {
        id: 1,
        callFrame: {
          functionName: "(root)",
          scriptId: "0",
          url: "",
          lineNumber: -1,
          columnNumber: -1,
        },
        hitCount: 0,
        children: [2],
      },
      {
        id: 2,
        // Script 1 is the eval's.
        callFrame: {
          functionName: "f",
          scriptId: "2",
          url: "file:///a.ts",
          lineNumber: 4,
          columnNumber: 9,
        },
        hitCount: 2,
        children: [3],
        positionTicks: [{ line: 6, ticks: 2 }],
      },
      {
        id: 3,
        callFrame: { functionName: "", scriptId: "1", url: "", lineNumber: 0, columnNumber: 0 },
        hitCount: 1,
      },
    ],
    startTime: 1000,
    endTime: 1450,
    samples: [2, 3, 2],
    timeDeltas: [0, 100, 50],
  });
  assert.deepEqual(runprofileserver, { version: 1 });
});

Deno.test("cpuprofileCodec starts the file as DevTools expects and ends it with the record", () => {
  const text = new TextDecoder().decode(cpuprofileCodec.encode(requestRecording(), OPTIONS));
  assert.ok(text.startsWith('{"nodes":[{"id":1,"callFrame":'));
  assert.match(
    text,
    /\],"runprofileserver":\{"version":1,"request":\{[^{}]*\},"notes":\[.*\]\}\}$/,
  );
});

Deno.test("cpuprofileCodec keeps the notes of its own files and adds none", () => {
  const { profile } = requestRecording();
  const shifted = { ...profile, start: profile.start + 1, end: profile.end + 1 };
  const notes = [{ name: "Sampling interval", value: "100 us" }];
  for (const recording of [{ profile: shifted, notes }, { profile: shifted }]) {
    const { profile: _, ...info } = cpuprofileCodec.decode!(
      cpuprofileCodec.encode(recording, OPTIONS),
    );
    const { profile: __, ...expected } = recording as Recording;
    assert.deepEqual(info, expected);
  }
});

Deno.test("cpuprofileCodec reads 300,000 nested nodes of a head tree", () => {
  const depth = 300_000;
  const open = '{"functionName":"f","url":"file:///a.js","id":1,"hitCount":1,"children":[';
  const { profile } = decoded(`{"head":${open.repeat(depth)}${"]}".repeat(depth)}}`);
  assert.equal(profile.nodeFrame.length, depth + 1);
  assert.equal(profile.end, depth * 1000);
});

/** Broken files, and what is said about them. */
const BROKEN: readonly (readonly [json: unknown, message: string | RegExp])[] = [
  ["", /^Broken \.cpuprofile: not JSON \(/],
  ['{"nodes":[{"id":1,"callFr', /^Broken \.cpuprofile: not JSON \(/],
  [[], "Broken .cpuprofile: The whole file is a list, expected an object"],
  [{}, "Broken .cpuprofile: nodes is missing, expected a list of nodes"],
  [{ nodes: 5 }, "Broken .cpuprofile: nodes is 5, expected a list"],
  [{ nodes: [null] }, "Broken .cpuprofile: nodes[0] is null, expected an object"],
  [
    { nodes: [...NODES, { id: "x" }] },
    'Broken .cpuprofile: nodes[4].id is "x", expected a number',
  ],
  [
    { nodes: [...NODES, { id: 5 }] },
    "Broken .cpuprofile: nodes[4].callFrame is missing, expected an object",
  ],
  [
    { nodes: [NODES[0], node(2, "f", { callFrame: { functionName: {} } })] },
    "Broken .cpuprofile: nodes[1].callFrame.functionName is an object, expected text",
  ],
  [
    { nodes: [NODES[0], node(2, "f", { callFrame: { url: "u", lineNumber: "4a" } })] },
    'Broken .cpuprofile: nodes[1].callFrame.lineNumber is "4a", expected a number',
  ],
  [
    { nodes: [NODES[0], node(2, "f", { children: 3 })] },
    "Broken .cpuprofile: nodes[1].children is 3, expected a list",
  ],
  [
    { nodes: [NODES[0], node(2, "f", { positionTicks: [{ line: 1, ticks: true }] })] },
    "Broken .cpuprofile: nodes[1].positionTicks[0].ticks is true, expected a number",
  ],
  [
    { nodes: NODES, samples: [2, []] },
    "Broken .cpuprofile: samples[1] is a list, expected a number",
  ],
  [
    { nodes: NODES, samples: [2, 2], timeDeltas: [0, "soon"] },
    'Broken .cpuprofile: timeDeltas[1] is "soon", expected a number',
  ],
  [
    { nodes: NODES, samples: [2], timeDeltas: [1e300] },
    "Broken .cpuprofile: timeDeltas[0] is 1e+300, expected a smaller number",
  ],
  [
    { nodes: NODES, startTime: "x".repeat(100) },
    `Broken .cpuprofile: startTime is "${"x".repeat(58)}…, expected a time in microseconds`,
  ],
  [
    { head: { id: 1, functionName: "f" }, samples: [1, 1], timestamps: [5] },
    "Broken .cpuprofile: The number of timestamps is 1, expected 2, one for each sample",
  ],
  [
    { nodes: [NODES[0], node(5, "a", { children: [6] }), node(6, "b", { children: [5] })] },
    "Broken .cpuprofile: nodes[1] (id 5) is not below the root, its parents form a circle",
  ],
  [
    { nodes: [node(1, "(root)", { hitCount: 1e12 })] },
    "Broken .cpuprofile: it has no samples, but hit counts of 1000000000000",
  ],
  [
    { nodes: NODES, runprofileserver: { version: 1, request: [] } },
    "Broken profile: runprofileserver.request.id is missing, expected a number",
  ],
];

for (const [json, message] of BROKEN) {
  Deno.test(`cpuprofileCodec says "${message}"`, () => {
    assert.throws(() => decoded(json), (error) => {
      assert.ok(error instanceof UserError, String(error));
      if (typeof message === "string") assert.equal(error.message, message);
      else assert.match(error.message, message);
      assert.notEqual(error.hint, "");
      return true;
    });
  });
}
