// An error of ours in a hook: V8 would print it as the app's for every promise. It is told once instead, and the app's
// code goes on. In a process of its own, as the hooks are global and for good.
import assert from "node:assert/strict";

const here = (file: string) => new URL(file, import.meta.url).href;

const SCENARIO = `
import { AsyncResource } from "node:async_hooks";
import * as timers from "node:timers";
import { adopt, trackOwners } from "${here("./owner_tracker.ts")}";
import { newWaiter } from "${here("./wait_tracker.ts")}";

const told = [];
trackOwners({ hasWaits: Deno.args[0] === "waits" }, (error) => told.push(error.message));
const answers = [];
const broken = { id: 1, isActive: true, ...newWaiter() };
for (const name of ["isActive", "late", "gaps", "ranUntil"]) {
  Object.defineProperty(broken, name, { get: () => { throw new Error("ours"); }, set: () => {} });
}
async function handler() {
  await null;
  answers.push("await");
  await new Promise((resolve) => setTimeout(resolve, 1));
  answers.push("timer");
  await new Promise((resolve) => timers.setImmediate(resolve));
  answers.push("immediate");
  await Promise.all([Deno.stat("."), Promise.resolve().then(() => answers.push("then"))]);
  new AsyncResource("ours").runInAsyncScope(() => answers.push("resource"));
  return "done";
}
try { adopt(broken); } catch { /* Not in a hook. */ }
answers.push(await handler());
console.log(JSON.stringify({ told, answers }));
`;

for (const mode of ["waits", "no waits"]) {
  Deno.test(`trackOwners() tells the first error in a hook, and the app goes on (${mode})`, async () => {
    const path = await Deno.makeTempFile({ suffix: ".js" });
    try {
      await Deno.writeTextFile(path, SCENARIO);
      const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
        args: ["run", "-A", "--no-check", "--no-config", path, mode],
        signal: AbortSignal.timeout(60_000),
      }).output();
      const text = new TextDecoder();
      assert.equal(`${code} ${text.decode(stderr)}`, "0 ");
      assert.deepEqual(JSON.parse(text.decode(stdout)), {
        told: ["ours"],
        answers: ["await", "timer", "immediate", "then", "resource", "done"],
      });
    } finally {
      await Deno.remove(path);
    }
  });
}
