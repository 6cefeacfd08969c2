// Runs an app as its author would, without the profiler, to compare.
import { Buffer } from "node:buffer";
import { freePort } from "../../scripts/bench/free_port.ts";
import { signalChild } from "../../src/supervisor/signal_child.ts";

const DEADLINE_MS = 30_000;

/** An app in a process of its own, on a free port of loopback. */
export class NativeApp implements AsyncDisposable {
  readonly #child: Deno.ChildProcess;
  readonly #stderr: Uint8Array[] = [];
  readonly #ended: Promise<unknown>;
  readonly url: string;

  private constructor(child: Deno.ChildProcess, port: number) {
    this.#child = child;
    this.url = `http://127.0.0.1:${port}`;
    this.#ended = Array.fromAsync(child.stderr, (bytes) => this.#stderr.push(bytes));
  }

  /** Starts `deno ARGS` and waits until it accepts connections. */
  static async start(args: readonly string[], options: { cwd: string }): Promise<NativeApp> {
    const port = freePort();
    const child = new Deno.Command(Deno.execPath(), {
      args: [...args],
      stdin: "null",
      stdout: "null",
      stderr: "piped",
      // Deno's own way to move the first server of a program, whatever port that asks for.
      env: { NO_COLOR: "1", DENO_SERVE_ADDRESS: `tcp:127.0.0.1:${port}` },
      ...options,
    }).spawn();
    const app = new NativeApp(child, port);
    await app.#accepts(port);
    return app;
  }

  /** What it has printed to stderr; complete after the end. */
  get stderr(): string {
    return Buffer.concat(this.#stderr).toString();
  }

  async stop(): Promise<void> {
    signalChild(this.#child, "SIGKILL");
    await this.#child.status;
    await this.#ended;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }

  async #accepts(port: number): Promise<void> {
    let status: Deno.CommandStatus | undefined;
    void this.#child.status.then((ended) => status = ended);
    for (const deadline = Date.now() + DEADLINE_MS; !status && Date.now() < deadline;) {
      try {
        (await Deno.connect({ hostname: "127.0.0.1", port })).close();
        return;
      } catch {
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    }
    await this.stop();
    throw new Error(`Waited in vain for the app; stderr:\n${this.stderr}`);
  }
}
