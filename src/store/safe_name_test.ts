import assert from "node:assert/strict";
import { MAX_NAME_BYTES, safeName } from "./safe_name.ts";

function check(cases: Record<string, string>): void {
  for (const [text, expected] of Object.entries(cases)) {
    assert.equal(safeName(text), expected, JSON.stringify(text));
  }
}

Deno.test("safeName() replaces what file systems and viewers refuse", () => {
  check({
    "a:b": "a_b",
    "[id].callgrind?*": "_id_.callgrind__",
    'a<b>"c"|d\\e/f': "a_b__c__d_e_f",
    "nul\0tab\tc1\x85": "nul_tab_c1_",
    "bidi\u202e\u2066\u200f line\u2028\u2029 join\u200d": "bidi___ line__ join_",
    "half\ud83d": "half_",
    "none\uffff\u{e0001}": "none__",
    "日本.語-é 😀": "日本.語-é 😀",
  });
});

Deno.test("safeName() is never empty, hidden, an option or a folder above", () => {
  check({ "": "_", ".": "_", "..": "__", "...etc": "_..etc", "--help": "_-help", "-": "_" });
  check({ "a. .": "a. _", " ": "_", "a.": "a_", " a": " a" });
});

Deno.test("safeName() takes no device of Windows", () => {
  check({
    CON: "_CON",
    "con.x.y": "_con.x.y",
    "NUL .txt": "_NUL .txt",
    "com1": "_com1",
    "LPT²": "_LPT²",
    "CONIN$": "_CONIN$",
  });
  check({ console: "console", com: "com", "COM10": "COM10", "a.con": "a.con" });
});

Deno.test("safeName() lets no name go on behind .callgrind", () => {
  check({
    "x.callgrind": "x_callgrind",
    "x.Callgrind.y": "x_callgrind.y",
    "x.callgrind-1": "x_callgrind-1",
    "x.callgrinder": "x.callgrinder",
  });
});

Deno.test("safeName() cuts the middle of long names and keeps them distinct", () => {
  const tail = ".000012ms.1795330000";
  const one = safeName("日".repeat(5000) + "a" + "語".repeat(100) + tail);
  const two = safeName("日".repeat(5000) + "b" + "語".repeat(100) + tail);
  for (const name of [one, two]) {
    const bytes = new TextEncoder().encode(name).length;
    assert.ok(bytes <= MAX_NAME_BYTES && bytes > MAX_NAME_BYTES - 8, `${bytes} bytes`);
    assert.match(name, /^日+_[0-9a-f]{10}_語+\.000012ms\.1795330000$/u);
  }
  assert.notEqual(one, two);
});

Deno.test("safeName() keeps long texts distinct that differ in replaced characters only", () => {
  assert.notEqual(safeName("a:".repeat(200)), safeName("a?".repeat(200)));
});

Deno.test("safeName() takes linear time for hostile texts", () => {
  const started = performance.now();
  for (const run of [".", " ", "-", ". ", ".callgrind", "\0"]) safeName(`a${run.repeat(200_000)}b`);
  // A quadratic pattern needs minutes for this.
  assert.ok(performance.now() - started < 5000);
});
