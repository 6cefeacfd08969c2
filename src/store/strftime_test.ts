import assert from "node:assert/strict";
import { FormatError } from "./python_format.ts";
import { strftime } from "./strftime.ts";

const AFTERNOON = new Date(Date.UTC(2026, 10, 22, 15, 4, 5, 67));

Deno.test("strftime() knows every code, in UTC", () => {
  assert.equal(strftime(AFTERNOON, "%Y%m%d-%H%M%S"), "20261122-150405");
  assert.equal(strftime(AFTERNOON, "%F %T.%f %y %j"), "2026-11-22 15:04:05.067000 26 326");
  assert.equal(strftime(AFTERNOON, "%a %A %b %B %I%p %u %w"), "Sun Sunday Nov November 03PM 7 0");
  assert.equal(strftime(AFTERNOON, "%z %Z 100%%"), "+0000 UTC 100%");
});

Deno.test("strftime() writes midnight as 12AM", () => {
  assert.equal(strftime(new Date(0), "%I%p %j"), "12AM 001");
});

Deno.test("strftime() refuses unknown codes and a lone %", () => {
  assert.throws(() => strftime(AFTERNOON, "%Q"), FormatError);
  assert.throws(() => strftime(AFTERNOON, "100%"), { message: 'unknown date code "%"' });
});
