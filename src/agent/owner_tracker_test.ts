// The hooks are global and for good, so they run in a process of their own: it works for one request after
// the other in every way that JavaScript knows, and tells who owned the thread during each piece of work.
import assert from "node:assert/strict";
import { BACKGROUND } from "../model/timeline.ts";

/** Work by label -> whose it was; "idle ..." labels are instants at which nothing ran. */
type Owners = Readonly<Record<string, readonly number[]>>;

const here = (file: string) => new URL(file, import.meta.url).href;

const SCENARIO = `
import { detached, enter, requestInScope, trackOwners } from "${here("./owner_tracker.ts")}";
import { takeTimeline } from "${here("./timeline_writer.ts")}";
import { newWaiter } from "${here("./wait_tracker.ts")}";
import { AsyncResource } from "node:async_hooks";
import { EventEmitter } from "node:events";
import * as nodeTimers from "node:timers";

const hasWaits = Deno.args[0] === "waits";
trackOwners({ hasWaits });
const marks = [];
const answers = {};
const request = (id) => ({ id, isActive: true, ranUntil: 0, ...newWaiter() });
const until = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const turn = () => detached(() => until(5));

function work(label) {
  const from = performance.now();
  while (performance.now() - from < 1);
  marks.push([label, from, performance.now()]);
}
function instant(label) {
  const at = performance.now();
  marks.push([label, at, at]);
}
/** Runs a scenario as request \`id\` and waits for its end. */
async function inRequest(id, scenario) {
  const runner = request(id);
  await enter(runner, () => scenario(runner));
  runner.isActive = false;
}

const first = request(1);
enter(first, () => work("sync"));
work("after sync");
try { enter(first, () => { throw new Error("broken"); }); } catch { work("after throw"); }
enter(request(2), () => {
  enter(request(3), () => work("inner"));
  work("outer after inner");
});
answers.result = enter(first, () => "result");
answers.scope = enter(first, () => requestInScope() === first);
answers.noScope = requestInScope() === undefined;
answers.detachedScope = enter(first, () => detached(() => requestInScope() === undefined));
first.isActive = false;

await inRequest(4, async () => {
  await null;
  work("after await");
  await until(3);
  work("after timer");
  await Deno.readTextFile(Deno.args[1]);
  work("after op");
  await Promise.resolve().then(() => work("then"));
  await { then(resolve) { work("thenable"); resolve(); } };
  async function* generate() { yield 1; await until(1); work("async generator"); yield 2; }
  for await (const _ of generate()) work("for await");
  await Promise.all([until(2).then(() => work("in Promise.all")), until(1)]);
});
await turn();

await inRequest(5, () => new Promise((done) => {
  setTimeout(() => {
    work("setTimeout");
    setTimeout(() => {
      work("setTimeout in setTimeout");
      nodeTimers.setTimeout(() => {
        work("node:timers");
        setImmediate(() => {
          work("setImmediate");
          process.nextTick(() => {
            work("nextTick");
            queueMicrotask(() => {
              work("queueMicrotask");
              let count = 0;
              const interval = setInterval(() => {
                work("setInterval");
                if (++count === 2) { clearInterval(interval); done(); }
              }, 1);
            });
          });
        });
      }, 1);
    }, 1);
  }, 1);
}));
await turn();

{
  const runner = request(6);
  let emitter;
  enter(runner, () => {
    emitter = new EventEmitter();
    emitter.on("event", function (text) {
      work("emitter of a request");
      answers.emitted = [text, this === emitter];
    });
  });
  const foreign = new EventEmitter();
  foreign.on("event", () => work("emitter of nobody"));
  await until(1);
  answers.hadListener = [emitter.emit("event", "text"), emitter.emit("other")];
  work("after emit");
  foreign.emit("event");
  runner.isActive = false;
  emitter.removeAllListeners();
  emitter.on("event", () => work("emitter of a finished request"));
  emitter.emit("event");
}
await turn();

{
  const runner = request(7);
  enter(runner, () => {
    detached(() => setTimeout(() => work("detached timer"), 2));
    detached(async () => { await until(2); work("detached await"); });
    setTimeout(() => { work("last job"); setTimeout(() => {}, 30); }, 2);
  });
  await until(15);
  instant("idle after the last job");
  await until(40);
  runner.isActive = false;
}

{
  const runner = request(9);
  const chain = enter(runner, async () => {
    await until(2);
    work("before the wait");
    await until(40);
  });
  await detached(() => until(20));
  instant("idle in an await");
  await chain;
  runner.isActive = false;
}

{
  const [maker, user] = [request(17), request(18)];
  const resource = enter(maker, () => new AsyncResource("Test"));
  enter(user, () => {
    resource.runInAsyncScope(() => work("resource of another request"));
    work("after the resource");
  });
  maker.isActive = user.isActive = false;
}

{
  const runner = request(8);
  const { promise, resolve } = Promise.withResolvers();
  enter(runner, async () => {
    setTimeout(() => work("timer of a finished request"), 5);
    await until(5);
    work("finished request");
    resolve();
  });
  runner.isActive = false;
  await promise;
  await turn();
}

await Promise.all([11, 12, 13].map((id) => inRequest(id, async () => {
  for (let i = 0; i < 5; i++) {
    work("interleaved " + id);
    await (i % 2 === 0 ? until(id % 3) : Deno.stat(Deno.args[1]));
    work("interleaved " + id);
    await null;
  }
})));
await turn();

{
  const queue = [];
  const serve = setInterval(() => {
    const job = queue.shift();
    if (!job) return;
    work("shared pool " + job.id);
    job.resolve();
  }, 3);
  await Promise.all([14, 15].map((id) => inRequest(id, async () => {
    await new Promise((resolve) => queue.push({ id, resolve }));
    work("after pool " + id);
  })));
  clearInterval(serve);
}
await turn();

const order = [];
queueMicrotask(() => order.push("a"));
Promise.resolve().then(() => order.push("b"));
enter(request(16), () => queueMicrotask(() => order.push("c")));
Promise.resolve().then(() => order.push("d"));
await until(1);
answers.order = order.join("");
answers.name = queueMicrotask.name;
try { queueMicrotask("no function"); } catch (error) { answers.refused = error instanceof TypeError; }

/** Claims give the run of nobody before them to the request. */
const { times, owners } = takeTimeline();
const resolved = [];
for (let i = 0; i < times.length; i++) {
  if (owners[i] >= -1) resolved.push([times[i], owners[i]]);
  else {
    const last = resolved.at(-1);
    if (last[1] === 0) last[1] = -owners[i] - 1;
    resolved.push([times[i], 0]);
  }
}
const seen = {};
for (const [label, from, to] of marks) {
  const set = new Set(seen[label]);
  resolved.forEach(([time, owner], i) => {
    const next = resolved[i + 1]?.[0] ?? Infinity;
    if (time <= from ? next > from : time < to) set.add(owner);
  });
  seen[label] = [...set];
}
console.log(JSON.stringify({ owners: seen, answers, decreases: times.some((t, i) => t < times[i - 1]) }));
`;

interface Outcome {
  readonly owners: Owners;
  readonly answers: Readonly<Record<string, unknown>>;
  readonly decreases: boolean;
}

async function runScenario(mode: "waits" | "no waits"): Promise<Outcome> {
  const path = await Deno.makeTempFile({ suffix: ".js" });
  try {
    await Deno.writeTextFile(path, SCENARIO);
    const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--no-check", "--no-config", path, mode, path],
      signal: AbortSignal.timeout(60_000),
    }).output();
    assert.ok(success, new TextDecoder().decode(stderr));
    return JSON.parse(new TextDecoder().decode(stdout));
  } finally {
    await Deno.remove(path);
  }
}

const outcomes = new Map<string, Promise<Outcome>>();

/** Runs `check` for the tracker with and without naming of waits. */
function inBothModes(name: string, check: (outcome: Outcome) => void): void {
  for (const mode of ["waits", "no waits"] as const) {
    Deno.test(`${name} (${mode})`, async () => {
      if (!outcomes.has(mode)) outcomes.set(mode, runScenario(mode));
      check(await outcomes.get(mode)!);
    });
  }
}

function assertOwners({ owners }: Outcome, expected: Readonly<Record<string, number>>): void {
  for (const [label, id] of Object.entries(expected)) {
    assert.deepEqual(owners[label], [id], `${label} ran for ${owners[label]}`);
  }
}

inBothModes("enter() owns the thread while its work runs", (outcome) => {
  assertOwners(outcome, { "sync": 1, "after sync": 0, "after throw": 0 });
  assert.equal(outcome.answers.result, "result");
});

inBothModes(
  "enter() gives the thread back to the request that entered another one",
  (outcome) => assertOwners(outcome, { "inner": 3, "outer after inner": 2 }),
);

inBothModes(
  "requestInScope() is the request that was entered, and none when detached",
  (outcome) => {
    const { scope, noScope, detachedScope } = outcome.answers;
    assert.deepEqual([scope, noScope, detachedScope], [true, true, true]);
  },
);

inBothModes(
  "trackOwners() follows a request over awaits of every kind",
  (outcome) =>
    assertOwners(outcome, {
      "after await": 4,
      "after timer": 4,
      "after op": 4,
      "then": 4,
      "thenable": 4,
      "async generator": 4,
      "for await": 4,
      "in Promise.all": 4,
    }),
);

inBothModes(
  "trackOwners() follows a request into callbacks of every kind",
  (outcome) =>
    assertOwners(outcome, {
      "setTimeout": 5,
      "setTimeout in setTimeout": 5,
      "node:timers": 5,
      "setImmediate": 5,
      "nextTick": 5,
      "queueMicrotask": 5,
      "setInterval": 5,
    }),
);

inBothModes("trackOwners() lets an emitter work for the request that made it", (outcome) => {
  assertOwners(outcome, { "emitter of a request": 6, "emitter of nobody": 0, "after emit": 0 });
  assert.deepEqual(outcome.answers.emitted, ["text", true]);
  assert.deepEqual(outcome.answers.hadListener, [true, false]);
});

inBothModes(
  "detached() keeps later work away from the request",
  (outcome) => assertOwners(outcome, { "detached timer": 0, "detached await": 0, "last job": 7 }),
);

inBothModes(
  "trackOwners() leaves idle time to nobody",
  (outcome) =>
    assertOwners(outcome, {
      "idle after the last job": 0,
      "before the wait": 9,
      "idle in an await": 0,
    }),
);

inBothModes(
  "trackOwners() gives the thread back after a resource of another request",
  (outcome) =>
    assertOwners(outcome, { "resource of another request": 17, "after the resource": 18 }),
);

inBothModes(
  "trackOwners() marks what a finished request still does as background work",
  (outcome) =>
    assertOwners(outcome, {
      "finished request": BACKGROUND + 8,
      "timer of a finished request": BACKGROUND + 8,
      "emitter of a finished request": 0,
    }),
);

inBothModes(
  "trackOwners() tells interleaved requests apart",
  (outcome) =>
    assertOwners(outcome, { "interleaved 11": 11, "interleaved 12": 12, "interleaved 13": 13 }),
);

inBothModes(
  "trackOwners() claims the work of a shared pool for the request that it answers",
  (outcome) =>
    assertOwners(outcome, {
      "shared pool 14": 14,
      "shared pool 15": 15,
      "after pool 14": 14,
      "after pool 15": 15,
    }),
);

inBothModes("trackOwners() changes neither order nor kind of microtasks", (outcome) => {
  const { order, name, refused } = outcome.answers;
  assert.deepEqual([order, name, refused], ["abcd", "queueMicrotask", true]);
});

inBothModes(
  "trackOwners() writes times that never decrease",
  ({ decreases }) => assert.equal(decreases, false),
);
