// Fastify's channel, with an app that only keeps its hooks.
import assert from "node:assert/strict";
import { channel } from "node:diagnostics_channel";
import type { IncomingMessage } from "node:http";
import { followFastify } from "./route_fastify.ts";
import { nodeRoute } from "./route_node.ts";

type Hook = (request: unknown, reply: unknown, done: () => void) => void;

followFastify();

/** Announces an app; the hooks that it gets. */
function announced(): Map<string, Hook> {
  const hooks = new Map<string, Hook>();
  const fastify = { addHook: (name: string, hook: Hook) => hooks.set(name, hook) };
  channel("fastify.initialization").publish({ fastify });
  return hooks;
}

Deno.test("followFastify() notes the route of each request, before anything can refuse it", () => {
  const hook = announced().get("onRequest")!;
  const cases = [
    [{ routeOptions: { url: "/users/:id" } }, "/users/:id"],
    [{ routerPath: "/users/:id" }, "/users/:id"],
    [{ routeOptions: {} }, undefined],
  ] as const;
  for (const [request, route] of cases) {
    const raw = {} as IncomingMessage;
    let count = 0;
    hook({ ...request, raw }, {}, () => count++);
    assert.equal(count, 1, "the request goes on");
    assert.equal(nodeRoute(raw, 200), route);
  }
});
