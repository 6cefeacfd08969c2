import assert from "node:assert/strict";
import { pathPattern } from "../path_pattern.ts";
import { type FilterPlan, pathsOfName, RequestFilter } from "./request_filter.ts";

function isWanted(path: string, plan: Partial<Record<"only" | "skip", string[]>>): boolean {
  const { only = [], skip = [] } = plan;
  const filter = new RequestFilter({
    since: -Infinity,
    only: only.map(pathPattern),
    skip: skip.map(pathPattern),
  });
  return filter.isWanted({ paths: [path], startedAt: () => assert.fail("nobody asks for it") });
}

Deno.test("RequestFilter takes everything when nothing is asked", () => {
  assert.ok(isWanted("/a/b", {}));
});

Deno.test("RequestFilter takes what one of --only matches and none of --skip", () => {
  assert.ok(isWanted("/users/7", { only: ["/x", "/users/*"] }));
  assert.ok(!isWanted("/users/7/posts", { only: ["/users/*"] }));
  assert.ok(isWanted("/users/7/posts", { only: ["/users/**"] }));
  assert.ok(!isWanted("/users/7", { skip: ["/users/*"] }));
  assert.ok(!isWanted("/users/7", { only: ["/users/**"], skip: ["/users/7"] }));
  assert.ok(isWanted("/users/8", { only: ["/users/**"], skip: ["/users/7"] }));
});

Deno.test("RequestFilter takes requests that began at --since or later", () => {
  const plan: FilterPlan = { since: 1000, only: [], skip: [] };
  const at = (time: number) =>
    new RequestFilter(plan).isWanted({ paths: ["/"], startedAt: () => time });
  assert.deepEqual([at(999), at(1000), at(1001)], [false, true, true]);
});

Deno.test("pathsOfName() gives the paths that django-extensions would name so", () => {
  assert.deepEqual(pathsOfName("root"), ["/", "/root"]);
  assert.deepEqual(pathsOfName("users.7"), ["/users.7", "/users/7"]);
});
