// The promised length, whatever the source does, and a source that is always let go.
import assert from "node:assert/strict";
import fc from "fast-check";
import { mediaBody } from "./media_body.ts";

/** Gives the chunks one at a time and remembers whether it was read at all, and cancelled. */
function fakeFile(chunks: Uint8Array<ArrayBuffer>[]) {
  const seen = { pulls: 0, isCancelled: false };
  const rest = [...chunks];
  const stream = new ReadableStream<Uint8Array<ArrayBuffer>>({
    pull(controller) {
      seen.pulls++;
      const chunk = rest.shift();
      if (chunk) controller.enqueue(chunk);
      else controller.close();
    },
    cancel() {
      seen.isCancelled = true;
    },
  }, { highWaterMark: 0 });
  return { stream, seen };
}

Deno.test("mediaBody() stops at the promised length however the source is cut", async () => {
  const chunks = fc.array(fc.uint8Array({ minLength: 1, maxLength: 20 }), { minLength: 1 });
  await fc.assert(
    fc.asyncProperty(chunks, fc.integer({ min: 1, max: 100 }), async (parts, length) => {
      const copies = parts.map((part) => new Uint8Array(part));
      const all = copies.flatMap((part) => [...part]);
      const { stream, seen } = fakeFile(copies);
      const body = await new Response(mediaBody(stream, length)).bytes();
      assert.deepEqual([...body], all.slice(0, length));
      assert.equal(seen.isCancelled, all.length >= length);
    }),
  );
});

Deno.test("mediaBody() lets the source go when the reader cancels", async () => {
  const { stream, seen } = fakeFile([new Uint8Array(5), new Uint8Array(5)]);
  const reader = mediaBody(stream, 10).getReader();
  await reader.read();
  await reader.cancel();
  assert.equal(seen.isCancelled, true);
});

Deno.test("mediaBody() reads nothing before it is asked", async () => {
  const { stream, seen } = fakeFile([new Uint8Array(5)]);
  const body = mediaBody(stream, 5);
  await Promise.resolve();
  assert.equal(seen.pulls, 0);
  await body.cancel();
});

Deno.test("mediaBody() hands an error of the source on", async () => {
  const broken = new ReadableStream<Uint8Array<ArrayBuffer>>({
    pull() {
      throw new Error("disk on fire");
    },
  });
  await assert.rejects(new Response(mediaBody(broken, 5)).bytes(), /disk on fire/);
});
