import assert from "node:assert/strict";
import { markdownTable } from "./markdown_table.ts";

Deno.test("markdownTable() aligns numbers to the right, text to the left", () => {
  const columns = [{ title: "ms", isNumber: true }, { title: "part" }, { title: "where" }];
  const rows = [["1.5", "cpu", "here"], ["120.0", "queued", "and there"]];
  assert.deepEqual(markdownTable(columns, rows), [
    "|    ms | part   | where |",
    "| ----: | ------ | --- |",
    "|   1.5 | cpu    | here |",
    "| 120.0 | queued | and there |",
  ]);
});

Deno.test("markdownTable() aligns numbers in the last column as well", () => {
  const columns = [{ title: "part" }, { title: "%", isNumber: true }];
  assert.deepEqual(markdownTable(columns, [["cpu", "7.5"], ["wait", "92.5"]]), [
    "| part |    % |",
    "| ---- | ---: |",
    "| cpu  |  7.5 |",
    "| wait | 92.5 |",
  ]);
});

Deno.test("markdownTable() lets one long name stick out", () => {
  const columns = [{ title: "function" }, { title: "place" }];
  const rows = [["x".repeat(200), "a"], ["f", "b"]];
  const [, , long, short] = markdownTable(columns, rows);
  assert.equal(long, `| ${"x".repeat(200)} | a |`);
  assert.equal(short, `| f${" ".repeat(39)} | b |`);
});
