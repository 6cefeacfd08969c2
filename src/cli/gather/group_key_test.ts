import assert from "node:assert/strict";
import type { RequestRecord } from "../../model/request_record.ts";
import { defaultTemplate, parseTemplate } from "../../store/file_name.ts";
import { safeName } from "../../store/safe_name.ts";
import { foreignKey, type GroupBy, groupKey } from "./group_key.ts";

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
  const cases: readonly (readonly [GroupBy, string, string])[] = [
    ["route", "GET /users/:id", "GET.users._id"],
    ["path", "GET /users/7", "GET.users.7"],
    ["method", "GET", "GET"],
    ["status", "200", "200"],
    ["all", "all", "all"],
  ];
  for (const [by, key, fileBase] of cases) {
    assert.deepEqual(groupKey(by, request), { key, fileBase });
  }
});

Deno.test("groupKey() takes the path where the app tells no route", () => {
  assert.deepEqual(groupKey("route", { ...request, route: "", path: "/" }), {
    key: "GET /",
    fileBase: "GET.root",
  });
});

Deno.test("groupKey() keeps methods apart", () => {
  for (const by of ["route", "path"] as const) {
    const [get, post] = [groupKey(by, request), groupKey(by, { ...request, method: "POST" })];
    assert.notEqual(get.key, post.key);
    assert.notEqual(get.fileBase, post.fileBase);
  }
});

Deno.test("groupKey() leaves the query out", () => {
  for (const by of ["route", "path"] as const) {
    assert.deepEqual(groupKey(by, { ...request, query: "?page=3" }), groupKey(by, request));
  }
});

Deno.test("groupKey() has words for what is missing", () => {
  assert.equal(groupKey("status", { ...request, status: 0 }).key, "none");
  assert.equal(groupKey("method", { ...request, method: "" }).key, "unknown");
});

Deno.test("groupKey() makes a name of the strangest request", () => {
  const strange = { ...request, method: "../X", path: "/../../etc/passwd\0", route: "" };
  for (const by of ["route", "path", "method", "status", "all"] as const) {
    const { fileBase } = groupKey(by, strange);
    assert.equal(fileBase, safeName(fileBase));
  }
});

Deno.test("foreignKey() knows what the file name tells", () => {
  const template = parseTemplate(defaultTemplate);
  const key = (by: GroupBy, base: string) => foreignKey(by, base, template).key;
  assert.equal(key("route", "users.7.000041ms.1795333599"), "users.7");
  assert.equal(key("path", "users.7.000041ms.1795333599"), "users.7");
  assert.equal(key("route", "CPU.1795333599.4711"), "CPU.1795333599.4711");
  assert.equal(key("method", "users.7.000041ms.1795333599"), "unknown");
  assert.equal(key("status", "users.7.000041ms.1795333599"), "unknown");
  assert.equal(key("all", "users.7.000041ms.1795333599"), "all");
});
