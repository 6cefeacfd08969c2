// A real server that is given the loopback address, as behind the gate.
import assert from "node:assert/strict";
import http from "node:http";
import { Outbox } from "../outbox.ts";
import { showPublicAddress } from "./node_public.ts";
import { Servers } from "../servers.ts";

const SHOWN = { hostname: "0.0.0.0", port: 8000 };
const PUBLIC = { address: "0.0.0.0", port: 8000, family: "IPv4" };

/** A server that shall be told to listen with `options` by the app. */
async function withServer(
  test: (server: http.Server, listen: (options: object) => void) => Promise<void>,
): Promise<void> {
  const dir = await Deno.makeTempDir({ prefix: "node_public_test-" });
  const server = http.createServer();
  const listens = showPublicAddress(server, new Servers(new Outbox(`${dir}/spool`), SHOWN), SHOWN);
  await test(server, (options) => {
    listens(options);
    server.listen({ ...options, host: "127.0.0.1", port: 0 });
  });
  await Deno.remove(dir, { recursive: true });
}

Deno.test("showPublicAddress() shows the address as soon as node would", () =>
  withServer(async (server, listen) => {
    assert.equal(server.address(), null);
    listen({ port: 8000 });
    assert.deepEqual(server.address(), PUBLIC);
    await new Promise<void>((resolve) => server.on("listening", resolve));
    assert.deepEqual(server.address(), PUBLIC);
    await new Promise((resolve) => server.close(resolve));
    assert.equal(server.address(), null);
  }));

Deno.test("showPublicAddress() has no address before a host is looked up", () =>
  withServer(async (server, listen) => {
    listen({ port: 8000, host: "localhost" });
    assert.equal(server.address(), null);
    await new Promise<void>((resolve) => server.on("listening", resolve));
    assert.deepEqual(server.address(), PUBLIC);
    await new Promise((resolve) => server.close(resolve));
  }));

Deno.test("showPublicAddress() lets a server be closed that was told to listen just now", () =>
  withServer(async (server, listen) => {
    listen({});
    const error = await new Promise((resolve) => server.close(resolve));
    assert.equal(error, undefined);
    assert.equal(server.address(), null);
    const another = await new Promise<Error | undefined>((resolve) => server.close(resolve));
    assert.match(another!.message, /not running/);
  }));

Deno.test("showPublicAddress() tells whether the server has TLS, in the ways of each version of Deno", async () => {
  const cases: readonly (readonly [object, boolean])[] = [
    [{}, false],
    [{ _encrypted: false }, false],
    [{ _encrypted: true }, true],
    [{ cert: "x" }, true],
    [{ _sharedCreds: {} }, true],
  ];
  for (const [properties, isSecure] of cases) {
    const told: unknown[] = [];
    const servers = { listening: (listening: unknown) => told.push(listening) };
    const server = Object.assign(http.createServer(), properties);
    showPublicAddress(server, servers as unknown as Servers, SHOWN)({});
    await new Promise<void>((resolve) => server.listen({ host: "127.0.0.1", port: 0 }, resolve));
    await new Promise((resolve) => server.close(resolve));
    assert.deepEqual(told.map((each) => (each as { secure: boolean }).secure), [isSecure]);
  }
});
