// Real Hono apps answer requests, and things that only look like Hono.
import assert from "node:assert/strict";
import { Hono } from "hono";
import { RegExpRouter } from "hono/router/reg-exp-router";
import { enter } from "../owner_tracker.ts";
import type { LoggedRequest } from "../request_log.ts";
import { followHonoRouter, HonoSearch } from "./route_hono.ts";
import { routeNotes } from "./route_notes.ts";
import { newWaiter } from "../wait_tracker.ts";

type Fetch = (request: Request) => Response | Promise<Response>;

/** Lets `handler` answer as for a request that is logged; the route that it has at its end. */
async function routeBy(handler: Fetch, asked: string): Promise<string> {
  const [method, target] = asked.split(" ") as [string, string];
  const head = { method, target, host: "", protocol: "HTTP/1.1", upstreamPort: 1 };
  const request: LoggedRequest = {
    id: 1,
    isActive: true,
    ranUntil: 0,
    ...newWaiter(),
    isProfiled: true,
    head,
  };
  const asRequest = new Request(`http://localhost${target}`, { method });
  const { status } = await enter(request, () => handler(asRequest));
  routeNotes.setStatus(head, status);
  return routeNotes.takeRoute(head);
}

function followed<App extends { router: unknown; fetch: Fetch }>(app: App): Fetch {
  followHonoRouter(app.router);
  return app.fetch;
}

const answer = (c: { text(text: string): Response }) => c.text("");
const next = (_c: unknown, next: () => Promise<void>) => next();

Deno.test("followHonoRouter() notes the pattern that answers", async () => {
  const app = new Hono();
  app.use("*", next).use("/users/*", next);
  app.get("/", answer).get("/users/me", answer).get("/users/:id", answer).post("/users", answer);
  const fetch = followed(app);
  assert.equal(await routeBy(fetch, "GET /"), "/");
  assert.equal(await routeBy(fetch, "GET /users/7"), "/users/:id");
  assert.equal(await routeBy(fetch, "GET /users/7?a=/b"), "/users/:id");
  assert.equal(await routeBy(fetch, "HEAD /users/7"), "/users/:id");
  assert.equal(await routeBy(fetch, "GET /users/me"), "/users/me", "the first one answers");
  assert.equal(await routeBy(fetch, "POST /users"), "/users");
});

Deno.test("followHonoRouter() goes by the order of registration, as Hono does", async () => {
  for (const paths of [["/users/:id", "/users/me"], ["/users/me", "/users/:id"]]) {
    const app = new Hono();
    for (const path of paths) app.get(path, (c) => c.text(path));
    assert.equal(await (await app.request("/users/me")).text(), paths[0]);
    assert.equal(await routeBy(followed(app), "GET /users/me"), paths[0]);
  }
});

Deno.test("followHonoRouter() notes patterns of mounted apps, complete", async () => {
  const api = new Hono().get("/items/:id", answer);
  const app = new Hono().route("/api/v1", api);
  app.get("/files/:name{.+\\.txt}", answer);
  const fetch = followed(app);
  assert.equal(await routeBy(fetch, "GET /api/v1/items/3"), "/api/v1/items/:id");
  assert.equal(await routeBy(fetch, "GET /files/a.txt"), "/files/:name{.+\\.txt}");
});

Deno.test("followHonoRouter() takes a handler with a wildcard for a route, and middleware for none", async () => {
  const app = new Hono();
  app.use("*", next).use("/users/:id", next);
  app.get("/assets/*", answer).all("/rpc/:call", answer);
  const fetch = followed(app);
  assert.equal(await routeBy(fetch, "GET /assets/a/b.css"), "/assets/*");
  assert.equal(await routeBy(fetch, "PUT /rpc/add"), "/rpc/:call");
  assert.equal(await routeBy(fetch, "GET /nowhere"), "");
  assert.equal(await routeBy(fetch, "DELETE /users/7"), "", "only middleware matched");
});

Deno.test("followHonoRouter() follows the path that the app makes of a request", async () => {
  const app = new Hono({ strict: false }).get("/users/:id", answer);
  assert.equal(await routeBy(followed(app), "GET /users/7/"), "/users/:id");
});

Deno.test("followHonoRouter() keeps what an app without a known route answers out of routes", async () => {
  const app = new Hono();
  app.use("*", () => Promise.resolve(new Response("middleware answers")));
  assert.equal(await routeBy(followed(app), "GET /users/7"), "/users/*");
});

Deno.test("followHonoRouter() leaves other routers alone", () => {
  const others = [undefined, null, 1, {}, { match: 1, add: 1 }, { match: () => [] }];
  for (const other of others) {
    const before = Object.getOwnPropertyDescriptors(other ?? {});
    followHonoRouter(other);
    assert.deepEqual(Object.getOwnPropertyDescriptors(other ?? {}), before);
  }
});

Deno.test("followHonoRouter() passes on what a router of another shape answers", async () => {
  for (const result of [undefined, {}, [[["handler"]]], [[[1, 2]]]]) {
    const router = { add() {}, match: () => result };
    followHonoRouter(router);
    const fetch = () => {
      assert.equal(router.match(), result);
      return new Response();
    };
    assert.equal(await routeBy(fetch, "GET /users/7"), "/users/*");
  }
});

Deno.test("HonoSearch finds an app behind a handler, from the first request on", async () => {
  const app = new Hono();
  app.use("*", next).get("/users/:id", (c) => c.text(c.req.param("id")));
  const search = new HonoSearch();
  const handler = (request: Request) => search.during(() => app.fetch(request));
  assert.equal(await routeBy(handler, "GET /users/7"), "/users/:id");
  assert.equal(await routeBy(handler, "HEAD /users/8"), "/users/:id");
  assert.equal(await routeBy(handler, "GET /users/%F0%9F%8D%8B"), "/users/:id");
  assert.equal(await (await app.request("/users/9")).text(), "9");
});

Deno.test("HonoSearch finds nothing where no strategy is chosen", async () => {
  const app = new Hono({ router: new RegExpRouter() }).get("/users/:id", answer);
  const search = new HonoSearch();
  assert.equal(
    await routeBy((request) => search.during(() => app.fetch(request)), "GET /users/7"),
    "/users/*",
  );
});

Deno.test("HonoSearch leaves bind() as it was, also after an error", () => {
  const { bind } = Function.prototype;
  const search = new HonoSearch();
  const sum = (a: number, b: number) => a + b;
  assert.equal(search.during(() => sum.bind(undefined, 1)(2)), 3);
  assert.equal(search.during(() => sum.bind(undefined).length), 2);
  assert.throws(() => search.during(() => assert.fail("by the handler")), /by the handler/);
  assert.equal(Function.prototype.bind, bind);
});

Deno.test("HonoSearch gives up in the end", () => {
  const { bind } = Function.prototype;
  const search = new HonoSearch();
  let count = 0;
  while (search.during(() => Function.prototype.bind !== bind)) count++;
  assert.ok(count > 0 && count < 1000, String(count));
});
