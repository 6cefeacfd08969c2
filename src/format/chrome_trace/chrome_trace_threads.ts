// What the threads of a Chrome trace are called, and which of them are main threads.
import type { TraceEvents } from "./chrome_trace_events.ts";
import type { JsonObject } from "../json_value.ts";

/** A thread for people to read about. */
export interface TraceThread {
  /** "CrRendererMain of process 4711", or without a name "Thread 12 of process 4711". */
  readonly name: string;
  readonly isMain: boolean;
}

/** Returns what tells the thread of an event; undefined stands for an event that is not in the trace. */
export function threadFinder(
  { thread_name }: TraceEvents,
): (event: JsonObject | undefined) => TraceThread {
  const nameByThread = new Map<string, string>();
  for (const { event } of thread_name) {
    const { name } = (event.args ?? {}) as JsonObject;
    if (typeof name === "string" && name !== "") nameByThread.set(threadKey(event), name);
  }
  return (event) => {
    if (!event) return { name: "Unknown thread", isMain: false };
    const name = nameByThread.get(threadKey(event));
    return {
      name: `${name ?? `Thread ${event.tid}`} of process ${event.pid}`,
      isMain: name !== undefined && isMainThread(name),
    };
  };
}

/** Thread ids of macOS are unique in their process only. */
function threadKey({ pid, tid }: JsonObject): string {
  return `${pid}:${tid}`;
}

/** CrRendererMain and CrBrowserMain in Chrome and Electron, JavaScriptMainThread in Node.js. */
function isMainThread(name: string): boolean {
  return /Main(Thread)?$/.test(name);
}
