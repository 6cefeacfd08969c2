// The shapes that frameworks export, told apart by what they have in common with each other.
import assert from "node:assert/strict";
import { Hono } from "hono";
import { findHostable } from "./app_exports.ts";
import { http } from "./builtins.ts";

const noop = () => {};

/** What each framework's app looks like from outside, also what it shares with others. */
const SHAPES: readonly (readonly [label: string, app: unknown])[] = [
  ["Express app", Object.assign(() => {}, { handle: noop, listen: noop, use: noop, route: noop })],
  ["Koa app", { callback: noop, listen: noop, use: noop, handleRequest: noop }],
  ["Hono app", new Hono()],
  ["fetch object", { fetch: noop }],
  ["fetch object", { fetch: noop, route: noop, use: noop, router: {}, handle: noop }],
  ["oak app", { handle: noop, listen: noop, use: noop }],
  ["Fastify app", { routing: noop, ready: noop, listen: noop, route: noop }],
  ["server object", { listen: noop }],
  ["handler function", () => new Response()],
];

Deno.test("findHostable() tells the shapes apart", () => {
  for (const [label, app] of SHAPES) {
    const hostable = findHostable({ default: app });
    assert.equal(hostable?.description, `${label}, default export`);
    assert.equal(hostable.app, app);
  }
});

Deno.test("findHostable() tries the names in order, and skips what cannot be hosted", () => {
  const handler = noop;
  const describe = (module: Record<string, unknown>) => findHostable(module)?.description;
  const all = { server: handler, app: handler, handler, fetch: handler, default: handler };
  assert.equal(describe(all), "handler function, default export");
  assert.equal(describe({ ...all, default: undefined }), 'handler function, export "fetch"');
  assert.equal(describe({ ...all, default: {}, fetch: 1 }), 'handler function, export "handler"');
  assert.equal(describe({ server: handler, app: handler }), 'handler function, export "app"');
  assert.equal(describe({ server: { listen: noop } }), 'server object, export "server"');
});

Deno.test("findHostable() finds nothing in a module without an app", () => {
  const modules = [{}, { other: noop }, { default: null }, { default: "app" }, { default: [] }, {
    app: 42,
  }];
  for (const module of modules) assert.equal(findHostable(module), undefined);
});

/** Hosts with stand-ins for Deno.serve and http.createServer; what they were called with. */
async function hostWithFakes(app: unknown): Promise<{ served: unknown[]; listened: unknown[] }> {
  const calls: { served: unknown[]; listened: unknown[] } = { served: [], listened: [] };
  const { serve } = Deno;
  const { createServer } = http;
  const listener = (handler: unknown) => ({ listen: () => calls.listened.push(handler) });
  Object.defineProperty(Deno, "serve", {
    value: (handler: unknown) => calls.served.push(handler),
    configurable: true,
  });
  Object.defineProperty(http, "createServer", { value: listener, configurable: true });
  try {
    await findHostable({ default: app })!.host();
  } finally {
    Object.defineProperty(Deno, "serve", { value: serve, configurable: true });
    Object.defineProperty(http, "createServer", { value: createServer, configurable: true });
  }
  return calls;
}

type FetchHandler = (request: Request, info: unknown) => Response | Promise<Response>;

Deno.test("host() serves fetch as a method, with the request and who sent it", async () => {
  const app = {
    name: "own",
    fetch(request: Request, info: unknown) {
      return new Response(`${this.name} ${request.url} ${info}`);
    },
  };
  for (const shape of [app, Object.assign(app, { route: noop, use: noop })]) {
    const { served } = await hostWithFakes(shape);
    const response = await (served[0] as FetchHandler)(new Request("http://h/a"), "info");
    assert.equal(await response.text(), "own http://h/a info");
  }
});

Deno.test("host() serves a handler function as it is", async () => {
  const handler = () => new Response();
  assert.deepEqual(await hostWithFakes(handler), { served: [handler], listened: [] });
});

Deno.test("host() answers for oak what oak leaves unanswered", async () => {
  const handle = (request: Request) => request.url.endsWith("/a") ? new Response("a") : undefined;
  const { served } = await hostWithFakes({ handle, listen: noop });
  const serve = (path: string) =>
    (served[0] as FetchHandler)(new Request(`http://h${path}`), { remoteAddr: {} });
  assert.equal(await (await serve("/a")).text(), "a");
  assert.equal((await serve("/b")).status, 404);
});

Deno.test("host() listens with the listeners of node frameworks", async () => {
  const express = Object.assign(() => {}, { handle: noop, listen: noop });
  assert.deepEqual((await hostWithFakes(express)).listened, [express]);
  const callback = () => noop;
  assert.deepEqual((await hostWithFakes({ callback, listen: noop })).listened, [noop]);
  const steps: string[] = [];
  const fastify = {
    routing: noop,
    listen: noop,
    ready: () => Promise.resolve(steps.push("ready")),
  };
  assert.deepEqual((await hostWithFakes(fastify)).listened, [noop]);
  assert.deepEqual(steps, ["ready"]);
});

Deno.test("host() lets a server object listen by itself", async () => {
  let count = 0;
  await hostWithFakes({ listen: () => count++ });
  assert.equal(count, 1);
});
