import assert from "node:assert/strict";
import { readLcov } from "./fuzz.ts";

Deno.test("readLcov() finds the branches of each file", () => {
  const text = "SF:/a/src/x.ts\nFNF:1\nBRDA:1,0,0,1\nBRF:2\nBRH:1\nend_of_record\n" +
    "SF:/a/src/y.ts\nLF:3\nend_of_record\n";
  assert.deepEqual(readLcov(text), [
    { file: "/a/src/x.ts", found: 2, hit: 1 },
    { file: "/a/src/y.ts", found: 0, hit: 0 },
  ]);
  assert.deepEqual(readLcov(""), []);
});
