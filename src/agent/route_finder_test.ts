// A real Hono app handles requests, as the agent would let it, and the route is asked at their end.
import assert from "node:assert/strict";
import { Hono } from "hono";
import { enter } from "./owner_tracker.ts";
import type { LoggedRequest, RequestHead } from "./request_log.ts";
import { routeFinder } from "./route_finder.ts";
import { routeNotes } from "./route_notes.ts";
import { newWaiter } from "./wait_tracker.ts";

interface FetchApp {
  fetch(request: Request): Response | Promise<Response>;
}

let lastId = 0;

function requestFor(method: string, target: string): LoggedRequest {
  const head: RequestHead = { method, target, host: "h", protocol: "HTTP/1.1", upstreamPort: 1 };
  return { id: ++lastId, isActive: true, ranUntil: 0, ...newWaiter(), head, isProfiled: true };
}

/** Lets the app answer, and asks for the route. */
async function routeOf(app: FetchApp, method: string, target: string): Promise<string> {
  const find = routeFinder(app);
  const request = requestFor(method, target);
  const answer = () => app.fetch(new Request(`http://h${target}`, { method }));
  const response = await enter(request, answer);
  await response.body?.cancel();
  routeNotes.setStatus(request.head, response.status);
  return find(request.head);
}

const answer = (c: { text(text: string): Response }) => c.text("");

Deno.test("routeFinder() finds the pattern that answered in a Hono app", async () => {
  const app = new Hono();
  app.use("*", (_c, next) => next());
  app.use("/users/*", (_c, next) => next());
  app.get("/", answer).get("/users/:id", answer).post("/users", answer).get("/users/me", answer);
  assert.equal(await routeOf(app, "GET", "/"), "/");
  assert.equal(await routeOf(app, "GET", "/users/ada"), "/users/:id");
  assert.equal(await routeOf(app, "GET", "/users/ada?a=/b"), "/users/:id");
  assert.equal(await routeOf(app, "POST", "/users"), "/users");
  assert.equal(await routeOf(app, "GET", "/users/me"), "/users/:id", "it was registered first");
});

Deno.test("routeFinder() finds patterns of mounted apps, complete", async () => {
  const api = new Hono().get("/items/:id", answer);
  const app = new Hono().route("/api/v1", api);
  app.get("/files/:name{.+\\.txt}", answer).get("/café/:x", answer);
  assert.equal(await routeOf(app, "GET", "/api/v1/items/blue"), "/api/v1/items/:id");
  assert.equal(await routeOf(app, "GET", "/files/a.txt"), "/files/:name{.+\\.txt}");
  assert.equal(await routeOf(app, "GET", "/caf%C3%A9/y"), "/café/:x");
});

Deno.test("routeFinder() takes HEAD for GET, as Hono does", async () => {
  const app = new Hono().get("/users/:id", answer);
  assert.equal(await routeOf(app, "HEAD", "/users/ada"), "/users/:id");
});

Deno.test("routeFinder() knows no route of what was not found", async () => {
  const app = new Hono();
  app.use("*", (_c, next) => next());
  app.get("/users/:id", answer);
  assert.equal(await routeOf(app, "GET", "/wp-login.php"), "");
  assert.equal(await routeOf(app, "DELETE", "/users/ada"), "");
});

Deno.test("routeFinder() keeps the patterns of requests in flight apart", async () => {
  const app = new Hono();
  const { promise: answered, resolve } = Promise.withResolvers<void>();
  app.get("/slow/:id", async (c) => {
    await answered;
    return c.text("");
  });
  app.get("/fast/:id", answer);
  const slow = routeOf(app, "GET", "/slow/a");
  assert.equal(await routeOf(app, "GET", "/fast/a"), "/fast/:id");
  resolve();
  assert.equal(await slow, "/slow/:id");
});

Deno.test("routeFinder() folds the ids in the path where no framework tells", async () => {
  const app = { fetch: () => new Response("") };
  for (const target of ["/users/4711", "/users/4711?a=b"]) {
    assert.equal(await routeOf(app, "GET", target), "/users/*");
  }
  assert.equal(await routeOf(app, "GET", "/about"), "/about");
});

Deno.test("routeFinder() leaves the app working", async () => {
  const app = new Hono().get("/users/:id", (c) => c.text(c.req.param("id")));
  await routeOf(app, "GET", "/users/7");
  assert.equal(await (await app.request("/users/8")).text(), "8");
  assert.equal((await app.request("/other")).status, 404);
});

Deno.test("routeFinder() does not mind apps of other shapes", () => {
  const { head } = requestFor("GET", "/about");
  const apps = [undefined, null, () => new Response(), {}, { router: {} }, { router: 1 }];
  for (const app of apps) assert.equal(routeFinder(app)(head), "/about");
});
