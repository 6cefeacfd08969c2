import assert from "node:assert/strict";
import type { Frame } from "../profile.ts";
import type { SourceMap } from "./source_map.ts";
import { SourceMappedScript } from "./source_mapped_script.ts";

const OUT = "file:///dist/out.js";
const URLS = ["file:///src/a.ts", "file:///src/b.ts"];

/** A token of the code: "text" before which "|" marks the place, its original as source:line:column, a name. */
interface Token {
  readonly at: string;
  readonly original?: string;
  readonly name?: string;
}

/** 0-based line and column of the "|" in `mark`, whose text without it must be in `code` once. */
function placeOf(code: string, mark: string): [line: number, column: number] {
  const text = mark.replace("|", "");
  assert.equal(code.split(text).length, 2, `"${text}" is not in the code once`);
  const before = code.slice(0, code.indexOf(text) + mark.indexOf("|")).split("\n");
  return [before.length - 1, before.at(-1)!.length];
}

function mapOf(code: string, tokens: readonly Token[], sources: readonly string[]): SourceMap {
  const names = tokens.flatMap(({ name }) => name ?? []);
  const rows = tokens.map(({ at, original, name }) => {
    const [source, line, column] = original?.split(":").map(Number) ?? [-1, 1, 1];
    const place = placeOf(code, at);
    return {
      place,
      source: source!,
      line: line!,
      column: column!,
      name: names.indexOf(name ?? ""),
    };
  }).sort((a, b) => a.place[0] - b.place[0] || a.place[1] - b.place[1]);
  const lines = code.split("\n");
  return {
    sources,
    names,
    mappings: {
      lineStarts: Uint32Array.of(
        ...lines.map((_, line) => rows.filter(({ place }) => place[0] < line).length),
        rows.length,
      ),
      columns: Uint32Array.from(rows, ({ place }) => place[1]),
      sources: Int32Array.from(rows, ({ source }) => source),
      originalLines: Uint32Array.from(rows, ({ line }) => line - 1),
      originalColumns: Uint32Array.from(rows, ({ column }) => column - 1),
      names: Int32Array.from(rows, ({ name }) => name),
    },
  };
}

function scriptOf(code: string, tokens: readonly Token[], sources = URLS): SourceMappedScript {
  const map = mapOf(code, tokens, sources);
  return new SourceMappedScript({ code, map, sourceUrls: sources, generatedUrl: OUT });
}

function frameAt(code: string, mark: string, name = "f"): Frame {
  const [line, column] = placeOf(code, mark);
  return { name, url: "file:///src/a.ts", line: line + 1, column: column + 1, kind: "app" };
}

/** The name that a frame gets when the map names the identifier at `named` "original". */
function nameOf(code: string, { frame, named, name }: Record<"frame" | "named" | "name", string>) {
  const script = scriptOf(code, [
    { at: named, original: "0:1:1", name: "original" },
    { at: frame, original: "0:1:9" },
  ]);
  return script.frame(frameAt(code, frame, name)).name;
}

Deno.test("SourceMappedScript.frame() gives a function the place of the mapping before its parenthesis", () => {
  const code = "let x;\nfunction spin(n) {}";
  const script = scriptOf(code, [
    { at: "|function spin", original: "1:7:1" },
    { at: "function |spin(", original: "1:7:10" },
    { at: "spin(|n", original: "1:8:3" },
  ]);
  const frame = frameAt(code, "spin|(", "spin");
  assert.deepEqual(script.frame(frame), {
    name: "spin",
    url: "file:///src/b.ts",
    line: 7,
    column: 10,
    kind: "app",
  });
});

Deno.test("SourceMappedScript.frame() gives code without a source its place in the generated file", () => {
  const code = "function helper(a) {}\nlet y; let spin = (n) => n;";
  const script = scriptOf(code, [
    { at: "|let y", original: "0:1:1" },
    { at: "|let spin" },
  ]);
  for (const mark of ["helper|(", "spin = |("]) {
    const frame = frameAt(code, mark);
    assert.deepEqual(script.frame(frame), { ...frame, url: OUT });
    assert.equal(script.line(frame, 2), 2);
  }
});

Deno.test("SourceMappedScript.frame() gives module code the only source, or none", () => {
  const code = "let a = 1; c(d, e);\nlet b = 2;";
  const tokens = [
    { at: "|let a", original: "0:2:1" },
    ...["|c(", "|d,", "|e)"].map((at) => ({ at, original: "0:3:1" })),
    { at: "|let b", original: "0:9:1" },
  ];
  const [single, several] = [scriptOf(code, tokens, URLS.slice(0, 1)), scriptOf(code, tokens)];
  for (const place of [{ line: 0, column: 0 }, { line: 1, column: 1 }]) {
    const frame: Frame = { name: "(anonymous)", url: "file:///x.ts", ...place, kind: "app" };
    assert.deepEqual(single.frame(frame), { ...frame, url: URLS[0] });
    assert.deepEqual([single.line(frame, 1), single.line(frame, 2)], [3, 9]);
    assert.deepEqual(several.frame(frame), { ...frame, url: OUT });
    assert.equal(several.line(frame, 2), 2);
  }
});

Deno.test("SourceMappedScript.frame() undoes the names of a minifier", () => {
  const cases = {
    "function a(b){}": { frame: "function a|(b", named: "function |a(", name: "a" },
    "async function*a(b){}": { frame: "a|(b", named: "*|a(", name: "a" },
    "let a=b=>b": { frame: "a=|b=>", named: "let |a=", name: "a" },
    "let a = async (b) => b": { frame: "|async (b", named: "let |a =", name: "a" },
    "x={a:function(b){}}": { frame: "function|(b", named: "{|a:", name: "a" },
    "this.#a=()=>1": { frame: "=|()", named: "this.|#a", name: "#a" },
    "var a=class{x=1}": { frame: "a=|class", named: "var |a=", name: "a" },
    ";class a{x=1}": { frame: ";|class", named: "class |a{", name: "a" },
    "class a{m(){} constructor(b){}}": { frame: "constructor|(", named: "class |a{", name: "a" },
    "var a=class extends q{constructor(b){}}": {
      frame: "constructor|(",
      named: "var |a=",
      name: "a",
    },
  };
  for (const [code, places] of Object.entries(cases)) {
    assert.equal(nameOf(code, places), "original");
  }
});

Deno.test("SourceMappedScript.frame() undoes both parts of V8's names for members", () => {
  const cases = {
    "var a=class{constructor(){this.b=()=>1}}": ["b=|()", "var |a=", "|b="],
    "x;a.b=function(){}": ["function|(", "x;|a.", "|b="],
    "class a{static{this.#b=c=>c}}": ["=|c=>", "class |a", "|#b="],
  } as const;
  for (const [code, [frame, owner, member]] of Object.entries(cases)) {
    const name = code.includes("#b") ? "a.#b" : "a.b";
    const tokens = [
      { at: owner, original: "0:1:1", name: "owner" },
      { at: member, original: "0:1:9", name: "member" },
    ];
    assert.equal(scriptOf(code, tokens).frame(frameAt(code, frame, name)).name, "owner.member");
    const [first] = tokens;
    assert.equal(
      scriptOf(code, [first!]).frame(frameAt(code, frame, name)).name,
      name.replace("a.", "owner."),
    );
  }
});

Deno.test("SourceMappedScript.frame() keeps V8's name when the map names something else there", () => {
  const cases = {
    // The name of the parameter, of the function that is called, and of a longer identifier.
    "let x; a(b=>b)": { frame: "a(|b=>", named: "; |a(", name: "(anonymous)" },
    "let y=b=>b": { frame: "y=|b=>", named: "y|=b", name: "y" },
    ";class ab{x=1}": { frame: ";|class", named: "class |ab", name: "a" },
    "class ab{} constructor(b)": { frame: "constructor|(", named: "class |ab", name: "a" },
  };
  for (const [code, places] of Object.entries(cases)) {
    assert.equal(nameOf(code, places), places.name);
  }
});

Deno.test("SourceMappedScript.line() takes the line where most tokens of the function come from", () => {
  const code = "const f = (a)=>calc(a, 1), g = ()=>other(b, c, d, e);\n  body(a);";
  const script = scriptOf(code, [
    { at: "const |f", original: "0:2:7" },
    { at: "|(a)=>", original: "0:2:11" },
    { at: "|calc", original: "0:3:3" },
    { at: "calc(|a", original: "0:3:8" },
    { at: "a, |1", original: "0:3:11" },
    { at: "|g =", original: "0:5:1" },
    ...["b", "c", "d", "e"].map((letter) => ({ at: `|${letter}`, original: "0:6:1" })).map(
      ({ at, original }) => ({ at: at === "|b" ? "other(|b" : `, ${at}`, original }),
    ),
    { at: "|body", original: "0:9:1" },
  ]);
  assert.equal(script.line(frameAt(code, "|(a)=>"), 1), 3);
  assert.equal(script.line(frameAt(code, "|()=>"), 1), 6);
  assert.equal(script.line(frameAt(code, "|(a)=>"), 2), 9);
});

Deno.test("SourceMappedScript.line() gives time in other files or in no file to the function's line", () => {
  const code = "function f(a) {\n  inlined();\n  helper();\n  earlier();\n}";
  const script = scriptOf(code, [
    { at: "function |f", original: "0:5:10" },
    { at: "|inlined", original: "1:70:1" },
    { at: "|helper" },
    { at: "|earlier", original: "0:2:1" },
  ]);
  const frame = frameAt(code, "f|(", "f");
  assert.deepEqual([1, 2, 3, 4, 5, 99].map((line) => script.line(frame, line)), [5, 5, 5, 5, 5, 5]);
});

Deno.test("SourceMappedScript.line() finds the end of a function in its line", () => {
  const after = "; tail(x, y, z)";
  const bodies = {
    "f = |(a)=>a": after,
    "f = |a=>{ return ')' }": after,
    "f|(a = {}, { b } = `)}`) { if (a) {} }": after,
    "call(|(a)=>[a, ')', (1)]": `)${after}`,
    "[|a=>a": `, 2]${after}`,
  };
  for (const [mark, rest] of Object.entries(bodies)) {
    const code = mark.replace("|", "") + rest;
    const script = scriptOf(code, [
      { at: mark, original: "0:1:1" },
      ...["tail", "x", "y", "z"].map((name) => ({ at: `|${name}`, original: "0:8:1" })),
    ]);
    assert.equal(script.line(frameAt(code, mark), 1), 1, mark);
  }
});

Deno.test("SourceMappedScript.hasFunctionAt() is true where V8 puts functions", () => {
  const code =
    "let f=a=>a, g = (b) => { class C { #x = 1; 'y' = 2; static z = 3 } };\nmethod(c) {}";
  const script = scriptOf(code, []);
  const places = ["f=|a", "g = |(", "|class", "|#x", "|'y'", "|static", "method|("];
  for (const mark of places) assert.ok(script.hasFunctionAt(frameAt(code, mark)), mark);
  assert.ok(script.hasFunctionAt({ ...frameAt(code, "f=|a"), line: 0, column: 0 }));
});

Deno.test("SourceMappedScript.hasFunctionAt() is false in the middle of tokens and outside of the code", () => {
  const code = "let first = second(a);\n\n}";
  const script = scriptOf(code, []);
  const places = ["fi|rst", "first| =", "|= second", "a|)", ")|;", "|}"];
  for (const mark of places) assert.ok(!script.hasFunctionAt(frameAt(code, mark)), mark);
  const frame = frameAt(code, "|}");
  for (const [line, column] of [[1, 60], [2, 1], [4, 1]] as const) {
    assert.ok(!script.hasFunctionAt({ ...frame, line, column }));
  }
});
