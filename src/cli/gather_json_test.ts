import assert from "node:assert/strict";
import { gatherJson } from "./gather_json.ts";

const result = {
  key: "GET /größe\x7f\u{1f600}",
  fileBase: "x",
  buildProfile: () => assert.fail("JSON needs no profile"),
  sampleCount: 5,
  durations: { count: 3, total: 60, p50: 20, p95: 30, max: 30 },
  cpu: 12.5,
  wait: NaN,
  slowestFile: "a\nb",
};

Deno.test("gatherJson() says everything, in microseconds", () => {
  const json = gatherJson({
    by: "route",
    results: [result],
    filesByKey: new Map([[result.key, ["x.agg.cpuprofile"]]]),
    skipped: [{ file: "c", reason: "it is empty" }],
  });
  assert.deepEqual(JSON.parse(json), {
    by: "route",
    groups: [{
      key: result.key,
      requests: 3,
      totalMicros: 60,
      p50Micros: 20,
      p95Micros: 30,
      maxMicros: 30,
      cpuMicros: 12.5,
      waitMicros: null,
      slowestFile: "a\nb",
      files: ["x.agg.cpuprofile"],
    }],
    skipped: [{ file: "c", reason: "it is empty" }],
  });
});

Deno.test("gatherJson() is plain ASCII", () => {
  const json = gatherJson({ by: "route", results: [result], filesByKey: new Map(), skipped: [] });
  assert.match(json, /^[\n -~]*$/);
});
