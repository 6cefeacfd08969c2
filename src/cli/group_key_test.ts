import assert from "node:assert/strict";
import type { RequestRecord } from "../model/request_record.ts";
import { foreignKey, groupKey } from "./group_key.ts";

const request: RequestRecord = {
  id: 1,
  pid: 2,
  method: "GET",
  path: "/users/7",
  query: "?page=2",
  host: "localhost",
  route: "/users/:id",
  status: 200,
  responseBytes: 10,
  outcome: "completed",
  startedAt: 1795333599000,
  start: 0,
  end: 10,
  cpu: 10,
  gc: 0,
  wait: 0,
  queued: 0,
  unsampled: 0,
};

Deno.test("groupKey() takes what --by names", () => {
  assert.equal(groupKey("route", request), "GET /users/:id");
  assert.equal(groupKey("path", request), "GET /users/7");
  assert.equal(groupKey("method", request), "GET");
  assert.equal(groupKey("status", request), "200");
  assert.equal(groupKey("all", request), "all");
});

Deno.test("groupKey() takes the path where the app tells no route", () => {
  assert.equal(groupKey("route", { ...request, route: "" }), "GET /users/7");
});

Deno.test("groupKey() keeps methods apart", () => {
  const post = { ...request, method: "POST" };
  assert.notEqual(groupKey("route", post), groupKey("route", request));
  assert.notEqual(groupKey("path", post), groupKey("path", request));
});

Deno.test("groupKey() leaves the query out", () => {
  for (const by of ["route", "path"] as const) {
    assert.equal(groupKey(by, { ...request, query: "?page=3" }), groupKey(by, request));
  }
});

Deno.test("groupKey() has a word for a request without response", () => {
  assert.equal(groupKey("status", { ...request, status: 0 }), "none");
});

Deno.test("foreignKey() knows a path only", () => {
  assert.equal(foreignKey("route", "/users/7"), "/users/7");
  assert.equal(foreignKey("path", "/users/7"), "/users/7");
  assert.equal(foreignKey("method", "/users/7"), "unknown");
  assert.equal(foreignKey("status", "/users/7"), "unknown");
  assert.equal(foreignKey("all", "/users/7"), "all");
});
