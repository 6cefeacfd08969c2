import assert from "node:assert/strict";
import { gatherTable } from "./gather_table.ts";
import type { GatheredGroup } from "./write_aggregates.ts";

function group(key: string, total: number, more: Partial<GatheredGroup> = {}): GatheredGroup {
  return {
    key,
    durations: { count: 3, total, p50: 1000, p95: 2500, max: 2549 },
    cpu: 120,
    wait: 0,
    waits: 0,
    slowestFile: "a.cpuprofile",
    repeatedWaits: [],
    files: [],
    ...more,
  };
}

Deno.test("gatherTable() aligns columns", () => {
  const table = gatherTable([group("POST /orders", 1234567), group("GET /", 5049)]);
  assert.equal(
    table,
    "group         requests  total ms  p50 ms  p95 ms  max ms  cpu ms  wait ms  slowest\n" +
      "POST /orders         3    1234.6     1.0     2.5     2.5     0.1      0.0  a.cpuprofile\n" +
      "GET /                3       5.0     1.0     2.5     2.5     0.1      0.0  a.cpuprofile\n",
  );
});

Deno.test("gatherTable() shows what is unknown as such", () => {
  const [, row] = gatherTable([group("/", 1, { cpu: NaN, wait: NaN })]).split("\n");
  assert.match(row!, / 2\.5 {7}- {8}- {2}a\.cpuprofile$/);
});

Deno.test("gatherTable() escapes what it shows and aligns what is seen", () => {
  const table = gatherTable([group("GET /\x1b[2J", 1, { slowestFile: "a\nb" })]);
  const lines = table.split("\n");
  assert.equal(lines.length, 3);
  assert.equal(lines[0]!.indexOf("requests") + "requests".length, lines[1]!.indexOf("  3") + 3);
  assert.ok(lines[1]!.startsWith("GET /\\u{1b}[2J") && lines[1]!.endsWith("a\\nb"));
});
