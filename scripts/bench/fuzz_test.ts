// What the bench says of coverage, and that it still measures what it is about.
import assert from "node:assert/strict";
import { fromFileUrl, join } from "@std/path";
import { branchReport, GROUPS, readLcov } from "./fuzz.ts";

Deno.test("readLcov() finds the branches of each file", () => {
  const text = "SF:/a/src/x.ts\nFNF:1\nBRDA:1,0,0,1\nBRF:2\nBRH:1\nend_of_record\n" +
    "SF:/a/src/y.ts\nLF:3\nend_of_record\n";
  assert.deepEqual(readLcov(text), [
    { file: "/a/src/x.ts", found: 2, hit: 1 },
    { file: "/a/src/y.ts", found: 0, hit: 0 },
  ]);
  assert.deepEqual(readLcov(""), []);
});

const SRC = fromFileUrl(new URL("../../src", import.meta.url));

function* filesBelow(folder: string): Generator<string> {
  for (const { name, isDirectory } of Deno.readDirSync(folder)) {
    if (isDirectory) yield* filesBelow(join(folder, name));
    else yield join(folder, name);
  }
}

Deno.test("the fuzzing bench still finds the files of every group, wherever they are moved", () => {
  const files = [...filesBelow(SRC)].filter((file) => !file.endsWith("_test.ts"));
  const counts = Object.entries(GROUPS).map(([group, pattern]) => {
    return [group, files.filter((file) => pattern.test(file)).length];
  });
  const leasts = { "decoders of profiles": 26, "template parser": 8, "wire records": 3 };
  assert.deepEqual(counts, Object.entries(leasts));
});

Deno.test("branchReport() takes a group of which nothing was measured for not reached", () => {
  const file = `${SRC}/wire/packets.ts`;
  const { bars } = branchReport([{ file, found: 10, hit: 9 }]);
  assert.deepEqual(
    bars.map(({ what, value }) => [what, value]),
    [["decoders of profiles", 0], ["template parser", 0], ["wire records", 90]],
  );
});
