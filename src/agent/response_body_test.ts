// Replaces this process's Response, which the tests below then use like an app.
import assert from "node:assert/strict";
import { bodyKind, type BodyProgress, followBody, noteResponseBodies } from "./response_body.ts";
import { currentRunner } from "./timeline_writer.ts";
import { newWaiter } from "./wait_tracker.ts";

const OriginalResponse = Response;
noteResponseBodies();

const runner = () => ({ id: 5, isActive: true, ranUntil: 0, ...newWaiter() });

const noProgress = () => ({ bytes: 0, isCancelled: false });

function streamOf(...pieces: string[]): ReadableStream<Uint8Array> {
  return ReadableStream.from(pieces.map((piece) => new TextEncoder().encode(piece)));
}

Deno.test("noteResponseBodies() leaves Response what it was to the app", async () => {
  const response = new Response("text", { status: 201, headers: { a: "b" } });
  assert.ok(response instanceof Response);
  assert.ok(response instanceof OriginalResponse);
  assert.equal(response.constructor, Response);
  assert.ok(Response.json({}) instanceof Response);
  assert.equal(Response.name, "Response");
  assert.deepEqual([response.status, response.headers.get("a")], [201, "b"]);
  assert.equal(await response.text(), "text");
  assert.throws(() => new Response("", { status: 99 }), RangeError);
  assert.deepEqual(
    Object.getOwnPropertyDescriptor(Response, "prototype"),
    Object.getOwnPropertyDescriptor(OriginalResponse, "prototype"),
  );
  assert.deepEqual(Reflect.ownKeys(Response).sort(), Reflect.ownKeys(OriginalResponse).sort());
  assert.equal(Response.length, OriginalResponse.length);
  assert.throws(() => (Response as unknown as () => void)(), TypeError);
});

Deno.test("noteResponseBodies() sees the bodies of subclasses", () => {
  class OwnResponse extends Response {}
  const response = new OwnResponse("four");
  assert.ok(response instanceof OwnResponse && response instanceof Response);
  assert.deepEqual(bodyKind(response), { isStream: false, bytes: 4 });
});

Deno.test("bodyKind() knows the bytes of static bodies", async () => {
  const bodies: [body: BodyInit | null | undefined, bytes: number][] = [
    [null, 0],
    [undefined, 0],
    ["", 0],
    ["grün 😀", 10],
    ["\ud800", 3],
    [new Uint8Array(7), 7],
    [new Uint8Array(100).subarray(10, 13), 3],
    [new Uint16Array(4), 8],
    [new DataView(new ArrayBuffer(9), 4), 5],
    [new ArrayBuffer(6), 6],
    [new Blob(["ä", "b"]), 3],
    [new URLSearchParams({ q: "ü b" }), 10],
  ];
  for (const [body, bytes] of bodies) {
    const response = new Response(body);
    assert.deepEqual(bodyKind(response), { isStream: false, bytes }, String(body));
    assert.equal((await response.bytes()).length, bytes, `really sent: ${String(body)}`);
  }
});

Deno.test("bodyKind() does not count what has no size before it is sent", () => {
  assert.deepEqual(bodyKind(new Response(new FormData())), { isStream: false, bytes: -1 });
});

Deno.test("bodyKind() sees streams", () => {
  assert.deepEqual(bodyKind(new Response(streamOf("a"))), { isStream: true });
});

Deno.test("bodyKind() sees that the copy of a stream is a stream", () => {
  assert.deepEqual(bodyKind(new Response(streamOf("a")).clone()), { isStream: true });
  assert.equal(bodyKind(new Response("text").clone()).isStream, false);
});

Deno.test("bodyKind() takes Response.json() and its like for static", () => {
  assert.equal(bodyKind(Response.json({ a: 1 })).isStream, false);
  assert.equal(bodyKind(Response.redirect("http://localhost/")).isStream, false);
  assert.equal(bodyKind(Response.error()).isStream, false);
});

Deno.test("bodyKind() sees the stream in what fetch() answered", async () => {
  await using server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    () => new Response("text"),
  );
  const response = await fetch(`http://127.0.0.1:${server.addr.port}/`);
  assert.deepEqual(bodyKind(response), { isStream: true });
  assert.equal(await response.text(), "text");
});

Deno.test("followBody() hands over the same response and counts its bytes", async () => {
  const response = new Response(streamOf("one", "", "grün"), {
    status: 203,
    statusText: "Other",
    headers: { "content-type": "text/x", "set-cookie": "a=b" },
  });
  const progress = { bytes: 0, isCancelled: false };
  const followed = followBody(response, runner(), progress);
  assert.equal(followed.status, 203);
  assert.equal(followed.statusText, "Other");
  assert.deepEqual([...followed.headers], [["content-type", "text/x"], ["set-cookie", "a=b"]]);
  assert.equal(await followed.text(), "onegrün");
  assert.deepEqual([progress.bytes, progress.isCancelled], [3 + 5, false]);
});

Deno.test("followBody() pulls for the request, and only what is asked for", async () => {
  const owners: (number | undefined)[] = [];
  const source = new ReadableStream({
    pull(controller) {
      owners.push(currentRunner()?.id);
      if (owners.length > 2) return controller.close();
      controller.enqueue(Uint8Array.of(owners.length));
    },
  }, { highWaterMark: 0 });
  const reader = followBody(new Response(source), runner(), noProgress()).body!.getReader();
  // A pull ahead of the reader would come by now.
  await new Promise((resolve) => setTimeout(resolve));
  assert.deepEqual(owners, [], "nothing is pulled before the first read");
  assert.deepEqual((await reader.read()).value, Uint8Array.of(1));
  assert.deepEqual(owners, [5]);
  await reader.read();
  assert.equal((await reader.read()).done, true);
  assert.deepEqual(owners, [5, 5, 5]);
  assert.equal(currentRunner(), null);
});

Deno.test("followBody() passes on that the client went away, for the request", async () => {
  let cancelled: unknown[] = [];
  const source = new ReadableStream({
    cancel(reason) {
      cancelled = [reason, currentRunner()?.id];
    },
  });
  const followed = followBody(new Response(source), runner(), noProgress());
  await followed.body!.cancel("gone");
  assert.deepEqual(cancelled, ["gone", 5]);
});

Deno.test("followBody() can end a body early, which is cancelled for the request", async () => {
  let cancelledBy: number | undefined;
  const source = new ReadableStream({
    start: (controller) => controller.enqueue(Uint8Array.of(65)),
    cancel() {
      cancelledBy = currentRunner()?.id;
    },
  });
  const progress: BodyProgress = noProgress();
  const followed = followBody(new Response(source), runner(), progress);
  const reader = followed.body!.getReader();
  assert.deepEqual((await reader.read()).value, Uint8Array.of(65));
  const next = reader.read();
  progress.end!();
  progress.end!();
  assert.equal((await next).done, true);
  assert.equal(cancelledBy, 5);
  assert.deepEqual([progress.bytes, progress.isCancelled], [1, false]);
});

Deno.test("followBody() passes on that the body failed", async () => {
  const source = new ReadableStream({
    pull() {
      throw new Error("disk failed");
    },
  });
  const followed = followBody(new Response(source), runner(), noProgress());
  await assert.rejects(followed.text(), /disk failed/);
});

Deno.test("bodyKind() sees through middleware that passes a body on", async () => {
  const text = new Response("grün");
  assert.deepEqual(bodyKind(new Response(text.body, text)), { isStream: false, bytes: 5 });
  const cloned = new Response("abc");
  const copy = cloned.clone();
  assert.deepEqual(bodyKind(copy), { isStream: false, bytes: 3 });
  assert.equal(await copy.text(), "abc");
  assert.deepEqual(bodyKind(new Response(cloned.body)), { isStream: false, bytes: 3 });
  assert.deepEqual(bodyKind(new Response(streamOf("a")).clone()), { isStream: true });
  const piped = new Response("abc").body!.pipeThrough(new TransformStream());
  assert.deepEqual(bodyKind(new Response(piped)), { isStream: true });
});

Deno.test("bodyKind() takes a String object for the text that it is", () => {
  const rendered = new String("grün") as unknown as BodyInit;
  assert.deepEqual(bodyKind(new Response(rendered)), { isStream: false, bytes: 5 });
});
