// A real Hono app is asked, and things that only look like one.
import assert from "node:assert/strict";
import { Hono } from "hono";
import { routeFinder } from "./route_finder.ts";

function finderOf(app: unknown): (method: string, target: string) => string {
  const find = routeFinder(app);
  assert.ok(find);
  return (method, target) =>
    find({ method, target, host: "", protocol: "HTTP/1.1", upstreamPort: 1 });
}

const answer = (c: { text(text: string): Response }) => c.text("");

Deno.test("routeFinder() finds the pattern in a Hono app", () => {
  const app = new Hono();
  app.use("*", (_c, next) => next());
  app.use("/users/*", (_c, next) => next());
  app.get("/", answer).get("/users/:id", answer).post("/users", answer);
  const find = finderOf(app);
  assert.equal(find("GET", "/"), "/");
  assert.equal(find("GET", "/users/7"), "/users/:id");
  assert.equal(find("GET", "/users/7?a=/b#c"), "/users/:id");
  assert.equal(find("POST", "/users"), "/users");
});

Deno.test("routeFinder() finds patterns of mounted apps, complete", () => {
  const api = new Hono().get("/items/:id", answer);
  const app = new Hono().route("/api/v1", api);
  app.get("/files/:name{.+\\.txt}", answer);
  const find = finderOf(app);
  assert.equal(find("GET", "/api/v1/items/3"), "/api/v1/items/:id");
  assert.equal(find("GET", "/files/a.txt"), "/files/:name{.+\\.txt}");
});

Deno.test("routeFinder() knows no pattern for what no route matches", () => {
  const app = new Hono();
  app.use("*", (_c, next) => next());
  app.get("/users/:id", answer).get("/assets/*", answer);
  const find = finderOf(app);
  assert.equal(find("GET", "/nowhere"), "");
  assert.equal(find("DELETE", "/users/7"), "");
  assert.equal(find("GET", "/assets/a.css"), "", "a wildcard may be middleware");
});

Deno.test("routeFinder() leaves the app working", async () => {
  const app = new Hono().get("/users/:id", (c) => c.text(c.req.param("id")));
  finderOf(app)("GET", "/users/7");
  assert.equal(await (await app.request("/users/8")).text(), "8");
});

Deno.test("routeFinder() is undefined for apps whose router cannot be asked", () => {
  for (const app of [undefined, null, () => new Response(), {}, { router: {} }, { router: 1 }]) {
    assert.equal(routeFinder(app), undefined);
  }
});

Deno.test("routeFinder() survives a router of another shape", () => {
  for (const result of [undefined, {}, [[["handler"]]], [[[1, 2]]]]) {
    assert.equal(finderOf({ router: { match: () => result } })("GET", "/"), "");
  }
  const broken = { router: { match: () => assert.fail("no such method") } };
  assert.equal(finderOf(broken)("GET", "/"), "");
});
