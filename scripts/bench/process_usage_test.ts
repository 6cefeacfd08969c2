import assert from "node:assert/strict";
import { processUsage } from "./process_usage.ts";

const BURN = `
const start = performance.now();
while (performance.now() - start < 300);
console.log("burned");
await Deno.stdin.read(new Uint8Array(1));
`;

Deno.test({
  name: "processUsage() sees a process burn CPU in its main thread",
  ignore: Deno.build.os !== "linux",
  async fn() {
    const child = new Deno.Command(Deno.execPath(), {
      args: ["eval", BURN],
      stdin: "piped",
      stdout: "piped",
    }).spawn();
    const stdout = child.stdout.getReader();
    await stdout.read();
    const { cpuMs, mainThreadMs, rssBytes } = await processUsage(child.pid);
    await child.stdin.close();
    await stdout.cancel();
    await child.status;
    // Others may hold the core for a part of the time.
    assert.ok(mainThreadMs >= 50, `${mainThreadMs} ms`);
    // One is told in nanoseconds, the other in ticks for user and system.
    assert.ok(mainThreadMs <= cpuMs + 20, `${mainThreadMs} of ${cpuMs} ms`);
    assert.ok(rssBytes > 10e6 && rssBytes < 10e9);
  },
});

Deno.test({
  name: "processUsage() rejects a process that is gone",
  ignore: Deno.build.os !== "linux",
  async fn() {
    await assert.rejects(processUsage(0x7fffffff), Deno.errors.NotFound);
  },
});
