// A real node:http server, whose files are made up.
import assert from "node:assert/strict";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { answerNode } from "./node_media.ts";

type Media = Parameters<typeof answerNode>[0];

/** Runs `ask` against a server that answers by `media`, or 418. */
async function withServer(media: Media, ask: (port: number) => Promise<void>): Promise<void> {
  const server = http.createServer((request, response) => {
    if (!answerNode(media, request, response)) response.writeHead(418).end("the app");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    await ask((server.address() as AddressInfo).port);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

Deno.test("answerNode() shows the request to the media handler and sends its response", async () => {
  const media: Media = (request) => {
    if (!request.url.startsWith("http://localhost/static/")) return undefined;
    const seen = `${request.method} ${new URL(request.url).pathname} ${
      request.headers.get("range")
    }`;
    return Promise.resolve(new Response(seen, { status: 206, headers: { "X-Kind": "file" } }));
  };
  await withServer(media, async (port) => {
    const file = await fetch(`http://127.0.0.1:${port}/static/a%20b`, {
      method: "POST",
      headers: { Range: "bytes=0-" },
    });
    assert.equal(file.status, 206);
    assert.equal(file.headers.get("x-kind"), "file");
    assert.equal(await file.text(), "POST /static/a%20b bytes=0-");
    const other = await fetch(`http://127.0.0.1:${port}/other`);
    assert.equal(`${other.status} ${await other.text()}`, "418 the app");
  });
});

Deno.test("answerNode() leaves odd URLs to the app", async () => {
  await withServer(() => undefined, async (port) => {
    for (const target of ["//", "http://", "*"]) {
      using connection = await Deno.connect({ hostname: "127.0.0.1", port });
      const head = `OPTIONS ${target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`;
      await connection.write(new TextEncoder().encode(head));
      assert.match(await new Response(connection.readable).text(), /^HTTP\/1.1 418 /, target);
    }
  });
});

Deno.test("answerNode() stops reading a file when its client has left", async () => {
  const cancelled = Promise.withResolvers<void>();
  const body = new ReadableStream<Uint8Array>({
    pull: (controller) => controller.enqueue(new Uint8Array(1 << 16)),
    cancel: () => cancelled.resolve(),
  });
  await withServer(() => Promise.resolve(new Response(body)), async (port) => {
    const connection = await Deno.connect({ hostname: "127.0.0.1", port });
    await connection.write(new TextEncoder().encode("GET / HTTP/1.1\r\nHost: x\r\n\r\n"));
    await connection.read(new Uint8Array(1000));
    connection.close();
    await cancelled.promise;
  });
});
