/// <reference lib="deno.worker" />
// A worker that plays the network for the kinds, in an isolate that nobody profiles.
import { sleep } from "./kind.ts";
import type { Upstream } from "./upstream_link.ts";

const PIECES = 3;

function slowStream(): ReadableStream<Uint8Array> {
  let count = 0;
  return new ReadableStream({
    async pull(controller) {
      await sleep(1);
      if (++count > PIECES) controller.close();
      else controller.enqueue(new Uint8Array(1_000));
    },
  });
}

const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, async (request) => {
  if (new URL(request.url).pathname === "/stream") return new Response(slowStream());
  await sleep(2);
  return new Response("slow");
});
const echo = Deno.listen({ hostname: "127.0.0.1", port: 0 });

async function sendBack(connection: Deno.TcpConn): Promise<void> {
  try {
    await connection.readable.pipeTo(connection.writable);
  } catch {
    // The client went away.
  }
}

const { port } = server.addr;
self.postMessage(
  {
    url: `http://127.0.0.1:${port}`,
    echoPort: (echo.addr as Deno.NetAddr).port,
  } satisfies Upstream,
);
self.onmessage = ({ data }) => self.postMessage(data);
for await (const connection of echo) void sendBack(connection);
