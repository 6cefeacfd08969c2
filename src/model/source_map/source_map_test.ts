import assert from "node:assert/strict";
import {
  AnyMap,
  originalPositionFor,
  type SectionedSourceMapInput,
  type TraceMap,
} from "npm:@jridgewell/trace-mapping@0.3.31";
import fc from "fast-check";
import {
  originalLine,
  originalName,
  originalPosition,
  parseSourceMap,
  type SourceMap,
} from "./source_map.ts";

const BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** Generated column, source, original line, original column, name: absolute and 0-based; 1, 4 or 5 of them. */
type Entry = readonly number[];

function encodeField(value: number): string {
  let rest = value < 0 ? -value * 2 + 1 : value * 2;
  let digits = "";
  for (; rest > 31; rest = Math.floor(rest / 32)) digits += BASE64[rest % 32 + 32];
  return digits + BASE64[rest];
}

/** Written after the specification's text, the other way round than the decoder. */
function encodeMappings(lines: readonly (readonly Entry[])[]): string {
  const before = [0, 0, 0, 0, 0];
  return lines.map((entries) => {
    before[0] = 0;
    return entries.map((entry) =>
      entry.map((value, field) => {
        const step = value - before[field]!;
        before[field] = value;
        return encodeField(step);
      }).join("")
    ).join(",");
  }).join(";");
}

function mapOf(lines: readonly (readonly Entry[])[], fields: object = {}): SourceMap {
  const map = { version: 3, sources: ["a.ts", "b.ts"], names: ["x", "y"], ...fields };
  return parseSourceMap(JSON.stringify({ ...map, mappings: encodeMappings(lines) }));
}

const entries = fc.array(
  fc.oneof(
    fc.tuple(fc.nat(60)),
    fc.tuple(fc.nat(60), fc.nat(1), fc.nat(900), fc.nat(900)),
    fc.tuple(fc.nat(60), fc.nat(1), fc.nat(900), fc.nat(900), fc.nat(1)),
  ),
  { maxLength: 8 },
);
const allLines = fc.array(entries, { maxLength: 6 });

/** Asserts that another implementation gives the same answer at a 1-based position. */
function compare(map: SourceMap, oracle: TraceMap, [line, column]: readonly [number, number]) {
  const theirs = originalPositionFor(oracle, { line, column: column - 1 });
  const ours = originalPosition(map, line, column);
  assert.deepEqual(
    ours && [map.sources[ours.source], ours.line, ours.column],
    theirs.line === null ? undefined : [theirs.source, theirs.line, theirs.column + 1],
    `position ${line}:${column}`,
  );
}

async function bundle(...flags: readonly string[]): Promise<{ code: string; json: string }> {
  const folder = await Deno.makeTempDir();
  try {
    const args = ["bundle", "--quiet", "--sourcemap=external", ...flags, "-o", `${folder}/out.js`];
    const { success, stderr } = await new Deno.Command(Deno.execPath(), {
      args: [...args, import.meta.resolve("fast-check")],
    }).output();
    assert.ok(success, new TextDecoder().decode(stderr));
    return {
      code: await Deno.readTextFile(`${folder}/out.js`),
      json: await Deno.readTextFile(`${folder}/out.js.map`),
    };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("originalPosition() finds the mapping at or before the column on the same line", () => {
  const map = mapOf([[[4, 0, 10, 2], [9, 1, 20, 0]], [], [[0, 0, 0, 0]]]);
  assert.equal(originalPosition(map, 1, 4), undefined);
  assert.deepEqual(originalPosition(map, 1, 5), { source: 0, line: 11, column: 3 });
  assert.deepEqual(originalPosition(map, 1, 9), { source: 0, line: 11, column: 3 });
  assert.deepEqual(originalPosition(map, 1, 10), { source: 1, line: 21, column: 1 });
  assert.deepEqual(originalPosition(map, 1, 1e6), { source: 1, line: 21, column: 1 });
  assert.equal(originalPosition(map, 2, 1), undefined);
  assert.deepEqual(originalPosition(map, 3, 1), { source: 0, line: 1, column: 1 });
  assert.equal(originalPosition(map, 0, 1), undefined);
  assert.equal(originalPosition(map, 4, 1), undefined);
});

Deno.test("originalPosition() is undefined for code without a source", () => {
  const map = mapOf([[[0, 0, 0, 0], [5], [9, 1, 1, 0]]], { sources: ["a.ts", null] });
  assert.deepEqual(originalPosition(map, 1, 5), { source: 0, line: 1, column: 1 });
  assert.equal(originalPosition(map, 1, 6), undefined);
  assert.equal(originalPosition(map, 1, 10), undefined);
});

Deno.test("originalPosition() takes the first of several mappings at the very column", () => {
  const map = mapOf([[[4, 0, 1, 0], [4, 0, 2, 0], [4, 0, 3, 0]]]);
  assert.equal(originalPosition(map, 1, 5)?.line, 2);
});

Deno.test("parseSourceMap() orders the mappings of a line", () => {
  const map = mapOf([[[9, 0, 9, 0], [2, 0, 2, 0, 1], [5, 1, 5, 0]]]);
  assert.deepEqual([3, 6, 10].map((column) => originalPosition(map, 1, column)?.line), [3, 6, 10]);
  assert.equal(originalName(map, 1, 3), "y");
});

Deno.test("parseSourceMap() gives back every mapping that was encoded", () => {
  fc.assert(fc.property(allLines, (lines) => {
    const { mappings } = mapOf(lines);
    assert.equal(mappings.lineStarts.length, Math.max(1, lines.length) + 1);
    lines.forEach((own, line) => {
      const sorted = own.toSorted((a, b) => a[0] - b[0]);
      assert.equal(mappings.lineStarts[line + 1]! - mappings.lineStarts[line]!, own.length);
      sorted.forEach((entry, i) => {
        const at = mappings.lineStarts[line]! + i;
        const [column, source = -1, originalLine = 0, originalColumn = 0, name = -1] = entry;
        assert.deepEqual(
          [mappings.columns[at], mappings.sources[at], mappings.names[at]],
          [column, source, name],
        );
        if (source < 0) return;
        assert.equal(mappings.originalLines[at], originalLine);
        assert.equal(mappings.originalColumns[at], originalColumn);
      });
    });
  }));
});

Deno.test("parseSourceMap() reads fields up to 32 bits", () => {
  const large = 2 ** 31 - 1;
  const map = mapOf([[[0, 0, large, large], [1, 0, 0, 0]]]);
  assert.deepEqual(originalPosition(map, 1, 1), { source: 0, line: 2 ** 31, column: 2 ** 31 });
  assert.deepEqual(originalPosition(map, 1, 2), { source: 0, line: 1, column: 1 });
});

Deno.test("parseSourceMap() puts sourceRoot before the sources", () => {
  const sources = (sourceRoot: string) => mapOf([], { sourceRoot }).sources;
  assert.deepEqual(sources("src"), ["src/a.ts", "src/b.ts"]);
  assert.deepEqual(sources("/src/"), ["/src/a.ts", "/src/b.ts"]);
  assert.deepEqual(sources(""), ["a.ts", "b.ts"]);
});

Deno.test("parseSourceMap() drops the line that protects JSON from being run", () => {
  const map = parseSourceMap(`)]}'\n{"version":3,"sources":["a"],"mappings":"AAAA"}`);
  assert.deepEqual(originalPosition(map, 1, 1), { source: 0, line: 1, column: 1 });
});

Deno.test("parseSourceMap() says what is wrong", () => {
  const broken = (fields: object) =>
    parseSourceMap(JSON.stringify({ version: 3, sources: ["a"], mappings: "", ...fields }));
  const at = (line: number, column: number, mappings: string) => ({
    offset: { line, column },
    map: { version: 3, sources: ["a"], mappings },
  });
  assert.throws(() => parseSourceMap("[]"), /not a JSON object/);
  assert.throws(() => parseSourceMap("{"), SyntaxError);
  assert.throws(() => broken({ version: 2 }), /version 2/);
  assert.throws(() => broken({ sources: "a" }), /"sources"/);
  assert.throws(() => broken({ names: {} }), /"names"/);
  assert.throws(() => broken({ mappings: null }), /"mappings"/);
  assert.throws(() => broken({ mappings: "AAAA,A?" }), /Entry 2 .* character 6, .*base64/);
  assert.throws(() => broken({ mappings: "AAA" }), /incomplete/);
  assert.throws(() => broken({ mappings: "AAAA," }), /incomplete/);
  assert.throws(() => broken({ mappings: "Ag" }), /incomplete/);
  assert.throws(() => broken({ mappings: "AAAAAA" }), /names name 0 of 0/);
  assert.throws(() => broken({ names: ["x"], mappings: "AAAAAA" }), /too many fields/);
  assert.throws(() => broken({ mappings: "ACAA" }), /source 1 of 1/);
  assert.throws(() => broken({ mappings: "AADA" }), /maps to -1:0/);
  assert.throws(() => broken({ mappings: "D" }), /left of its line/);
  assert.throws(() => broken({ mappings: "ggggggE" }), /32 bits/);
  assert.throws(() => broken({ sections: {} }), /"sections"/);
  assert.throws(() => broken({ sections: [{ offset: { line: 0, column: 0 } }] }), /"map"/);
  assert.throws(() => broken({ sections: [at(-1, 0, "A")] }), /line -1/);
  assert.throws(() => broken({ sections: [at(0, 5, "A,C"), at(0, 4, "A")] }), /0:4 begins inside/);
  assert.throws(() => broken({ sections: [at(0, 0, "A;A"), at(0, 9, "A")] }), /0:9 begins inside/);
});

Deno.test("parseSourceMap() reads index maps: a section begins at its offset", () => {
  const part = (source: string, mappings: readonly (readonly Entry[])[]) => ({
    version: 3,
    sources: [source],
    names: [source],
    mappings: encodeMappings(mappings),
  });
  const map = parseSourceMap(JSON.stringify({
    version: 3,
    sections: [
      { offset: { line: 1, column: 10 }, map: part("a", [[[0, 0, 5, 5, 0]], [[3, 0, 6, 0]]]) },
      { offset: { line: 2, column: 8 }, map: part("b", [[[0, 0, 7, 7, 0]], [[0]]]) },
    ],
  }));
  assert.deepEqual(map.sources, ["a", "b"]);
  assert.equal(originalPosition(map, 1, 1), undefined);
  assert.equal(originalPosition(map, 2, 10), undefined);
  assert.deepEqual(originalPosition(map, 2, 11), { source: 0, line: 6, column: 6 });
  assert.equal(originalName(map, 2, 11), "a");
  assert.deepEqual(originalPosition(map, 3, 8), { source: 0, line: 7, column: 1 });
  assert.deepEqual(originalPosition(map, 3, 9), { source: 1, line: 8, column: 8 });
  assert.equal(originalName(map, 3, 9), "b");
  assert.equal(originalPosition(map, 4, 1), undefined);
});

Deno.test("originalName() wants an identifier that begins at the very column", () => {
  const map = mapOf([[[4, 0, 0, 0, 1], [9, 0, 0, 5]]]);
  assert.equal(originalName(map, 1, 5), "y");
  for (const column of [0, 4, 6, 10]) assert.equal(originalName(map, 1, column), undefined);
});

Deno.test("originalLine() takes the line with most of the tokens, else that of the first", () => {
  const [name, call] = [10, 11];
  const majority = mapOf([[
    [0, 0, name, 0],
    [6, 0, name, 6],
    ...[10, 12, 14].map((column) => [column, 0, call, column]),
  ]]);
  assert.equal(originalLine(majority, 1), 12);
  const tie = mapOf([[[0, 0, 10, 0], [6, 0, 11, 6], [10, 0, 12, 0]]]);
  assert.equal(originalLine(tie, 1), 11);
  assert.equal(originalLine(tie, 2), undefined);
  assert.equal(originalLine(mapOf([[[3]]]), 1), undefined);
});

Deno.test("originalLine() keeps to its scope", () => {
  const map = mapOf([[[0, 0, 1, 0], [10, 0, 2, 0], [20, 1, 3, 0], [30, 0, 4, 0]]]);
  assert.equal(originalLine(map, 1, { from: 15 }), 3);
  assert.equal(originalLine(map, 1, { from: 11, to: 21 }), 3);
  assert.equal(originalLine(map, 1, { source: 1 }), 4);
  assert.equal(originalLine(map, 1, { source: 0, firstLine: 4 }), 5);
  assert.equal(originalLine(map, 1, { source: 1, firstLine: 5 }), undefined);
});

Deno.test("originalPosition() agrees with trace-mapping on any map", () => {
  fc.assert(fc.property(allLines, fc.nat(7), fc.nat(70), (lines, line, column) => {
    const json = JSON.stringify({
      version: 3,
      sources: ["a.ts", "b.ts"],
      names: ["x", "y"],
      mappings: encodeMappings(lines),
    });
    compare(parseSourceMap(json), new AnyMap(json), [line + 1, column + 1]);
  }));
});

for (const flags of [[], ["--minify"]]) {
  Deno.test(`originalPosition() agrees with trace-mapping on a bundle ${flags}`, async () => {
    const { code, json } = await bundle(...flags);
    assert.ok(json.length > 500_000, `map has ${json.length} characters`);
    const map = parseSourceMap(json);
    const oracle = new AnyMap(json);
    const lines = code.split("\n");
    const points = fc.nat(lines.length - 1).chain((line) =>
      fc.tuple(fc.constant(line + 1), fc.integer({ min: 1, max: lines[line]!.length + 2 }))
    );
    fc.assert(fc.property(points, (point) => compare(map, oracle, point)), { numRuns: 20_000 });
    // The same as two sections: cut so that the second begins in the middle of a line.
    const flat = JSON.parse(json) as SectionedSourceMapInput;
    const sections = JSON.stringify({
      version: 3,
      sections: [
        { offset: { line: 3, column: 40 }, map: flat },
        { offset: { line: lines.length + 3, column: 7 }, map: flat },
      ],
    });
    const indexMap = parseSourceMap(sections);
    const indexOracle = new AnyMap(sections);
    const offset = fc.constantFrom(3, lines.length + 3);
    fc.assert(
      fc.property(points, offset, ([line, column], first) => {
        compare(indexMap, indexOracle, [line + first, column]);
      }),
      { numRuns: 5000 },
    );
  });
}
