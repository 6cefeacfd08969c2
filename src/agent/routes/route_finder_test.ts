// Only the way from an export to the notes: route_hono_test.ts has the routes.
import assert from "node:assert/strict";
import { Hono } from "hono";
import { routeFinder } from "./route_finder.ts";
import { routeNotes } from "./route_notes.ts";

const head = (target: string) => ({
  method: "GET",
  target,
  host: "",
  protocol: "HTTP/1.1",
  upstreamPort: 1,
});

Deno.test("routeFinder() tells what is in the notes, whatever the module exports", () => {
  for (const app of [undefined, null, () => new Response(), {}, { router: {} }, { router: 1 }]) {
    const asked = head("/users/7?x");
    assert.equal(routeFinder(app)(asked), "/users/*");
    routeNotes.add(asked, () => "/users/:id");
    assert.equal(routeFinder(app)(asked), "/users/:id");
  }
});

Deno.test("routeFinder() follows an app's router and leaves the app working", async () => {
  const app = new Hono().get("/users/:id", (c) => c.text(c.req.param("id")));
  routeFinder(app);
  assert.equal(typeof Object.getOwnPropertyDescriptor(app.router, "match")?.get, "function");
  assert.equal(await (await app.request("/users/8")).text(), "8");
});

Deno.test("routeFinder() leaves an app alone whose router throws, as that of Express 4 does", () => {
  const app = {
    get router() {
      throw new Error("'app.router' is deprecated!");
    },
  };
  assert.equal(routeFinder(app)(head("/users/7")), "/users/*");
});
