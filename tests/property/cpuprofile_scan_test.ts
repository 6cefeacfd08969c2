// The fast reader of .cpuprofile files may give up, but what it reads is what the careful one reads: for every
// file that we have, and for what becomes of them when text is changed.
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { assertAgreement } from "../cpuprofile_agreement.ts";

const SHARED = Deno.env.get("RPS_SHARED") ??
  fileURLToPath(new URL("../../../shared", import.meta.url));
const GOLDEN = fileURLToPath(new URL("../golden", import.meta.url));
const RUNS = 4000;

/** What the fast reader must leave alone: no list of nodes, or numbers that are not short and whole. */
const UNUSUAL: readonly string[] = [
  "big_values",
  "empty_no_nodes",
  "float_times",
  "legacy_head",
  "legacy_head_hits",
  "malformed-thlorenz-cpuprofilify-dtrace",
  "speedscope-node-10.11.0-example",
  "thlorenz-cpuprofilify-perf-script",
  "thlorenz-flamegraph-v8-profiler",
];

function profilesIn(folder: string): string[] {
  return [...Deno.readDirSync(folder)].map(({ name }) => `${folder}/${name}`)
    .filter((path) => path.endsWith(".cpuprofile")).sort();
}

function assertReadFast(path: string): void {
  const name = path.slice(path.lastIndexOf("/") + 1, -".cpuprofile".length);
  assert.equal(assertAgreement(Deno.readFileSync(path)), !UNUSUAL.includes(name), path);
}

const ours = [...profilesIn(GOLDEN), ...profilesIn(`${GOLDEN}/formats/foreign`)];

Deno.test("both readers agree on our files and on those of Deno, Bun and Node.js", () => {
  for (const path of ours) assertReadFast(path);
});

const fixtures = `${SHARED}/fixtures`;
const isMissing = !isFolder(fixtures);

function isFolder(path: string): boolean {
  try {
    return Deno.statSync(path).isDirectory;
  } catch {
    return false;
  }
}

Deno.test({
  name: "both readers agree on every fixture" +
    (isMissing ? ` (skipped: ${fixtures} is not there, set RPS_SHARED)` : ""),
  ignore: isMissing && !Deno.env.get("CI"),
  fn() {
    for (const folder of ["node", "third-party", "synthetic"]) {
      for (const path of profilesIn(`${fixtures}/${folder}`)) assertReadFast(path);
    }
  },
});

const NUMBERS = /-?\d+/g;
const STRINGS = /"[^"]*"/g;
const ANYTHING = /-?\d+|"[^"]*"|[^"\d]{1,3}/g;

/** Ids, links, lines and times: circles, nodes that are not there, samples that come late. */
const number = fc.integer({ min: -2, max: 60 }).map(String);
const string = fc.constantFrom(
  ...['""', '"1"', '"a\\"b"', '"é"', '"\\u0069d"', '"(root)"', '"__proto__"', '"nodes"', '"head"'],
  ...['"id"', '"parent"', '"children"', '"hitCount"', '"url"', '"functionName"', '"startTime"'],
);
/** What should not be there. */
const odd = fc.constantFrom(
  ...'- . , : { } [ ] " \\ e \n \0 00 -0 1e1 0.5 null true {} [] 1234567890123456'.split(" "),
  ...[" ", ",1", ',"samples":[1]', ',"head":{}', ',"callFrame":{}', ',{"line":1,"ticks":1}'],
);

/** One of `what`, chosen by its share `at` of all, becomes `piece`. */
const change = fc.oneof(
  { weight: 4, arbitrary: replacement(NUMBERS, number) },
  { weight: 1, arbitrary: replacement(STRINGS, string) },
  { weight: 1, arbitrary: replacement(ANYTHING, odd) },
);

function replacement(what: RegExp, piece: fc.Arbitrary<string>) {
  const at = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true });
  return fc.record({ what: fc.constant(what), at, piece });
}

Deno.test("both readers agree on changed files", () => {
  const texts = [`${GOLDEN}/request.cpuprofile`, `${GOLDEN}/formats/foreign/deno.cpuprofile`]
    .map((path) => Deno.readTextFileSync(path));
  let readFast = 0;
  fc.assert(
    fc.property(
      fc.constantFrom(...texts),
      fc.array(change, { minLength: 1, maxLength: 4 }),
      (text, changes) => {
        const changed = changes.reduce((text, { what, at, piece }) => {
          const matches = [...text.matchAll(what)];
          const { index, 0: { length } } = matches[Math.floor(at * matches.length)]!;
          return text.slice(0, index) + piece + text.slice(index + length);
        }, text);
        if (assertAgreement(new TextEncoder().encode(changed))) readFast++;
      },
    ),
    { numRuns: RUNS },
  );
  // Else this would be a test of giving up.
  assert.ok(readFast > RUNS / 10, `${readFast} of ${RUNS}`);
});
