import assert from "node:assert/strict";
import { parseSince } from "./parse_since.ts";

const NOW = Date.UTC(2026, 10, 22, 12);

Deno.test("parseSince() takes ages", () => {
  const ages = { "90s": 90, "15m": 900, "2h": 7200, "1.5h": 5400, "7d": 604_800, "1w": 604_800 };
  for (const [text, seconds] of Object.entries(ages)) {
    assert.equal(parseSince(text, NOW), NOW - seconds * 1000, text);
  }
});

Deno.test("parseSince() takes dates, local unless they say otherwise", () => {
  assert.equal(parseSince("2026-11-22T10:30Z", NOW), Date.UTC(2026, 10, 22, 10, 30));
  assert.equal(parseSince("2026-11-22T10:30+02:00", NOW), Date.UTC(2026, 10, 22, 8, 30));
  assert.equal(parseSince("2026-11-22 10:30:05", NOW), new Date(2026, 10, 22, 10, 30, 5).getTime());
  assert.equal(parseSince("2026-11-22", NOW), new Date(2026, 10, 22).getTime());
});

Deno.test("parseSince() refuses everything else", () => {
  for (const text of ["yesterday", "5", "5y", "-2h", "2026-13-01", "2026-11-22T25:00", "2026"]) {
    assert.throws(() => parseSince(text, NOW), {
      name: "UserError",
      message: `Cannot use --since "${text}": neither an age nor a date`,
      exitCode: 2,
    });
  }
});
