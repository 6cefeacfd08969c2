// A real node:http server, whose log only notes what it is told.
import assert from "node:assert/strict";
import http, { type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { followExchange, nameProfile } from "./node_exchange.ts";
import { requestInScope } from "../owner_tracker.ts";
import type { LoggedRequest, RequestLog, RequestResult } from "../request_log.ts";
import { newWaiter } from "../wait_tracker.ts";

const head = { method: "GET", target: "/", host: "", protocol: "HTTP/1.1", upstreamPort: 1 };

/** Lets a server with `listener` answer what `ask` asks; what the log hears of the request. */
async function exchange(
  listener: (request: IncomingMessage, response: ServerResponse) => void,
  ask: (port: number) => Promise<void>,
): Promise<RequestResult> {
  const { promise, resolve } = Promise.withResolvers<RequestResult>();
  const log = {
    end: (_request: LoggedRequest, result: RequestResult) => resolve(result),
  } as unknown as RequestLog;
  const server = http.createServer((request, response) => {
    const logged = { id: 7, isActive: true, ranUntil: 0, ...newWaiter(), isProfiled: true, head };
    nameProfile(response, logged);
    followExchange(log, logged, { request, response });
    listener(request, response);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  try {
    await ask((server.address() as AddressInfo).port);
    return await promise;
  } finally {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  }
}

async function askFor(port: number, expected: { status: number; id: string | null }) {
  const response = await fetch(`http://127.0.0.1:${port}`, { method: "POST", body: "x" });
  await response.text();
  assert.equal(response.status, expected.status);
  assert.equal(response.headers.get("x-profile-id"), expected.id);
}

Deno.test("followExchange() ends a request when its response is finished", async () => {
  const result = await exchange(
    (_request, response) => response.writeHead(201, { "Content-Length": 2 }).end("ok"),
    (port) => askFor(port, { status: 201, id: "7" }),
  );
  assert.deepEqual(result, {
    status: 201,
    responseBytes: 2,
    outcome: "completed",
    isDelivered: true,
  });
});

Deno.test("followExchange() calls a request aborted when its client has left", async () => {
  const result = await exchange(
    (_request, response) => response.write("the beginning"),
    async (port) => {
      const connection = await Deno.connect({ hostname: "127.0.0.1", port });
      await connection.write(new TextEncoder().encode("GET / HTTP/1.1\r\nHost: x\r\n\r\n"));
      await connection.read(new Uint8Array(1000));
      connection.close();
    },
  );
  assert.equal(result.outcome, "aborted");
});

Deno.test("followExchange() runs the events of both for the request", async () => {
  const scopes: (number | undefined)[] = [];
  const note = () => scopes.push((requestInScope() as LoggedRequest | undefined)?.id);
  await exchange((request, response) => {
    note();
    request.on("data", note).on("end", () => response.on("finish", note).end());
  }, (port) => askFor(port, { status: 200, id: "7" }));
  assert.deepEqual(scopes, [undefined, 7, 7]);
});

Deno.test("nameProfile() keeps the header from the app until it is sent", async () => {
  const seen: unknown[] = [];
  await exchange((_request, response) => {
    seen.push(response.getHeaderNames(), Object.keys(response).includes("writeHead"));
    response.setHeader("X-Own", "1");
    for (const name of response.getHeaderNames()) response.removeHeader(name);
    response.end();
  }, (port) => askFor(port, { status: 200, id: "7" }));
  assert.deepEqual(seen, [[], false]);
});
