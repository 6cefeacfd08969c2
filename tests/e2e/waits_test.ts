// Wall time explained: waits appear below the stack that waits, at the line of the await in the user's source,
// as long as they were by the app's own clock; and who was queued says behind whom.
import assert from "node:assert/strict";
import { fromFileUrl, toFileUrl } from "@std/path";
import { type ProfiledRequest, readProfiles } from "../../scripts/bench/read_profiles.ts";
import type { Frame } from "../../src/model/profile.ts";
import { ServedApp } from "./served_app.ts";

const APP = fromFileUrl(new URL("../apps/bench_waits.ts", import.meta.url));

/** What a handler knows of itself. */
interface Answer {
  readonly waitedMs: number;
  readonly spunForMs: number;
}

interface Weighed {
  /** Outermost first, without the root. */
  readonly stack: readonly Frame[];
  ms: number;
}

/** Serves the app for `ask`, then returns what it returned and all profiles. */
async function profilesOf<T>(
  ask: (get: (path: string) => Promise<Answer>, url: string) => Promise<T>,
): Promise<{ answer: T; profiled: ProfiledRequest[] }> {
  const dir = await Deno.makeTempDir();
  try {
    await using app = await ServedApp.start(
      [APP, "0", "--prof-path", dir, "--noreload", "--skip", "/__*"],
    );
    const get = async (path: string) => await (await fetch(app.url + path)).json();
    const answer = await ask(get, app.url);
    assert.equal(await app.stop(), 0);
    return { answer, profiled: await readProfiles(dir) };
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

/** The time of each stack of a profile. */
function stacksOf({ profile }: ProfiledRequest): Weighed[] {
  const { frames, nodeFrame, nodeParent, samples, weights } = profile;
  const stacks: Weighed[] = Array.from(nodeFrame, () => ({ stack: [], ms: 0 }));
  for (let node = 1; node < nodeFrame.length; node++) {
    const stack = [...stacks[nodeParent[node]!]!.stack, frames[nodeFrame[node]!]!];
    stacks[node] = { stack, ms: 0 };
  }
  samples.forEach((node, i) => stacks[node]!.ms += weights[i]! / 1000);
  return stacks.filter(({ ms }) => ms > 0);
}

function lineOf(mark: string): number {
  const lines = Deno.readTextFileSync(APP).split("\n");
  return lines.findIndex((line) => line.endsWith(`// wait: ${mark}`)) + 1;
}

function sumMs(stacks: readonly Weighed[]): number {
  return stacks.reduce((sum, { ms }) => sum + ms, 0);
}

function describe(stacks: readonly Weighed[]): string {
  return stacks.map(({ stack, ms }) =>
    `${ms.toFixed(2)} ms  ${stack.map(({ name, line }) => `${name}:${line}`).join(" > ")}`
  ).join("\n");
}

function isNear(actual: number, expected: number): boolean {
  return Math.abs(actual - expected) <= 0.1 * expected;
}

function assertNear(actual: number, expected: number, what: string): void {
  assert.ok(isNear(actual, expected), `${what}: ${actual}, not ${expected} ms`);
}

/** An (await) right below the last of `callers`, which are there in this order, with anything between. */
function isWaitBelow(stack: readonly Frame[], callers: readonly string[]): boolean {
  if (stack.at(-1)?.name !== "(await)" || stack.at(-2)?.name !== callers.at(-1)) return false;
  const names = stack.map(({ name }) => name);
  let from = 0;
  return callers.every((caller) => (from = names.indexOf(caller, from) + 1) > 0);
}

function assertSite({ url, line, column, kind }: Frame, mark: string): void {
  assert.equal(url, toFileUrl(APP).href);
  assert.equal(line, lineOf(mark), `the await of ${mark}`);
  assert.ok(column > 0);
  assert.equal(kind, "wait");
}

/** On a busy machine a timer fires late and others get the time: most of the requests must be right. */
const REPEATS = 5;

const CASES = [
  { path: "/await", mark: "query", callers: ["serveWaits", "loadUser", "query"], leastMs: 20 },
  { path: "/all", mark: "slow", callers: ["serveWaits", "both", "slow"], leastMs: 30 },
  {
    path: "/generator",
    mark: "numbers",
    callers: ["serveWaits", "sumNumbers", "numbers"],
    leastMs: 30,
  },
  { path: "/for_await", mark: "readClock", callers: ["serveWaits", "readClock"], leastMs: 30 },
  { path: "/then", mark: "fetchRows", callers: ["serveWaits", "fetchRows"], leastMs: 20 },
];

for (const { path, mark, callers, leastMs } of CASES) {
  Deno.test(`serve shows the wait of ${path} below ${callers.join(" > ")}`, async () => {
    const { answer: answers, profiled } = await profilesOf(async (get) => {
      const answers: Answer[] = [];
      for (let i = 0; i < REPEATS; i++) answers.push(await get(path));
      return answers;
    });
    assert.equal(profiled.length, REPEATS);
    const errors = profiled.map((one, i) => {
      const { waitedMs } = answers[i]!;
      assert.ok(waitedMs >= leastMs - 1, `it waited for ${waitedMs} ms only`);
      const stacks = stacksOf(one);
      const here = stacks.filter(({ stack }) => isWaitBelow(stack, callers));
      for (const { stack } of here) assertSite(stack.at(-1)!, mark);
      const isRight = isNear(sumMs(here), waitedMs) && isNear(one.record.wait / 1000, waitedMs);
      return isRight ? "" : `waited ${waitedMs} ms, but it shows\n${describe(stacks)}`;
    }).filter((error) => error !== "");
    assert.ok(errors.length < REPEATS / 2, errors.join("\n"));
  });
}

Deno.test("serve shows who was queued behind a request that blocks the loop", async () => {
  const { answer: { naps, spun }, profiled } = await profilesOf(async (get, url) => {
    const napping = [get("/nap"), get("/nap"), get("/nap")];
    const deadline = Date.now() + 10_000;
    while (await (await fetch(`${url}/__napping`)).json() < napping.length) {
      assert.ok(Date.now() < deadline, "the naps do not begin");
    }
    const spun = await get("/spin");
    return { naps: await Promise.all(napping), spun };
  });
  const spin = profiled.find(({ record }) => record.path === "/spin")!;
  const napped = profiled.filter(({ record }) => record.path === "/nap");
  assert.equal(naps.length, 3);
  assert.equal(napped.length, 3);
  assertNear(spin.record.cpu / 1000, spun.spunForMs, "CPU of the one that spins");
  for (const one of napped) {
    const stacks = stacksOf(one);
    const behind = stacks.filter(({ stack }) =>
      stack.at(-1)?.name === "(queued)" &&
      stack.some(({ name }) => name.includes(`GET /spin #${spin.record.id}`))
    );
    assertNear(sumMs(behind), spun.spunForMs, `queued behind the spin\n${describe(stacks)}\n`);
    for (const { stack } of behind) {
      for (const { kind } of stack) assert.equal(kind, "wait");
    }
    assert.ok(one.record.queued / 1000 >= sumMs(behind) - 0.001);
  }
});
