// Signals are for a whole process, so they go to one of its own.
import assert from "node:assert/strict";

const SCRIPT = `
import { untilStopped } from "${new URL("./stop_signals.ts", import.meta.url).href}";
const stop = untilStopped();
stop.first.then(({ exitCode, signal }) => console.log("first " + exitCode + " " + signal));
stop.second.then(() => { console.log("second"); Deno.exit(7); });
console.log("listening");
const line = new Uint8Array(100);
while (await Deno.stdin.read(line) !== null) stop.stop(1);
`;

/** Plays the steps, each after the line that the one before has made the child print. */
async function play(...steps: readonly [signal: Deno.Signal | "stop", line: string][]) {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["eval", SCRIPT],
    stdin: "piped",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const stdin = child.stdin.getWriter();
  const lines = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  try {
    assert.equal((await lines.read()).value, "listening\n");
    for (const [signal, line] of steps) {
      if (signal === "stop") await stdin.write(Uint8Array.of(10));
      else child.kill(signal);
      assert.equal((await lines.read()).value, `${line}\n`);
    }
  } finally {
    if (steps.at(-1)?.[1] !== "second") child.kill("SIGKILL");
    await stdin.close().catch(() => {});
    await lines.cancel();
  }
  return (await child.status).code;
}

const ignore = Deno.build.os === "windows";

Deno.test({
  name: "untilStopped() tells the first signal from the second, whichever they are",
  ignore,
  fn: async () => {
    assert.equal(await play(["SIGINT", "first 0 SIGINT"], ["SIGINT", "second"]), 7);
    assert.equal(await play(["SIGTERM", "first 0 SIGTERM"], ["SIGHUP", "second"]), 7);
  },
});

Deno.test({
  name: "stop() stops from inside, with its exit code",
  ignore,
  fn: async () => {
    await play(["stop", "first 1 SIGTERM"]);
    assert.equal(await play(["stop", "first 1 SIGTERM"], ["SIGINT", "second"]), 7);
    assert.equal(await play(["SIGINT", "first 0 SIGINT"], ["SIGINT", "second"]), 7);
  },
});
