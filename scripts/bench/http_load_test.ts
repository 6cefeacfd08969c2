import assert from "node:assert/strict";
import { loadHttp } from "./http_load.ts";

async function withServer<T>(
  answer: (request: Request) => Response,
  use: (port: number) => Promise<T>,
): Promise<T> {
  await using server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, answer);
  return await use(server.addr.port);
}

Deno.test("loadHttp() asks exactly as often as told, and reads large answers to their end", async () => {
  let asked = 0;
  const body = "x".repeat(1_000_000);
  const { latencies, seconds } = await withServer(() => {
    asked++;
    return new Response(body);
  }, (port) => loadHttp({ port, path: "/large", inFlight: 3, requests: 20 }));
  assert.equal(asked, 20);
  assert.equal(latencies.length, 20);
  assert.ok(latencies.every((ms) => ms > 0 && ms <= seconds * 1000));
});

Deno.test("loadHttp() reads chunked answers to their end", async () => {
  let pulled = 0;
  const pieces = () =>
    new ReadableStream({
      async pull(controller) {
        await new Promise((resolve) => setTimeout(resolve, 1));
        controller.enqueue(new TextEncoder().encode("piece\n".repeat(1000)));
        if (++pulled % 3 === 0) controller.close();
      },
    });
  await withServer(
    () => new Response(pieces()),
    (port) => loadHttp({ port, path: "/", inFlight: 1, requests: 4 }),
  );
  assert.equal(pulled, 12);
});

Deno.test("loadHttp() ends after the duration", async () => {
  const { latencies, seconds } = await withServer(
    () => new Response("hello"),
    (port) => loadHttp({ port, path: "/", inFlight: 2, durationMs: 50 }),
  );
  assert.ok(latencies.length >= 2);
  assert.ok(seconds >= 0.05);
});

Deno.test("loadHttp() rejects answers that are not 200", async () => {
  await assert.rejects(
    withServer(
      () => new Response("gone", { status: 404 }),
      (port) => loadHttp({ port, path: "/", inFlight: 1, requests: 1 }),
    ),
    /Unexpected response: HTTP\/1.1 404/,
  );
});
