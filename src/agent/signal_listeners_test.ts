// Both APIs by which an app listens; the signals are never sent, a listener that is there is enough.
import assert from "node:assert/strict";
import process from "node:process";
import { originals } from "./builtins.ts";
import { signalListeners } from "./signal_listeners.ts";

const ignore = Deno.build.os === "windows";

/** What is replaced is put back: other tests use it. */
function noting(act: () => void): void {
  const { addSignalListener, removeSignalListener } = originals;
  signalListeners.note();
  try {
    act();
  } finally {
    Object.assign(Deno, { addSignalListener, removeSignalListener });
  }
}

Deno.test({
  name: "signalListeners has a signal for as long as one of Deno's listeners is there",
  ignore,
  fn: () =>
    noting(() => {
      const [one, two] = [() => {}, () => {}];
      assert.equal(signalListeners.has("SIGUSR1"), false);
      Deno.addSignalListener("SIGUSR1", one);
      Deno.addSignalListener("SIGUSR1", one);
      Deno.addSignalListener("SIGUSR1", two);
      assert.deepEqual([signalListeners.has("SIGUSR1"), signalListeners.has("SIGUSR2")], [
        true,
        false,
      ]);
      Deno.removeSignalListener("SIGUSR1", one);
      assert.equal(signalListeners.has("SIGUSR1"), true);
      Deno.removeSignalListener("SIGUSR1", two);
      assert.equal(signalListeners.has("SIGUSR1"), false);
    }),
});

Deno.test({
  name: "signalListeners has a signal for as long as the process object has a listener",
  ignore,
  fn: () => {
    const listener = () => {};
    process.once("SIGUSR2", listener);
    assert.equal(signalListeners.has("SIGUSR2"), true);
    process.off("SIGUSR2", listener);
    assert.equal(signalListeners.has("SIGUSR2"), false);
  },
});

Deno.test({
  name: "signalListeners leaves errors to Deno, and is no listener's witness then",
  ignore,
  fn: () =>
    noting(() => {
      assert.throws(() => Deno.addSignalListener("SIGKILL", () => {}), /SIGKILL/);
      assert.equal(signalListeners.has("SIGKILL"), false);
      assert.equal(Deno.addSignalListener.name, "addSignalListener");
    }),
});
