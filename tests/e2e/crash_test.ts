// However a process ends, what was answered is on disk and nothing is left behind.
import assert from "node:assert/strict";
import { CRASHES, crashRound } from "../../scripts/bench/crash_rounds.ts";
import { missingIds } from "../../scripts/bench/crashes.ts";
import { childrenOf, isRunning } from "./children_of.ts";
import { ServedApp } from "./served_app.ts";

/** `deno task bench crashes` has ten. */
const ROUNDS = Number(Deno.env.get("RPS_CRASH_ROUNDS") ?? 2);

for (const kind of Object.keys(CRASHES)) {
  Deno.test(`serve keeps every answered request when the app ends by ${kind}`, async () => {
    for (let i = 0; i < ROUNDS; i++) {
      const round = await crashRound(kind);
      assert.ok(round.answered.length > 0);
      assert.deepEqual(missingIds(round), [], "answered without a profile");
      assert.equal(round.lost.length, round.inFlight, round.lost.join("\n"));
      assert.ok(round.isTold, "the reason is told");
      assert.ok(round.isBack, "the app is served again");
    }
  });
}

const APP = `console.error("pid " + Deno.pid);
setInterval(() => {}, 1e6);
Deno.serve((request) => {
  if (!request.url.endsWith("/hang")) return new Response("fine");
  console.error("in flight");
  return new Promise(() => {});
});`;

Deno.test({
  name: "no process is left when the supervisor is killed, be it with a request in flight",
  ignore: Deno.build.os !== "linux",
  fn: async () => {
    const dir = await Deno.makeTempDir();
    await Deno.writeTextFile(`${dir}/app.ts`, APP);
    await using served = await ServedApp.start(["app.ts", "0", "--prof-path", "profiles"], {
      cwd: dir,
    });
    await (await fetch(served.url)).text();
    const hanging = fetch(`${served.url}/hang`).catch(() => "nothing");
    await served.line(/^in flight/);
    const app = Number((await served.line(/^pid /)).slice(4));
    await served.until(() => childrenOf(served.pid).length === 2, "the app and a spare");
    const children = childrenOf(served.pid);
    assert.ok(children.includes(app));
    served.signal("SIGKILL");
    assert.equal(await hanging, "nothing");
    await served.until(() => !children.some(isRunning), "the end of both");
  },
});
