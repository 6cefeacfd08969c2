import assert from "node:assert/strict";
import { readTraceEvents } from "./chrome_trace_events.ts";
import { threadFinder } from "./chrome_trace_threads.ts";

function finder(...threads: [pid: number, tid: number, name: unknown][]) {
  const events = threads.map(([pid, tid, name]) => (
    { name: "thread_name", ph: "M", pid, tid, args: { name } }
  ));
  return threadFinder(readTraceEvents(new TextEncoder().encode(JSON.stringify(events))));
}

Deno.test("threadFinder() tells threads of different processes apart", () => {
  const find = finder([1, 7, "CrRendererMain"], [2, 7, "DedicatedWorker thread"]);
  assert.deepEqual(find({ pid: 1, tid: 7 }), {
    name: "CrRendererMain of process 1",
    isMain: true,
  });
  assert.deepEqual(find({ pid: 2, tid: 7 }), {
    name: "DedicatedWorker thread of process 2",
    isMain: false,
  });
});

Deno.test("threadFinder() knows the main thread of Node.js", () => {
  const find = finder([1, 1, "JavaScriptMainThread"], [1, 2, "[worker 1]"]);
  assert.ok(find({ pid: 1, tid: 1 }).isMain);
  assert.ok(!find({ pid: 1, tid: 2 }).isMain);
});

Deno.test("threadFinder() makes do with numbers", () => {
  const find = finder([1, 1, ""], [1, 2, 5]);
  assert.deepEqual(find({ pid: 1, tid: 2 }), { name: "Thread 2 of process 1", isMain: false });
  assert.deepEqual(find(undefined), { name: "Unknown thread", isMain: false });
});

Deno.test("threadFinder() does not mind an event without arguments", () => {
  const event = { name: "thread_name", pid: 1, tid: 1 };
  const find = threadFinder(readTraceEvents(new TextEncoder().encode(JSON.stringify([event]))));
  assert.equal(find(event).name, "Thread 1 of process 1");
});
