import assert from "node:assert/strict";
import { UserError } from "../../errors.ts";
import { checkProfile } from "../../model/profile.ts";
import { chromeTraceCodec } from "./chrome_trace.ts";
import type { Recording } from "../codec.ts";
import { codecs } from "../codecs.ts";

const encoder = new TextEncoder();
const PAGE = {
  functionName: "f",
  scriptId: 7,
  url: "file:///a.js",
  lineNumber: 2,
  columnNumber: 9,
};
const IDLE = { functionName: "(idle)", scriptId: 0 };
const NODES = [
  { id: 1, callFrame: { functionName: "(root)", scriptId: 0 } },
  { id: 2, parent: 1, callFrame: PAGE },
  { id: 3, parent: 1, callFrame: IDLE },
];

interface Thread {
  readonly name?: string;
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
  readonly lines?: readonly number[];
  readonly nodes?: readonly unknown[];
  readonly startTime?: number;
}

/** Events of one thread, whose number is its process and profile as well. */
function threadEvents(tid: number, thread: Thread): unknown[] {
  const { name, samples, timeDeltas, lines, nodes = NODES, startTime = 1000 } = thread;
  const event = { pid: tid, ph: "P", id: "0x1", ts: startTime };
  const endTime = startTime + timeDeltas.reduce((sum, delta) => sum + delta, 10);
  return [
    ...(name ? [{ name: "thread_name", ph: "M", pid: tid, tid, args: { name } }] : []),
    { ...event, name: "Profile", tid, args: { data: { startTime } } },
    {
      ...event,
      name: "ProfileChunk",
      tid: 99,
      ts: endTime,
      args: { data: { cpuProfile: { nodes, samples }, timeDeltas, lines } },
    },
    { ...event, name: "ProfileChunk", tid: 99, ts: endTime, args: { data: { endTime } } },
  ];
}

function decodeText(text: string): Recording {
  const recording = chromeTraceCodec.decode(encoder.encode(text));
  checkProfile(recording.profile);
  return recording;
}

function decoded(traceEvents: unknown): Recording {
  return decodeText(JSON.stringify({ traceEvents }));
}

function names({ profile }: Recording): string[] {
  return Array.from(profile.samples, (node) => profile.frames[profile.nodeFrame[node]!]!.name);
}

Deno.test("chromeTraceCodec recognizes traces of every writer and no profiles", () => {
  const recognized = (text: string): boolean => chromeTraceCodec.recognizes(encoder.encode(text));
  assert.ok(recognized('{"traceEvents":[{"pid":1'));
  assert.ok(recognized('{"displayTimeUnit":"ms","traceEvents": ['));
  assert.ok(recognized('\n{"metadata": {\n  "source": "DevTools",'));
  assert.ok(recognized('[{"pid":7796,"tid":775,"ts":895158070542,"ph":"X","cat":"toplevel"'));
  assert.ok(recognized('[\n{"args":{},"cat":"__metadata","name":"thread_name","ph":"M","pid":0'));
  assert.ok(!recognized('[{"args":{},"cat":"__metadata","name":"CpuProfiler"}]'));
  assert.ok(!recognized('{"nodes":[{"id":1,"callFrame":{"functionName":"\\"traceEvents\\":"}}]}'));
  assert.ok(!recognized("[]"));
  const profile = decoded(threadEvents(1, { samples: [2], timeDeltas: [5] }));
  for (const codec of codecs) {
    const own = codec.encode(profile, { base: "", creator: "runprofileserver 0.1.0" });
    assert.ok(!chromeTraceCodec.recognizes(own.subarray(0, 4096)), codec.name);
  }
});

Deno.test("chromeTraceCodec reads a profile with times, lines and notes", () => {
  const samples = [3, 2, 2];
  const trace = threadEvents(4, {
    name: "CrRendererMain",
    samples,
    timeDeltas: [5, 10, 20],
    lines: [0, 4, 5],
  });
  const { profile, notes } = decoded(trace);
  assert.deepEqual([profile.start, profile.end], [1005, 1045]);
  assert.deepEqual([...profile.weights], [10, 20, 10]);
  assert.deepEqual(profile.frames[1], {
    name: "f",
    url: "file:///a.js",
    line: 3,
    column: 10,
    kind: "app",
  });
  assert.deepEqual([...profile.lines!.lines], [4, 5]);
  assert.deepEqual([...profile.lines!.micros], [20, 10]);
  assert.deepEqual(notes, [
    { name: "Thread", value: "CrRendererMain of process 4" },
    { name: "Before first sample", value: "5 us (not charged)" },
  ]);
});

Deno.test("chromeTraceCodec chooses the main thread that worked longest and names the others", () => {
  const recording = decoded([
    ...threadEvents(1, { name: "Worker", samples: [2], timeDeltas: [900] }),
    ...threadEvents(2, { name: "CrRendererMain", samples: [3, 2], timeDeltas: [0, 5000] }),
    ...threadEvents(3, { name: "CrRendererMain", samples: [3, 2, 3], timeDeltas: [0, 9, 40] }),
    ...threadEvents(5, { samples: [2, 2, 2], timeDeltas: [0, 9_000, 1_000] }),
  ]);
  assert.deepEqual(names(recording), ["(idle)", "f", "(idle)"]);
  assert.deepEqual(recording.notes, [
    { name: "Thread", value: "CrRendererMain of process 3" },
    {
      name: "Other profiles",
      value: "CrRendererMain of process 2 (0.0 ms busy), Thread 5 of process 5 (10.0 ms busy), " +
        "Worker of process 1 (0.0 ms busy), left out",
    },
  ]);
});

Deno.test("chromeTraceCodec does not list hundreds of threads", () => {
  const threads = Array.from({ length: 30 }, (_, i) => (
    threadEvents(i + 1, { samples: [2], timeDeltas: [0] })
  ));
  const { value } = decoded(threads.flat()).notes![1]!;
  assert.equal(value.match(/Thread/g)!.length, 8);
  assert.match(value, / and 21 more, left out$/);
});

Deno.test("chromeTraceCodec reads the whole profiles of Chrome 65", () => {
  const nodes = [
    { id: 1, callFrame: NODES[0]!.callFrame, children: [2] },
    { id: 2, callFrame: PAGE, hitCount: 2, positionTicks: [{ line: 8, ticks: 2 }] },
  ];
  const cpuProfile = { nodes, samples: [2, 2], timeDeltas: [3, 4], startTime: 10, endTime: 30 };
  const event = { name: "CpuProfile", ph: "I", pid: 1, tid: 2, args: { data: { cpuProfile } } };
  for (const text of [JSON.stringify([event]), `[${JSON.stringify(event)},\n`]) {
    const { profile, notes } = decodeText(text);
    assert.deepEqual([profile.start, profile.end], [13, 30]);
    assert.deepEqual([...profile.lines!.lines], [8]);
    assert.equal(notes![0]!.value, "Thread 2 of process 1");
  }
});

Deno.test("chromeTraceCodec reads chunks whose profile began before the trace", () => {
  const [, ...rest] = threadEvents(4, { samples: [2, 2], timeDeltas: [7, 3], startTime: 5e9 });
  const { profile, notes } = decoded(rest);
  assert.deepEqual([profile.start, profile.end], [7, 13]);
  assert.equal(notes![0]!.value, "Unknown thread");
});

/** What is wrong with the events of a trace, and how it is said. */
const BROKEN: readonly [traceEvents: unknown, message: string][] = [
  [undefined, "Broken Chrome trace: traceEvents is missing, expected a list of events"],
  [{}, "Broken Chrome trace: traceEvents is an object, expected a list of events"],
  [[null, 3, { name: "Layout" }], "No CPU profile in the Chrome trace"],
  [
    [{ name: "ProfileChunk" }],
    "Broken Chrome trace: traceEvents[0].args is missing, expected an object",
  ],
  [
    [{}, { name: "CpuProfile", args: { data: [] } }],
    "Broken Chrome trace: traceEvents[1].args.data is a list, expected an object",
  ],
  [
    threadEvents(1, { samples: [2], timeDeltas: ["x" as unknown as number] }),
    'Broken Chrome trace: traceEvents[1].args.data.timeDeltas[0] is "x", expected a number',
  ],
  [
    threadEvents(1, { samples: [2, 2], timeDeltas: [1] }),
    "Broken Chrome trace: The number of traceEvents[1].args.data.timeDeltas is 1, expected 2, " +
    "one for each sample",
  ],
  [
    threadEvents(1, { samples: [2], timeDeltas: [0], nodes: [{ id: 1 }] }),
    "Broken Chrome trace: in the profile of Thread 1 of process 1, nodes[0].callFrame is missing, " +
    "expected an object",
  ],
];

for (const [traceEvents, message] of BROKEN) {
  Deno.test(`chromeTraceCodec says "${message}"`, () => {
    assert.throws(() => decoded(traceEvents), (error) => {
      assert.ok(error instanceof UserError, String(error));
      assert.equal(error.message, message);
      assert.notEqual(error.hint, "");
      return true;
    });
  });
}

Deno.test("chromeTraceCodec refuses nodes that are nested too deeply", () => {
  const text = JSON.stringify(threadEvents(1, { samples: [2], timeDeltas: [0], nodes: ["DEEP"] }));
  const depth = 100_000;
  assert.throws(
    () => decodeText(text.replace('"DEEP"', '{"0":'.repeat(depth) + "1" + "}".repeat(depth))),
    { name: "UserError", message: /the profile of Thread 1 of process 1 is nested too deeply$/ },
  );
});
