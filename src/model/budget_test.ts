import assert from "node:assert/strict";
import { type Budget, checkBudget } from "./budget.ts";
import type { Frame } from "./profile.ts";
import { ProfileBuilder } from "./profile_builder.ts";
import type { RouteSide } from "./diff/route_diff.ts";

function frame(name: string, url: string, kind: Frame["kind"] = "app"): Frame {
  return { name, url, line: 1, column: 1, kind };
}

/** 800 us of CPU: 500 in render, 300 of them in parse, which handler calls too; and 9 ms of waiting. */
function route(more: Partial<RouteSide["statistics"]> = {}): RouteSide {
  const builder = new ProfileBuilder(0);
  const handler = builder.node(0, frame("handler", "file:///srv/src/app.ts"));
  const render = builder.node(handler, frame("render", "file:///srv/src/pages.ts"));
  const parse = frame("parse", "file:///srv/src/db.ts");
  builder.sample(render, 200);
  builder.sample(builder.node(render, parse), 300);
  builder.sample(builder.node(handler, parse), 100);
  builder.sample(handler, 200);
  builder.sample(builder.node(render, frame("(await)", "", "wait")), 9000);
  return {
    key: "GET /",
    profile: builder.build(),
    statistics: {
      durations: { count: 2, total: 9800, values: [800, 9000] },
      cpu: { count: 2, total: 800, values: [300, 500] },
      waits: { count: 2, total: 7, values: [3, 4] },
      functions: [],
      repeated: [],
      ...more,
    },
  };
}

function actual(budget: Budget): Record<string, number> {
  return Object.fromEntries(
    checkBudget(route(), budget).map(({ limit, actual }) => [limit, actual]),
  );
}

Deno.test("checkBudget() looks at every limit, and at no other", () => {
  assert.deepEqual(actual({}), {});
  assert.deepEqual(
    actual({
      p95Ms: 1,
      meanCpuMs: 1,
      waitsPerRequest: 1,
      functionShare: { render: 1, parse: 1, handler: 1, nobody: 1 },
    }),
    {
      p95Ms: 9,
      meanCpuMs: 0.4,
      waitsPerRequest: 3.5,
      "functionShare render": 500 / 800,
      "functionShare parse": 400 / 800,
      "functionShare handler": 1,
      "functionShare nobody": 0,
    },
  );
});

Deno.test("checkBudget() tells functions of one name by their file", () => {
  const names = ["src/db.ts:parse", "db.ts:parse", "b.ts:parse", "src/pages.ts:parse"];
  const shares = Object.values(
    actual({ functionShare: Object.fromEntries(names.map((n) => [n, 1])) }),
  );
  assert.deepEqual(shares, [0.5, 0.5, 0, 0]);
});

Deno.test("checkBudget() allows the limit itself and breaks beyond it", () => {
  const isBroken = (p95Ms: number) => checkBudget(route(), { p95Ms })[0]!.isBroken;
  assert.deepEqual([isBroken(9), isBroken(8.99)], [false, true]);
});

Deno.test("checkBudget() does not let pass what is not known", () => {
  const { cpu: _, ...statistics } = route().statistics;
  const [result] = checkBudget({ ...route(), statistics }, { meanCpuMs: 1000 });
  assert.deepEqual([result!.actual, result!.isBroken], [NaN, true]);
});
