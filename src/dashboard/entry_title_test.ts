import assert from "node:assert/strict";
import { madeRecord } from "../model/request_record_test_rig.ts";
import { entryTitle } from "./entry_title.ts";

const file = { name: "a/b.cpuprofile", bytes: 1, writtenAt: 0, isReadable: true, copies: [] };

Deno.test("entryTitle() is the request without its query, the key of a sum, or the file's name", () => {
  const request = { ...madeRecord(), method: "PUT", path: "/users/7", query: "?q=1" };
  assert.equal(entryTitle({ ...file, request }), "PUT /users/7");
  const aggregate = { key: "GET /users/:id", requests: 2, duration: 5 };
  assert.equal(entryTitle({ ...file, aggregate }), "GET /users/:id");
  assert.equal(entryTitle(file), "a/b.cpuprofile");
});
