import assert from "node:assert/strict";
import { type Bar, formatReport, isMet } from "./report.ts";

const bar = (value: number, limit: Bar["limit"]): Bar => ({ what: "x", value, unit: "%", limit });

Deno.test("isMet() counts the limit itself as met, and an unknown value as missed", () => {
  assert.ok(isMet(bar(5, { atMost: 5 })));
  assert.ok(!isMet(bar(5.01, { atMost: 5 })));
  assert.ok(isMet(bar(5, { atLeast: 5 })));
  assert.ok(!isMet(bar(4.99, { atLeast: 5 })));
  assert.ok(!isMet(bar(NaN, { atMost: 5 })));
  assert.ok(!isMet(bar(NaN, { atLeast: 5 })));
});

Deno.test("formatReport() aligns figures to the right and says which bar is missed", () => {
  const text = formatReport({
    title: "Accuracy",
    columns: ["in flight", "right %"],
    rows: [["1", "99.98"], ["16", "100"]],
    bars: [
      { what: "right", value: 99.98, unit: "%", limit: { atLeast: 99.5 } },
      { what: "wrong", value: 1, unit: "%", limit: { atMost: 0.05 } },
    ],
  });
  assert.equal(
    text,
    [
      "Accuracy",
      "  in flight  right %",
      "  1            99.98",
      "  16             100",
      "  met     right: 99.980 %, at least 99.5",
      "  MISSED  wrong: 1 %, at most 0.05",
      "",
    ].join("\n"),
  );
});
