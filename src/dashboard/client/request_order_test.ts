import assert from "node:assert/strict";
import type { ListRow } from "../list_row.ts";
import { nextOrder, parseOrder, sortedRows } from "./request_order.js";

function row(name: string, duration: number | null, time: number, route = ""): ListRow {
  return { name, duration, time, route } as ListRow;
}

const ROWS = [row("a", 5, 1, "/x"), row("b", null, 2), row("c", 20, 3, "/y"), row("d", 5, 4, "/x")];

function names(order: string): string {
  return sortedRows(ROWS, order).map(({ name }) => name).join("");
}

Deno.test("sortedRows() puts equal ones newest first, and those without a value last", () => {
  assert.equal(names("duration"), "dacb");
  assert.equal(names("-duration"), "cdab");
  assert.equal(names("route"), "dacb");
  assert.equal(names("-route"), "cdab");
});

Deno.test("sortedRows() takes an order that is none for newest first", () => {
  for (const order of ["-time", "", "-", "nonsense", "constructor", "--duration"]) {
    assert.equal(names(order), "dcba", order);
  }
  assert.equal(names("time"), "abcd");
});

Deno.test("parseOrder() and nextOrder() turn a press into an order and back", () => {
  assert.deepEqual(parseOrder("-cpu"), { column: "cpu", isDescending: true });
  assert.equal(nextOrder("cpu", "-time"), "-cpu");
  assert.equal(nextOrder("cpu", "-cpu"), "cpu");
  assert.equal(nextOrder("cpu", "cpu"), "-cpu");
  assert.equal(nextOrder("path", "-time"), "path");
});
