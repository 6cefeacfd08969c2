// Classes with the methods of Koa's and others: what is made after followKoa() is followed.
import assert from "node:assert/strict";
import { EventEmitter } from "node:events";
import type { IncomingMessage } from "node:http";
import { followKoa } from "./route_koa.ts";
import { nodeRoute } from "./route_node.ts";

class Koa extends EventEmitter {
  callback(): (request: IncomingMessage) => object {
    return (request) => this.createContext(request, {});
  }
  createContext(request: IncomingMessage, _response: unknown): object {
    return { app: this, request };
  }
}

followKoa();

Deno.test("followKoa() notes the route that the router leaves on a context", () => {
  const app = new Koa();
  for (const [matched, route] of [["/users/:id", "/users/:id"], [/^\/x/, "/^\\/x/"]] as const) {
    const request = {} as IncomingMessage;
    const context = app.callback()(request);
    assert.equal(nodeRoute(request, 200), undefined);
    Object.assign(context, { _matchedRoute: matched });
    assert.equal(nodeRoute(request, 200), route);
    assert.deepEqual({ ...context }, { app, request, _matchedRoute: matched });
  }
});

Deno.test("followKoa() leaves an app as it looked", () => {
  const app = new Koa();
  assert.ok(!Object.keys(app).includes("createContext"));
  app.createContext = () => ({ replaced: true });
  assert.deepEqual(app.callback()({} as IncomingMessage), { replaced: true });
});

Deno.test("followKoa() leaves other emitters alone", () => {
  const emitter = new EventEmitter();
  assert.ok(!Object.hasOwn(emitter, "createContext"));
  const heard: unknown[] = [];
  emitter.on("event", (value) => heard.push(value));
  emitter.emit("event", 1);
  assert.deepEqual(heard, [1]);
});
