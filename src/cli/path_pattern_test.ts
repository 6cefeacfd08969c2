import assert from "node:assert/strict";
import { pathPattern } from "./path_pattern.ts";

Deno.test("pathPattern() keeps * within a segment", () => {
  const matches = (glob: string, path: string) => new RegExp(pathPattern(glob)).test(path);
  assert.ok(matches("/users/*", "/users/7") && !matches("/users/*", "/users/7/posts"));
  assert.ok(matches("/users/**", "/users/7/posts") && !matches("/users/**", "/posts"));
  assert.ok(matches("/", "/") && !matches("/", "/a"));
});
