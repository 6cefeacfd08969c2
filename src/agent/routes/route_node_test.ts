// What Express leaves on a request at its end, in all the ways in which it can end.
import assert from "node:assert/strict";
import type { IncomingMessage } from "node:http";
import { nodeRoute, noteNodeRoute } from "./route_node.ts";

/** A request as Express leaves it while a handler answers. */
function request(left: object): IncomingMessage {
  return { next: () => {}, params: {}, ...left } as unknown as IncomingMessage;
}

Deno.test("nodeRoute() joins the mount and the pattern", () => {
  const cases: readonly (readonly [left: object, route: string])[] = [
    [{ baseUrl: "", route: { path: "/" } }, "/"],
    [{ baseUrl: "", route: { path: "/users/:id" } }, "/users/:id"],
    [{ baseUrl: "/api/users", route: { path: "/:id" } }, "/api/users/:id"],
    [{ baseUrl: "/api/users", route: { path: "/" } }, "/api/users"],
    [{ route: { path: ["/a", /b$/] } }, "/a|/b$/"],
    [{ route: { path: /^\/x/ } }, "/^\\/x/"],
  ];
  for (const [left, route] of cases) assert.equal(nodeRoute(request(left), 200), route);
});

Deno.test("nodeRoute() names the parameters of a mount if they are known, else folds them", () => {
  const left = { baseUrl: "/shops/acme/users/5", route: { path: "/orders" } };
  assert.equal(
    nodeRoute(request({ ...left, params: { shop: "acme", user: "5" } }), 200),
    "/shops/:shop/users/:user/orders",
  );
  assert.equal(nodeRoute(request(left), 200), "/shops/acme/users/*/orders");
});

Deno.test("nodeRoute() does not believe a route that passed the request on until nothing was found", () => {
  const route = { path: "/users/:id" };
  assert.equal(nodeRoute(request({ route, next: undefined }), 404), undefined);
  assert.equal(nodeRoute(request({ route }), 404), "/users/:id", "the handler answered 404");
  assert.equal(nodeRoute(request({ route, next: undefined }), 500), "/users/:id", "it has failed");
});

Deno.test("nodeRoute() knows nothing of other requests", () => {
  for (const left of [{}, { route: {} }, { route: { path: [] } }, { route: { path: 1 } }]) {
    assert.equal(nodeRoute(request(left), 200), undefined);
  }
});

Deno.test("noteNodeRoute() is asked before Express is", () => {
  const asked = request({ route: { path: "/x" } });
  noteNodeRoute(asked, (status) => status === 200 ? "/users/:id" : undefined);
  assert.equal(nodeRoute(asked, 200), "/users/:id");
  assert.equal(nodeRoute(asked, 201), "/x");
});
