import assert from "node:assert/strict";
import type { ListRow } from "../list_row.ts";
import { barParts, requestCells } from "./request_cells.js";

const ROW: ListRow = {
  name: "a/b c.cpuprofile",
  kind: "request",
  time: new Date(2026, 10, 22, 7, 46, 0).getTime(),
  method: "GET",
  path: "/b c",
  query: "?x=<b>",
  route: "",
  status: 200,
  outcome: "completed",
  duration: 10_000,
  cpu: 5_000,
  gc: 1_000,
  wait: 3_000,
  queued: 1_000,
  unsampled: 0,
  size: null,
};

Deno.test("barParts() are the shares of a bar whose length is the duration on a log scale", () => {
  // 10 ms is two of the five powers of ten between 0.1 ms and 10 s.
  assert.deepEqual(barParts(ROW), [
    { kind: "cpu", x: 0, width: 20 },
    { kind: "gc", x: 20, width: 4 },
    { kind: "wait", x: 24, width: 12 },
    { kind: "queued", x: 36, width: 4 },
    { kind: "unsampled", x: 40, width: 0 },
  ]);
  const length = (duration: number) =>
    barParts({ ...ROW, duration, cpu: duration, gc: 0, wait: 0, queued: 0 })[0]!.width;
  assert.deepEqual([0, 50, 1e4, 1e7, 1e9].map(length), [0, 4, 40, 100, 100]);
});

Deno.test("requestCells() have the day when it is another one", () => {
  assert.equal(requestCells(ROW, ROW.time + 1000).time, "07:46:00");
  assert.equal(requestCells(ROW, ROW.time + 864e5).time, "Nov 22 07:46:00");
});

Deno.test("requestCells() lead to the request and to its route, or path", () => {
  const cells = requestCells(ROW, ROW.time);
  assert.equal(cells.href, "/request/a%2Fb%20c.cpuprofile");
  assert.equal(cells.routeHref, "/route?key=GET+%2Fb+c");
  assert.equal(cells.route, "/b c");
  const known = requestCells({ ...ROW, route: "/:x" }, ROW.time);
  assert.deepEqual([known.route, known.routeHref], ["/:x", "/route?key=GET+%2F%3Ax"]);
});

Deno.test("requestCells() show what is not known as such", () => {
  const foreign = requestCells({ ...ROW, kind: "profile", status: null, duration: null }, ROW.time);
  assert.deepEqual(
    [foreign.method, foreign.route, foreign.status, foreign.duration, foreign.size],
    [
      "profile",
      "",
      "",
      "–",
      "–",
    ],
  );
});

Deno.test("requestCells() make failures stand out", () => {
  const classes = (change: Partial<ListRow>) => {
    const { status, statusClass } = requestCells({ ...ROW, ...change }, ROW.time);
    return `${status}: ${statusClass}`;
  };
  assert.equal(classes({}), "200: status");
  assert.equal(classes({ status: 404 }), "404: status odd");
  assert.equal(classes({ status: 500 }), "500: status bad");
  assert.equal(classes({ status: 0, outcome: "failed" }), "none: status bad");
  assert.equal(classes({ outcome: "aborted" }), "aborted: status odd");
});
