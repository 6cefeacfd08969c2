import assert from "node:assert/strict";
import { FormatError, type FormatValue, formatValue } from "./python_format.ts";

// Expected texts come from CPython 3.11; tests/oracle/python_format_test.ts compares thousands more.
function check(cases: [FormatValue, string, string][]): void {
  for (const [value, spec, expected] of cases) {
    assert.equal(formatValue(value, spec), expected, `${value} with "${spec}"`);
  }
}

Deno.test("formatValue() pads and cuts text by code points", () => {
  check([
    ["abc", "", "abc"],
    ["abc", "05", "abc00"],
    ["日本語", ".2", "日本"],
    ["😀x", "*^6", "**😀x**"],
    ["x", "😀>3", "😀😀x"],
    ["abc", "0<5s", "abc00"],
  ]);
});

Deno.test("formatValue() writes whole numbers in every base", () => {
  check([
    [12n, "06d", "000012"],
    [-255n, "#x", "-0xff"],
    [255n, "+#010_x", "+0x00_00ff"],
    [1234n, "08,", "0,001,234"],
    [1234n, "07,", "001,234"],
    [97n, "05c", "0000a"],
    [3n, "%", "300.000000%"],
    [10n ** 30n, ",", "1,000,000,000,000,000,000,000,000,000,000"],
  ]);
});

Deno.test("formatValue() rounds the exact value of a double half to even", () => {
  check([
    [2.5, ".0f", "2"],
    [0.125, ".2f", "0.12"],
    [1e23, "f", "99999999999999991611392.000000"],
    [0.1, ".55f", "0.1000000000000000055511151231257827021181583404541015625"],
    [9.9996, ".3e", "1.000e+01"],
  ]);
});

Deno.test("formatValue() chooses fixed or exponent as repr and %g do", () => {
  check([
    [100, "", "100.0"],
    [1e16, "", "1e+16"],
    [1e-5, "", "1e-05"],
    [100, ".3", "1e+02"],
    [0, "08,", "00,000.0"],
    [1e20, "08,", "0,001e+20"],
    [100, "^#12.3g", "    100.    "],
    [-0.01, "z.1f", "0.0"],
    [-Infinity, "08.1F", "-0000INF"],
    [NaN, "+%", "+nan%"],
  ]);
});

Deno.test("formatValue() refuses what Python refuses", () => {
  const refused: [FormatValue, string][] = [
    ["a", "d"],
    ["a", "=5"],
    ["a", "+"],
    ["a", "#"],
    ["a", ","],
    ["a", "z"],
    ["a", "5.s"],
    [1n, ".2"],
    [1n, "s"],
    [1n, ",_"],
    [1n, ",x"],
    [1n, "+c"],
    [1n, "#c"],
    [1n, "zd"],
    [-1n, "c"],
    [0x110000n, "c"],
    [1n, "dd"],
    [1n, ",n"],
    [10n ** 400n, "e"],
    [1.5, "d"],
    [1.5, "c"],
    [1.5, "s"],
    [1.5, "_n"],
  ];
  for (const [value, spec] of refused) {
    assert.throws(() => formatValue(value, spec), FormatError, `${value} with "${spec}"`);
  }
});

Deno.test("formatValue() refuses lengths beyond 1000 before it builds them", () => {
  assert.equal(formatValue("a", "1000").length, 1000);
  assert.throws(() => formatValue("a", "1000000000"), /width 1000000000 is more than 1000/);
  assert.throws(() => formatValue(1, ".1001f"), /precision 1001 is more than 1000/);
  assert.throws(() => formatValue(1n, "9".repeat(400)), FormatError);
});
