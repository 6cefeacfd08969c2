// Packets as an agent writes them -> finished requests.
import assert from "node:assert/strict";
import { checkProfile } from "../model/profile.ts";
import type { FinishedRequest } from "./session.ts";
import {
  APP_URL,
  bareChunk,
  costsOf,
  micros,
  SessionRig,
  TIME_ORIGIN,
} from "./session_test_rig.ts";

function assertWhole({ record, profile }: FinishedRequest): void {
  checkProfile(profile);
  const { start, end, cpu, gc, wait, queued, unsampled } = record;
  assert.ok(Math.abs(cpu + gc + wait + queued + unsampled - (end - start)) < 1e-3);
  assert.ok(Math.abs(profile.start - start) < 1e-3 && Math.abs(profile.end - end) < 1e-3);
}

Deno.test("Session finishes a request when a chunk covers its end", () => {
  const rig = new SessionRig();
  rig.begin(3, 10, { method: "POST", target: "/users/7?a=/b?c", isProfiled: false });
  rig.end(3, 14, { status: 201, responseBytes: 99, route: "/users/:id" });
  assert.deepEqual(rig.ids, []);
  rig.chunk({
    from: 5,
    until: 20,
    steps: [[5, 0], [10, 3], [14, -1]],
    stacks: [[10, "handler;inner"], [12, "handler"], [14, "other"]],
  });
  const { record, profile, isProfiled, protocol } = rig.only;
  assert.deepEqual(record, {
    id: 3,
    pid: 4711,
    method: "POST",
    path: "/users/7",
    query: "?a=/b?c",
    host: "localhost:8000",
    route: "/users/:id",
    status: 201,
    responseBytes: 99,
    outcome: "completed",
    startedAt: TIME_ORIGIN + 10,
    start: micros(10),
    end: micros(14),
    cpu: 4000,
    gc: 0,
    wait: 0,
    queued: 0,
    unsampled: 0,
    backlog: 0,
    background: 0,
  });
  assert.deepEqual([isProfiled, protocol], [false, "HTTP/1.1"]);
  assert.deepEqual(costsOf(profile), { "handler;inner": 2, "handler": 2 });
  assertWhole(rig.only);
  assert.deepEqual(rig.session.close(), []);
});

Deno.test("Session waits for the chunk that covers the end", () => {
  const rig = new SessionRig();
  rig.begin(1, 10);
  rig.chunk({ from: 5, until: 13, steps: [[5, 0], [10, 1]], stacks: [[10, "a"]] });
  rig.end(1, 15);
  assert.deepEqual(rig.ids, []);
  rig.chunk({ from: 12, until: 14, steps: [[13.5, 1]], stacks: [[12, "b"]] });
  assert.deepEqual(rig.ids, []);
  rig.chunk({ from: 13, until: 20, steps: [[15, 0]], stacks: [[13, "c"]] });
  assert.deepEqual(rig.ids, [1]);
});

Deno.test("Session joins what three chunks hold of a request, and counts nothing twice", () => {
  const rig = new SessionRig();
  rig.begin(1, 10);
  rig.chunk({
    from: 5,
    until: 20,
    // The timeline of a chunk reaches further than its samples: it is taken when they have arrived.
    steps: [[5, 0], [10, 1], [15, 2], [18, 1], [21, 0]],
    stacks: [[10, "a"], [15, "foreign"], [18, "a;b"]],
  });
  rig.chunk({
    from: 17,
    until: 30,
    steps: [[22, 0], [25, 1]],
    stacks: [[17, "foreign"], [18, "a;b"], [21, "(idle)"], [25, "c"]],
  });
  rig.end(1, 34);
  rig.chunk({
    from: 28,
    until: 40,
    steps: [[31, 1], [34, 0]],
    stacks: [[28, "c"], [32, "d"], [34, "foreign"]],
  });
  const { record, profile } = rig.only;
  assertWhole(rig.only);
  const { "a": a, "a;b": b, c, d, "(await)": idle, ...others } = costsOf(profile);
  assert.deepEqual([a, b, c, d, idle], [5, 3, 7, 2, 4]);
  assert.ok(Object.keys(others).every((stack) => stack.endsWith("(queued)")), String(others));
  const { cpu, gc, wait, queued, unsampled } = record;
  assert.deepEqual(
    [cpu, gc, wait, queued, unsampled].map((part) => Math.round(part / 1000)),
    [17, 0, 4, 3, 0],
  );
});

Deno.test("Session tells requests in the order of their ends", () => {
  const rig = new SessionRig();
  for (const id of [1, 2, 3, 4]) rig.begin(id, 10 + id);
  rig.end(3, 20);
  rig.end(1, 22);
  rig.end(4, 21);
  rig.chunk({ from: 5, until: 30 });
  assert.deepEqual(rig.ids, [3, 4, 1]);
  rig.end(2, 31);
  rig.chunk({ from: 29, until: 40 });
  assert.deepEqual(rig.ids, [3, 4, 1, 2]);
});

Deno.test("Session keeps the requests of one chunk apart", () => {
  const rig = new SessionRig();
  rig.begin(1, 10);
  rig.begin(2, 12);
  rig.end(1, 18);
  rig.end(2, 20);
  rig.chunk({
    from: 5,
    until: 25,
    steps: [[10, 1], [12, 2], [15, 1], [18, 2], [20, 0]],
    stacks: [[10, "one"], [12, "two"], [15, "one"], [18, "two"]],
  });
  const [one, two] = rig.finished.map(({ profile }) => costsOf(profile));
  assert.deepEqual([one!.one, one!.two], [5, undefined]);
  assert.deepEqual([two!.one, two!.two], [undefined, 5]);
  assert.deepEqual(rig.finished.map(({ record }) => Math.round(record.queued / 1000)), [3, 3]);
});

Deno.test("Session gives a request what was claimed for it", () => {
  const rig = new SessionRig();
  rig.begin(1, 10);
  rig.end(1, 30);
  rig.chunk({
    from: 5,
    until: 40,
    steps: [[10, 1], [12, 0], [25, -2], [25, 1], [30, 0]],
    stacks: [[10, "a"], [12, "(idle)"], [20, "pool"], [25, "b"], [30, "(idle)"]],
  });
  assert.deepEqual(costsOf(rig.only.profile), { a: 2, "(await)": 8, pool: 5, b: 5 });
});

Deno.test("Session leaves the agent out of the stacks", () => {
  const rig = new SessionRig();
  rig.begin(1, 10);
  rig.end(1, 14);
  rig.chunk({
    from: 5,
    until: 20,
    steps: [[10, 1], [14, 0]],
    stacks: [[10, "agent;handler"], [12, "handler;agent"]],
  });
  assert.deepEqual(costsOf(rig.only.profile), { handler: 4 });
});

Deno.test("Session puts a wait where the agent saw the await", () => {
  const rig = new SessionRig();
  rig.begin(1, 10);
  rig.end(1, 32);
  rig.chunk({
    from: 5,
    until: 40,
    steps: [[10, 1], [12, 0], [30, 1], [32, 0]],
    stacks: [[10, "handler"], [12, "(idle)"], [30, "handler"], [32, "(idle)"]],
    waits: [[1, 12, 30, 0]],
    sites: [[["handler", APP_URL, 5, 7]]],
  });
  const { frames } = rig.only.profile;
  const { kind, url, line, column } = frames.find(({ name }) => name === "(await)")!;
  assert.deepEqual({ kind, url, line, column }, { kind: "wait", url: APP_URL, line: 5, column: 7 });
  assert.equal(costsOf(rig.only.profile)["handler;(await)"], 18);
});

Deno.test("Session keeps the place of a wait that ended after the last sample of its chunk", () => {
  const rig = new SessionRig();
  rig.begin(1, 10);
  rig.chunk({
    from: 5,
    until: 20,
    // Taken at 22: the request went on at 21.
    steps: [[10, 1], [12, 0], [21, 1]],
    stacks: [[10, "handler"], [12, "(idle)"]],
    waits: [[1, 12, 21, 0]],
    sites: [[["handler", APP_URL, 5, 7]]],
  });
  rig.end(1, 24);
  rig.chunk({
    from: 18,
    until: 30,
    steps: [[22, 1], [24, 0]],
    stacks: [[18, "(idle)"], [21, "handler"], [24, "(idle)"]],
  });
  assert.deepEqual(costsOf(rig.only.profile), { "handler": 5, "handler;(await)": 9 });
});

Deno.test("Session says (not sampled) for a chunk that was lost", () => {
  const rig = new SessionRig();
  rig.begin(1, 10);
  rig.chunk({ from: 5, until: 20, steps: [[10, 1]], stacks: [[10, "a"]] });
  rig.end(1, 40);
  rig.chunk({ from: 30, until: 50, steps: [[30, 1], [40, 0]], stacks: [[30, "b"]] });
  assert.deepEqual(costsOf(rig.only.profile), {
    "a": 10,
    "(not sampled)": 10,
    "b": 10,
  });
  assert.equal(Math.round(rig.only.record.unsampled), 10_000);
  assertWhole(rig.only);
});

Deno.test("Session finishes a request whose chunk is broken, says so once, and goes on", () => {
  const rig = new SessionRig();
  rig.begin(1, 10);
  rig.end(1, 14);
  const record = bareChunk({ openedAt: 5, from: 5, until: 20 });
  rig.session.receive({ record, body: new Uint8Array(8) });
  rig.session.receive({ record, body: new Uint8Array(8) });
  assertWhole(rig.only);
  assert.equal(rig.only.record.unsampled, 4000);
  assert.equal(rig.warnings.length, 1);
  assert.match(rig.warnings[0]!, /^Lost a chunk of samples: /);
  rig.begin(2, 21);
  rig.end(2, 24);
  rig.chunk({
    from: 18,
    until: 30,
    steps: [[21, 2], [24, 0]],
    stacks: [[21, "a"], [24, "(idle)"]],
  });
  assert.equal(Math.round(rig.finished[1]!.record.cpu), 3000);
});

Deno.test("Session finishes requests of an agent that cannot sample, not one that has not ended", () => {
  const rig = new SessionRig();
  rig.begin(1, 10);
  rig.begin(2, 11);
  rig.end(1, 14);
  const unsampled = (until: number) =>
    rig.session.receive({ record: { kind: "unsampled", until }, body: new Uint8Array(0) });
  unsampled(13);
  assert.deepEqual(rig.ids, []);
  unsampled(15);
  assert.deepEqual(rig.ids, [1]);
  assertWhole(rig.only);
  assert.equal(rig.only.record.unsampled, 4000);
});

Deno.test("Session dates a request by the wall clock as it is, when it was set in between", () => {
  const rig = new SessionRig();
  for (const [id, step] of [[1, 5], [2, -3_600_000], [3, -3_599_990]] as const) {
    rig.begin(id, id * 100, { arrivedAt: TIME_ORIGIN + id * 100 });
    rig.end(id, id * 100 + 10);
    rig.chunk({ from: id * 100 - 5, until: id * 100 + 50, timeOrigin: TIME_ORIGIN + step });
  }
  const started = rig.finished.map(({ record }) => record.startedAt - TIME_ORIGIN);
  assert.deepEqual(started, [100, 200 - 3_600_000, 300 - 3_600_000]);
  assert.deepEqual(rig.finished.map(({ record }) => record.backlog), [0, 0, 0]);
});

Deno.test("Session never lets a request end before it began when the clocks are corrected", () => {
  const rig = new SessionRig();
  rig.begin(1, 10);
  rig.end(1, 11);
  // V8's clock has gone back by 5 ms in relation to the other.
  const record = bareChunk({ openedAt: 12, from: 7, until: 20 });
  rig.session.receive({ record, body: new Uint8Array(0) });
  assertWhole(rig.only);
  assert.equal(rig.only.record.end, rig.only.record.start);
});

Deno.test("close() finishes what has ended and returns what was lost", () => {
  const rig = new SessionRig();
  rig.begin(1, 10);
  rig.begin(2, 11);
  rig.begin(3, 12);
  rig.chunk({ from: 5, until: 15, steps: [[10, 1]], stacks: [[10, "a"]] });
  rig.end(3, 18);
  rig.end(1, 17);
  const lost = rig.session.close();
  assert.deepEqual(lost.map(({ id, target }) => [id, target]), [[2, "/2"]]);
  assert.deepEqual(rig.ids, [1, 3]);
  rig.finished.forEach(assertWhole);
  assert.deepEqual(costsOf(rig.finished[0]!.profile), { "a": 5, "(not sampled)": 2 });
  assert.deepEqual(rig.session.close(), [], "told once");
});

Deno.test("Session knows how long a request lay at the gate before its handler began", () => {
  const rig = new SessionRig();
  rig.begin(1, 10, { arrivedAt: TIME_ORIGIN + 8 });
  rig.begin(2, 10, { arrivedAt: TIME_ORIGIN + 11 });
  rig.begin(3, 10);
  for (const id of [1, 2, 3]) rig.end(id, 12);
  rig.chunk({ from: 5, until: 20 });
  const backlogs = rig.finished.map(({ record }) => Math.round(record.backlog ?? 0));
  assert.deepEqual(backlogs, [2000, 0, 0], "never negative: the clocks differ by a little");
});

Deno.test("abandon() makes a request aborted, unless its answer has been delivered", () => {
  const outcomeOf = (isDelivered: boolean, when: "before" | "after" = "before") => {
    const rig = new SessionRig();
    rig.begin(1, 10);
    rig.begin(2, 10);
    if (when === "before") rig.session.abandon([1, 9]);
    rig.end(1, 12, { isDelivered });
    rig.end(2, 13, { isDelivered });
    if (when === "after") rig.session.abandon([1]);
    rig.chunk({ from: 5, until: 20 });
    assert.equal(rig.finished[1]!.record.outcome, "completed", "another request");
    return rig.finished[0]!.record.outcome;
  };
  assert.equal(outcomeOf(false), "aborted");
  assert.equal(outcomeOf(true), "completed");
  assert.equal(outcomeOf(false, "after"), "completed");
});

Deno.test("Session warns once of a script whose positions are not the source's", () => {
  const rig = new SessionRig();
  rig.begin(1, 10);
  for (const from of [5, 20]) {
    rig.chunk({ from, until: from + 15, stacks: [[from, "transpiled"]] });
  }
  assert.equal(rig.warnings.length, 1);
  assert.match(rig.warnings[0]!, /file:\/\/\/nowhere\/lost\.ts/);
});

Deno.test("Session ignores the end of a request that it does not know", () => {
  const rig = new SessionRig();
  rig.end(9, 12);
  rig.chunk({ from: 5, until: 20 });
  assert.deepEqual(rig.ids, []);
});

Deno.test("Session masks secrets of the target before anybody sees them", () => {
  const rig = new SessionRig((target) => target.replace("s3cret", "***"));
  rig.begin(1, 10, { target: "/a?token=s3cret", host: "user:s3cret@localhost:8000" });
  rig.begin(2, 11, { target: "/b/s3cret" });
  rig.end(1, 14, { route: "/s3cret" });
  rig.chunk({ from: 5, until: 20 });
  const { path, query, route, host } = rig.only.record;
  assert.deepEqual([path, query, route, host], ["/a", "?token=***", "/***", "localhost:8000"]);
  assert.deepEqual(rig.session.close().map(({ target }) => target), ["/b/***"]);
});

Deno.test("Session takes (program) for work where V8 is known to say (idle)", () => {
  const rig = new SessionRig();
  rig.begin(1, 10);
  rig.chunk({ from: 5, until: 20, steps: [[10, 1], [11, 0]], stacks: [[10, "a"], [11, "(idle)"]] });
  rig.end(1, 35);
  rig.chunk({
    from: 20,
    until: 40,
    steps: [[34, 1], [35, 0]],
    stacks: [[20, "(program)"], [34, "a"], [35, "(program)"]],
  });
  const { wait, queued } = rig.only.record;
  assert.deepEqual([Math.round(wait / 1000), Math.round(queued / 1000)], [9, 14]);
});
