// The gate in a process of its own, in front of an app that is not profiled.
import { fileURLToPath } from "node:url";
import { signalChild } from "../../src/supervisor/signal_child.ts";

const PROGRAM = fileURLToPath(new URL("./lone_gate.ts", import.meta.url));

/** A running gate. */
export class GateProcess {
  readonly port: number;
  readonly #child: Deno.ChildProcess;

  private constructor(child: Deno.ChildProcess, port: number) {
    this.#child = child;
    this.port = port;
  }

  /** In front of the server at `port`. Throws an Error when it does not start. */
  static async start(port: number): Promise<GateProcess> {
    const child = new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--no-check", PROGRAM, String(port)],
      stdin: "null",
      stdout: "piped",
    }).spawn();
    const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
    const { value } = await reader.read();
    const own = Number(value);
    if (!(own > 0)) throw new Error(`The gate did not start: ${value}`);
    return new GateProcess(child, own);
  }

  get pid(): number {
    return this.#child.pid;
  }

  /** Ends it at once. */
  async stop(): Promise<void> {
    signalChild(this.#child, "SIGKILL");
    await this.#child.status;
  }
}
