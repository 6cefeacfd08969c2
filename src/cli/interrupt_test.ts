import assert from "node:assert/strict";
import { interruptible } from "./interrupt.ts";

Deno.test("interruptible() returns what the work returns", async () => {
  assert.equal(await interruptible(() => Promise.resolve(7)), 7);
  await assert.rejects(interruptible(() => Promise.reject(new Error("x"))), { message: "x" });
});

Deno.test("interruptible() lets the work stop where it chooses", {
  // Windows has no way to send SIGINT to a process.
  ignore: Deno.build.os === "windows",
}, async () => {
  // A process of its own: `deno test` takes Ctrl-C for itself.
  const program = `
    import { interruptible } from "${import.meta.resolve("./interrupt.ts")}";
    await interruptible(async (signal) => {
      const stopped = new Promise((resolve) => signal.addEventListener("abort", resolve));
      Deno.kill(Deno.pid, "SIGINT");
      await stopped;
      console.log("finished the file in hand");
      signal.throwIfAborted();
      console.log("not reached");
    }).catch((error) => console.log(error.name));
  `;
  const command = new Deno.Command(Deno.execPath(), { args: ["eval", program] });
  const { code, stdout } = await command.output();
  assert.equal(new TextDecoder().decode(stdout), "finished the file in hand\nInterrupted\n");
  assert.equal(code, 0);
});
