// Paths as applications have them.
import assert from "node:assert/strict";
import fc from "fast-check";
import { routeOfPath } from "./route_of_path.ts";

Deno.test("routeOfPath() folds what looks like an id", () => {
  const cases: readonly (readonly [path: string, route: string])[] = [
    ["/users/7", "/users/*"],
    ["/users/7/orders/18/", "/users/*/orders/*/"],
    ["/1234", "/*"],
    ["/items/3F2504E0-4F89-41D3-9A0C-0305E82C3301", "/items/*"],
    ["/commits/35bd7a2f", "/commits/*"],
    ["/objects/507f1f77bcf86cd799439011/raw", "/objects/*/raw"],
    ["/jobs/01ARZ3NDEKTSV4RRFFQ69G5FAV", "/jobs/*"],
    ["/orders/order-20391", "/orders/*"],
    ["/map/51.5074,-0.1278", "/map/*"],
    ["/days/2024-05-01", "/days/*"],
    ["/users/7.json", "/users/*.json"],
    ["/reports/2024-05-01.csv", "/reports/*.csv"],
    ["/tags/7%2C8", "/tags/*"],
  ];
  for (const [path, route] of cases) assert.equal(routeOfPath(path), route, path);
});

Deno.test("routeOfPath() keeps names", () => {
  const paths = [
    "/",
    "//",
    "/users",
    "/users/ada",
    "/api/v2/h264/utf8",
    "/blog/review-2024",
    "/defaced/cafebabe",
    "/robots.txt",
    "/js/jquery-3.7.1.min.js",
    "/%E6%97%A5%E6%9C%AC",
    "/%E0%A4",
    "/internationalization",
    "*",
    "",
  ];
  for (const path of paths) assert.equal(routeOfPath(path), path);
});

Deno.test("routeOfPath() keeps the number of segments, and folds no further the second time", () => {
  fc.assert(fc.property(fc.webPath(), (path) => {
    const route = routeOfPath(path);
    assert.equal(route.split("/").length, path.split("/").length);
    assert.equal(routeOfPath(route), route);
  }));
});
