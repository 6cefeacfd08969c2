import assert from "node:assert/strict";
import fc from "fast-check";
import { Hono } from "hono";
import {
  keyOfRouteRecording,
  requestHref,
  routeHref,
  routeKey,
  routeRecording,
  sourceHref,
} from "./links.ts";

/** What a page gets to see of a name. */
async function nameBehind(href: string): Promise<string> {
  const app = new Hono();
  app.get("/request/:name{.+}", (c) => c.text(c.req.param("name")));
  // Through URL, as browsers do it.
  return await (await app.request(new URL(href, "http://127.0.0.1").href)).text();
}

Deno.test("requestHref() names every file and route", async () => {
  const names = [
    "users.7.000041ms.1.cpuprofile",
    "2026/11/a b.cpuprofile",
    "100%.cpuprofile",
    "%2e%2e%2Fx",
    "a%252Fb",
    "a?b#c&d=e+f;g",
    '<img src=x onerror="alert(1)">',
    "日本.cpuprofile",
    routeRecording("GET /../etc//passwd"),
    routeRecording("GET /users/:id"),
  ];
  for (const name of names) assert.equal(await nameBehind(requestHref(name)), name);
});

Deno.test("requestHref() names whatever characters there are", async () => {
  await fc.assert(fc.asyncProperty(
    fc.string({ unit: "grapheme", minLength: 1 }).filter((name) => !/^\.{1,2}$/.test(name)),
    async (name) => assert.equal(await nameBehind(requestHref(name)), name),
  ));
});

Deno.test("links do not fail for what is no Unicode", () => {
  assert.equal(requestHref("\ud800"), "/request/%EF%BF%BD");
  assert.equal(routeHref("\ud800"), "/route?key=%EF%BF%BD");
});

Deno.test("sourceHref() has the line as anchor, when it is known", () => {
  assert.equal(
    sourceHref("a", { url: "file:///b c.ts", line: 7 }),
    "/source?name=a&url=file%3A%2F%2F%2Fb+c.ts#L7",
  );
  assert.doesNotMatch(sourceHref("a", { url: "b", line: 0 }), /#/);
});

Deno.test("routeRecording() cannot be mistaken for a file", () => {
  assert.equal(keyOfRouteRecording(routeRecording("GET /")), "GET /");
  assert.equal(keyOfRouteRecording("GET.cpuprofile"), undefined);
  assert.equal(routeKey({ method: "GET", route: "/:id", path: "/7" }), "GET /:id");
  assert.equal(routeKey({ method: "GET", route: "", path: "/7" }), "GET /7");
});
