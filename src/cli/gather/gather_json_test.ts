import assert from "node:assert/strict";
import { gatherJson } from "./gather_json.ts";
import type { GatheredGroup } from "./write_aggregates.ts";

const repeatedWait = {
  function: "load",
  site: "a.ts:1:2",
  requests: 1,
  waits: 7,
  most: 6,
  micros: 70,
};
const group: GatheredGroup = {
  key: "GET /größe\x7f\u{1f600}",
  durations: { count: 3, total: 60, p50: 20, p95: 30, max: 30 },
  cpu: 12.5,
  wait: NaN,
  waits: 7,
  slowestFile: "a\nb",
  repeatedWaits: [repeatedWait],
  files: ["x.agg.cpuprofile"],
};

Deno.test("gatherJson() says everything, in microseconds", () => {
  const json = gatherJson({
    by: "route",
    groups: [group],
    skipped: [{ file: "c", reason: "it is empty" }],
  });
  assert.deepEqual(JSON.parse(json), {
    by: "route",
    groups: [{
      key: group.key,
      requests: 3,
      totalMicros: 60,
      p50Micros: 20,
      p95Micros: 30,
      maxMicros: 30,
      cpuMicros: 12.5,
      waitMicros: null,
      waits: 7,
      slowestFile: "a\nb",
      files: ["x.agg.cpuprofile"],
      repeatedWaits: [repeatedWait],
    }],
    skipped: [{ file: "c", reason: "it is empty" }],
  });
});

Deno.test("gatherJson() is plain ASCII", () => {
  assert.match(gatherJson({ by: "route", groups: [group], skipped: [] }), /^[\n -~]*$/);
});
