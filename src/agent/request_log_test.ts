// Ids, records, filters, and requests one at a time.
import assert from "node:assert/strict";
import { PacketReader } from "../wire/packets.ts";
import type { AgentRecord } from "../wire/records.ts";
import { Outbox } from "./outbox.ts";
import {
  type LoggedRequest,
  type RequestHead,
  RequestLog,
  type RequestResult,
} from "./request_log.ts";
import type { Sampler } from "./sampler.ts";
import { currentRunner } from "./timeline_writer.ts";

type Settings = ConstructorParameters<typeof RequestLog>[2];

const OK: RequestResult = {
  status: 200,
  responseBytes: 5,
  outcome: "completed",
  isDelivered: false,
};
const ABORTED: RequestResult = { ...OK, status: 0, responseBytes: -1, outcome: "aborted" };

/** A log with a real spool and a sampler that only counts. */
class Rig implements Disposable {
  readonly #dir = Deno.makeTempDirSync({ prefix: "request_log_test-" });
  readonly sampled: string[] = [];
  readonly log: RequestLog;

  constructor(settings: Partial<Settings> = {}) {
    const sampler: Pick<Sampler, "requestBegins" | "requestEnded"> = {
      requestBegins: () => this.sampled.push("begins"),
      requestEnded: () => this.sampled.push("ended"),
    };
    this.log = new RequestLog(new Outbox(`${this.#dir}/spool`), sampler as Sampler, {
      firstId: 1,
      isSerial: false,
      profiled: [],
      unprofiled: [],
      ...settings,
    });
  }

  begin(target = "/", head: Partial<RequestHead> = {}): LoggedRequest {
    const rest = { method: "GET", host: "h", protocol: "HTTP/1.1", upstreamPort: 4711 };
    return this.log.begin({ target, ...rest, ...head });
  }

  records(): AgentRecord[] {
    const bytes = Deno.readFileSync(`${this.#dir}/spool.0`);
    return Array.from(new PacketReader().push(bytes), ({ record }) => record);
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.#dir, { recursive: true });
  }
}

Deno.test("begin() writes a record before the handler runs, end() one after it", () => {
  using rig = new Rig({ firstId: 41 });
  rig.log.routeOf = ({ method, target }) => `route of ${method} ${target}`;
  const before = performance.now();
  const request = rig.begin("/a?b=c", { method: "POST", host: "example.org:80" });
  const begun = rig.records();
  rig.log.end(request, { ...OK, status: 404, responseBytes: -1, outcome: "failed" });
  const [begin, end] = rig.records();
  assert.deepEqual(begun, [begin]);
  assert.ok(begin?.kind === "begin" && end?.kind === "end");
  const { start, ...rest } = begin;
  assert.deepEqual(rest, {
    kind: "begin",
    id: 41,
    method: "POST",
    target: "/a?b=c",
    host: "example.org:80",
    upstreamPort: 4711,
    isProfiled: true,
    protocol: "HTTP/1.1",
  });
  assert.ok(before <= start && start <= end.end && end.end <= performance.now());
  const { end: _, ...ended } = end;
  assert.deepEqual(ended, {
    kind: "end",
    id: 41,
    status: 404,
    responseBytes: -1,
    outcome: "failed",
    isDelivered: false,
    route: "route of POST /a?b=c",
  });
  assert.deepEqual(rig.sampled, ["begins", "ended"]);
});

Deno.test("begin() and end() keep to the real clock when the app fakes it", () => {
  using rig = new Rig();
  const { now } = performance;
  const before = performance.now();
  performance.now = () => -1;
  try {
    rig.log.end(rig.begin(), OK);
  } finally {
    performance.now = now;
  }
  const [begin, end] = rig.records();
  assert.ok(begin?.kind === "begin" && end?.kind === "end");
  assert.ok(before <= begin.start && begin.start <= end.end, `${begin.start} to ${end.end}`);
});

Deno.test("begin() numbers requests from firstId on", () => {
  using rig = new Rig({ firstId: 7 });
  assert.deepEqual([rig.begin().id, rig.begin().id], [7, 8]);
  using spare = new Rig();
  spare.log.firstId = 2001;
  assert.equal(spare.begin().id, 2001);
});

Deno.test("end() counts once, whoever calls it again", () => {
  using rig = new Rig();
  const request = rig.begin();
  assert.equal(rig.log.activeCount, 1);
  rig.log.end(request, OK);
  rig.log.end(request, ABORTED);
  assert.equal(rig.log.activeCount, 0);
  assert.equal(request.isActive, false);
  assert.equal(rig.records().length, 2);
  assert.deepEqual(rig.sampled, ["begins", "ended"]);
});

Deno.test("begin() and end() leave the thread to nobody", () => {
  using rig = new Rig();
  const request = rig.begin();
  assert.equal(currentRunner(), null);
  rig.log.end(request, OK);
  assert.equal(currentRunner(), null);
});

Deno.test("run() runs the handler for the request, at once", () => {
  using rig = new Rig();
  const request = rig.begin();
  const owner = rig.log.run(request, () => currentRunner());
  assert.equal(owner, request);
  assert.throws(() => rig.log.run(request, () => assert.fail("broken")), /broken/);
  assert.equal(currentRunner(), null);
});

Deno.test("idle() resolves when the last request has ended", async () => {
  using rig = new Rig();
  await rig.log.idle();
  const [first, second] = [rig.begin(), rig.begin()];
  let isIdle = false;
  const idle = rig.log.idle().then(() => isIdle = true);
  rig.log.end(first, OK);
  await Promise.resolve();
  assert.equal(isIdle, false);
  rig.log.end(second, OK);
  await idle;
});

Deno.test("begin() profiles what a pattern matches and no other excludes", () => {
  const isProfiled = (target: string, settings: Partial<Settings>) => {
    using rig = new Rig(settings);
    return rig.begin(target).isProfiled;
  };
  assert.equal(isProfiled("/any", {}), true);
  const settings = { profiled: ["^/api/", "^/$"], unprofiled: ["^/api/health$", "\\.css$"] };
  const profiled = ["/", "/api/", "/api/health2"];
  const unprofiled = ["/other", "/api/health", "/api/a.css"];
  for (const path of profiled) assert.equal(isProfiled(path, settings), true, path);
  for (const path of unprofiled) assert.equal(isProfiled(path, settings), false, path);
  assert.equal(isProfiled("/other?/api/", { profiled: ["/api/"] }), false, "not in the query");
  assert.equal(isProfiled("/a?b=c", { profiled: ["^/a$"] }), true);
});

/** Starts requests whose handlers end when told; `log` says who began and ended. */
function startSerial(rig: Rig, ...names: string[]) {
  const events: string[] = [];
  const requests = names.map((name) => {
    const request = rig.begin();
    const { promise, resolve } = Promise.withResolvers<void>();
    const ran = rig.log.run(request, async () => {
      events.push(`${name} runs`);
      await promise;
    });
    const end = async () => {
      resolve();
      await ran;
      rig.log.end(request, OK);
    };
    return { request, end };
  });
  return { events, requests };
}

/** All microtasks there are have run after this. */
const settle = () => new Promise((resolve) => setTimeout(resolve));

Deno.test("run() lets requests in one at a time when asked to, in order", async () => {
  using rig = new Rig({ isSerial: true });
  const { events, requests } = startSerial(rig, "a", "b", "c");
  for (const [index, { end }] of requests.entries()) {
    await settle();
    assert.equal(events.length, index + 1);
    await end();
  }
  assert.deepEqual(events, ["a runs", "b runs", "c runs"]);
});

Deno.test("run() goes on after a handler that threw", async () => {
  using rig = new Rig({ isSerial: true });
  const first = rig.begin();
  const failed = rig.log.run(first, () => assert.fail("broken"));
  const second = rig.begin();
  const answer = rig.log.run(second, () => "answer");
  await assert.rejects(async () => await failed, /broken/);
  rig.log.end(first, { ...OK, outcome: "failed" });
  assert.equal(await answer, "answer");
});

Deno.test("run() waits for the handler that runs, also when a request in between is given up", async () => {
  using rig = new Rig({ isSerial: true });
  const { events, requests } = startSerial(rig, "a", "b", "c");
  const [a, b, c] = requests;
  await settle();
  rig.log.end(b!.request, ABORTED);
  await settle();
  assert.deepEqual(events, ["a runs"]);
  await a!.end();
  await settle();
  assert.ok(events.includes("c runs"));
  await b!.end();
  await c!.end();
});
