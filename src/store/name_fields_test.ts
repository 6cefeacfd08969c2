import assert from "node:assert/strict";
import type { RequestRecord } from "../model/request_record.ts";
import { FIELD_NAMES, nameFields } from "./name_fields.ts";

const RECORD: RequestRecord = {
  id: 7,
  pid: 4242,
  method: "GET",
  path: "/a/b",
  query: "?x=/1",
  host: "localhost:8000",
  route: "/a/:id",
  status: 200,
  responseBytes: 10,
  outcome: "completed",
  startedAt: 1_795_330_000_400,
  start: 1_000_000,
  end: 1_601_900,
  cpu: 1500,
  gc: 0,
  wait: 600_250,
  queued: 150,
  unsampled: 0,
};

function pathOf(path: string): unknown {
  return nameFields({ ...RECORD, path }).path;
}

Deno.test("nameFields() gives every field its kind", () => {
  const { date, ...fields } = nameFields(RECORD);
  assert.deepEqual(fields, {
    path: "a.b",
    duration: 601n,
    time: 1_795_330_001n,
    method: "GET",
    status: 200n,
    route: "a.:id",
    host: "localhost:8000",
    query: "x=_1",
    id: 7n,
    pid: 4242n,
    cpu: 1.5,
    wait: 600.25,
    ms: 601.9,
  });
  assert.deepEqual(Object.keys({ ...fields, date }), [...FIELD_NAMES]);
});

Deno.test("nameFields() dates a request by its end, in UTC", () => {
  const { date } = nameFields({ ...RECORD, startedAt: Date.UTC(2026, 10, 22, 23, 59, 59, 500) });
  assert.ok(typeof date === "object");
  assert.equal(date.format(""), "20261123-000000");
  assert.equal(date.format("%Y"), "2026");
});

Deno.test("nameFields() writes paths as Django does, but as UTF-8", () => {
  for (
    const [path, expected] of Object.entries({
      "/": "root",
      "": "root",
      "///": "root",
      "/a/b/": "a.b",
      "/a//b": "a..b",
      "/a%2Fb": "a.b",
      "/..%2f..%2fetc": "......etc",
      "/uml%C3%A4ut%20x": "umläut x",
      "/%E6%97%A5%": "日%",
      "/100%zz": "100%zz",
      "/%ff%C3": "\ufffd\ufffd",
      "/%EF%BB%BFbom": "\ufeffbom",
      "*": "*",
    })
  ) assert.equal(pathOf(path), expected, path);
});

Deno.test("nameFields() takes the path for an unknown route", () => {
  assert.equal(nameFields({ ...RECORD, route: "" }).route, "a.b");
  assert.equal(nameFields({ ...RECORD, route: "/" }).route, "root");
});

Deno.test("nameFields() survives a record without sense", () => {
  const fields = nameFields({ ...RECORD, start: 5, end: 1, startedAt: NaN, id: Infinity });
  assert.deepEqual([fields.duration, fields.time, fields.id], [0n, 0n, 0n]);
  assert.ok(typeof fields.date === "object");
  assert.equal(fields.date.format("%a %b %Y"), "Thu Jan 1970");
});

Deno.test("nameFields() takes linear time for paths full of slashes", () => {
  const started = performance.now();
  pathOf(`a${"/".repeat(500_000)}b${"%2f".repeat(100_000)}c`);
  assert.ok(performance.now() - started < 5000);
});
