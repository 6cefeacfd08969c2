import assert from "node:assert/strict";
import { EventBatch } from "./event_batch.ts";
import type { RecordingEvent } from "./recording_messages.ts";

const line = (i: number): RecordingEvent => ({ kind: "access", line: `line ${i}`, status: 200 });

/** Adds events in one go, so many milliseconds apart, and returns the messages when all of them have come. */
async function messagesOf(count: number, apartMs: number) {
  const messages: (readonly RecordingEvent[])[] = [];
  const { promise, resolve } = Promise.withResolvers<void>();
  let left = count;
  let now = 1000;
  const batch = new EventBatch((events) => {
    messages.push(events);
    left -= events.length;
    if (left === 0) resolve();
  }, () => now);
  for (let i = 0; i < count; i++) {
    batch.add(line(i));
    now += apartMs;
    // As the writer, which awaits between two requests but does not let others run.
    await Promise.resolve();
  }
  await promise;
  return messages;
}

Deno.test("EventBatch sends together what comes in one turn", async () => {
  assert.deepEqual(await messagesOf(3, 0), [[line(0), line(1), line(2)]]);
});

Deno.test("EventBatch sends before the turn ends what has waited for 20 ms, and all in order", async () => {
  const messages = await messagesOf(12, 5);
  assert.deepEqual(messages.map(({ length }) => length), [5, 5, 2]);
  assert.deepEqual(messages.flat(), Array.from({ length: 12 }, (_, i) => line(i)));
});

Deno.test("EventBatch sends nothing when all was sent before the turn has ended", async () => {
  const messages = await messagesOf(5, 5);
  await new Promise((resolve) => setTimeout(resolve, 0));
  assert.deepEqual(messages.map(({ length }) => length), [5]);
});
