import assert from "node:assert/strict";
import fc from "fast-check";
import type { ListRow } from "../list_row.ts";
import { filterTerm, filterTerms, requestFilter } from "./request_filter.js";

const ROW: ListRow = {
  name: "users.7.000041ms.1.cpuprofile",
  kind: "request",
  time: 1e12,
  method: "GET",
  path: "/users/7",
  query: "?sort=Name",
  route: "/users/:id",
  status: 503,
  outcome: "completed",
  duration: 41_500,
  cpu: 10_000,
  gc: 0,
  wait: 31_500,
  queued: 0,
  unsampled: 0,
  size: 1200,
};
const FOREIGN: ListRow = {
  ...ROW,
  kind: "profile",
  method: "",
  path: "CPU.1.cpuprofile",
  status: null,
  outcome: "",
  duration: null,
};

/** Checks which filters accept a row. */
function check(row: ListRow, accepted: readonly string[], refused: readonly string[]): void {
  for (const text of accepted) assert.equal(requestFilter(text)(row), true, text);
  for (const text of refused) assert.equal(requestFilter(text)(row), false, text);
}

Deno.test("requestFilter() looks for words in method, path, query, route and status", () => {
  check(ROW, ["", "  ", "users", "USERS/7", "sort=name", "get", ":id", "503", "get users"], [
    "post",
    "get posts",
    "cpuprofile",
  ]);
});

Deno.test("requestFilter() compares amounts", () => {
  check(
    ROW,
    ["ms>41", "ms>=41.5", "ms<42", "ms=41.5", "cpu:10", "wait>31", "size>1000", "MS>41", "ms>41ms"],
    ["ms>41.5", "ms<41.5", "cpu>10", "gc>0", "queued>=1", "size<1000"],
  );
  check(ROW, ["status:503", "status:5xx", "status>=400"], [
    "status:500",
    "status:4xx",
    "status<500",
  ]);
  check(FOREIGN, [], ["ms>0", "ms<1e9", "status:5xx"]);
});

Deno.test("requestFilter() looks at one text", () => {
  check(
    ROW,
    [
      "path:/users",
      "path=/users/7",
      "route=/users/:id",
      "method:get",
      "query:sort",
      "is:completed",
    ],
    ["path=/users", "route:/posts", "query:users", "is:aborted", "method=ge"],
  );
  check(FOREIGN, ["is:profile"], ["is:request"]);
});

Deno.test("requestFilter() takes out what follows a dash", () => {
  check(ROW, ["-posts", "-status:4xx", "users -post"], ["-users", "-status:5xx", "-ms>40"]);
});

Deno.test("requestFilter() takes what is no term for a word, and half a term for nothing", () => {
  check({ ...ROW, path: "/a:b>1" }, ["/a:b>1", "a:b"], ["x:b"]);
  check(ROW, ["-", "ms>", "ms>x", "path:", "status:"], ["toString:x", "constructor=1"]);
});

Deno.test("filterTerms() keeps blanks in quotes together", () => {
  assert.deepEqual(filterTerms(' a  path:"/b c" "d e" f'), ["a", 'path:"/b c"', '"d e"', "f"]);
  assert.deepEqual(filterTerms('"open end'), ['"open end']);
  check({ ...ROW, path: "/b c" }, ['"b c"', 'path="/b c"'], ['"b  c"']);
});

Deno.test("requestFilter() never throws, and filterTerm() finds again what it was made of", () => {
  fc.assert(fc.property(fc.string(), (text) => {
    assert.equal(typeof requestFilter(text)(ROW), "boolean");
  }));
  fc.assert(
    fc.property(fc.string({ minLength: 1 }).filter((text) => !text.includes('"')), (path) => {
      const filter = requestFilter(filterTerm("path=", path));
      assert.equal(filter({ ...ROW, path }), true);
      assert.equal(filter({ ...ROW, path: `${path}x` }), false);
    }),
  );
});
