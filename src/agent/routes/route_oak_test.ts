// Modules with the names of oak's, in a folder with its name: npm has only an old oak, JSR's is the same here.
import assert from "node:assert/strict";
import { toFileUrl } from "@std/path";
import { enter } from "../owner_tracker.ts";
import type { LoggedRequest } from "../request_log.ts";
import { followOak } from "./route_oak.ts";
import { routeNotes } from "./route_notes.ts";
import { newWaiter } from "../wait_tracker.ts";

interface Oak {
  listen(opened: () => void): void;
  // deno-lint-ignore no-explicit-any -- stands in for a class of another package
  Context: new () => any;
}

async function makeOak(): Promise<Oak> {
  const dir = `${await Deno.makeTempDir()}/@oak/oak/17.2.0`;
  await Deno.mkdir(dir, { recursive: true });
  await Deno.writeTextFile(`${dir}/context.ts`, "export class Context {}");
  await Deno.writeTextFile(
    `${dir}/http_server_native.ts`,
    "export const listen = (opened: () => void) => opened();",
  );
  const { listen } = await import(toFileUrl(`${dir}/http_server_native.ts`).href);
  const { Context } = await import(toFileUrl(`${dir}/context.ts`).href);
  return { listen, Context };
}

function logged(method: string): LoggedRequest {
  const head = { method, target: "/x", host: "", protocol: "HTTP/1.1", upstreamPort: 1 };
  return { id: 1, isActive: true, ranUntil: 0, ...newWaiter(), isProfiled: true, head };
}

Deno.test("followOak() finds oak's contexts, and notes the layer that has the method", async () => {
  const { listen, Context } = await makeOak();
  listen(followOak);
  while (!("matched" in Context.prototype)) await new Promise((resolve) => setTimeout(resolve));
  const request = logged("GET");
  const layers = [
    { path: "/(.*)", methods: [] },
    { path: "/users/:id", methods: ["HEAD", "GET"] },
    { path: "/users/:id/edit", methods: ["POST"] },
  ];
  enter(request, () => {
    const context = new Context();
    context.matched = [layers[0]];
    context.matched.push(layers[1], layers[2]);
    assert.deepEqual(context.matched, layers);
    assert.deepEqual(Object.keys(context), []);
  });
  assert.equal(routeNotes.takeRoute(request.head), "/users/:id");
  const other = logged("DELETE");
  enter(other, () => new Context().matched = layers);
  assert.equal(routeNotes.takeRoute(other.head), "/x", "no layer has this method");
});

Deno.test("followOak() does nothing when somebody else opens a server", async () => {
  const { Context } = await makeOak();
  followOak();
  await new Promise((resolve) => setTimeout(resolve));
  assert.ok(!("matched" in Context.prototype));
});
