import assert from "node:assert/strict";
import type { ProfileEntry } from "./profile_entry.ts";
import { routeSummaries, summaryOf } from "./route_summary.ts";
import { madeRecord } from "../model/request_record_test_rig.ts";

function entry(made: Parameters<typeof madeRecord>[0]): ProfileEntry {
  const request = madeRecord({ wait: 0, ...made });
  return { name: "a", bytes: 1, writtenAt: 0, request, isReadable: true, copies: [] };
}

Deno.test("summaryOf() has percentiles that some request really had", () => {
  const records = Array.from(
    { length: 20 },
    (_, i) => madeRecord({ cpu: (i + 1) * 1000, wait: 0 }),
  );
  const { count, p50, p95, max, total, cpu } = summaryOf("GET /", records);
  assert.deepEqual([count, p50, p95, max, total, cpu], [
    20,
    10_000,
    19_000,
    20_000,
    210_000,
    210_000,
  ]);
  const one = summaryOf("GET /", records.slice(0, 1));
  assert.deepEqual([one.p50, one.p95, one.max], [1000, 1000, 1000]);
});

Deno.test("routeSummaries() has the routes with most time first, by path where no route is told", () => {
  const routes = routeSummaries([
    entry({ path: "/u/1", route: "/u/:id", cpu: 1000 }),
    entry({ path: "/u/2", route: "/u/:id", cpu: 1000, status: 500 }),
    entry({ path: "/u/2", route: "/u/:id", cpu: 1000, status: 404 }),
    entry({ path: "/u/2", route: "/u/:id", cpu: 1000, outcome: "aborted" }),
    entry({ path: "/big", cpu: 9000 }),
    entry({ method: "POST", path: "/big", cpu: 500 }),
    { name: "foreign", bytes: 1, writtenAt: 0, isReadable: true, copies: [] },
  ]);
  assert.deepEqual(routes.map(({ key, count, errors }) => [key, count, errors]), [
    ["GET /big", 1, 0],
    ["GET /u/:id", 4, 2],
    ["POST /big", 1, 0],
  ]);
});
