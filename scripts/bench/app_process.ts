// An app in a process of its own, below the profiler or not, for the bench and the test of attribution.
import { fileURLToPath } from "node:url";
import { signalChild } from "../../src/supervisor/signal_child.ts";
import { freePort } from "./free_port.ts";

const MAIN = fileURLToPath(new URL("../../main.ts", import.meta.url));
const START_TIMEOUT_MS = 20_000;
const STOP_TIMEOUT_MS = 60_000;
const POLL_MS = 20;

/** How an app is run. */
export type Host =
  /** `runprofileserver serve` with these options. `tempDir`: where it shall put its spool. */
  | {
    readonly profPath: string;
    readonly options?: readonly string[];
    /** Whether a saved file restarts the app; not for most benches. */
    readonly isReloading?: boolean;
    readonly tempDir?: string;
  }
  /** `deno run` with these flags. */
  | { readonly flags: readonly string[] };

/** How the process ended. */
export interface ProcessEnd {
  readonly code: number;
  /** All that it wrote there. */
  readonly stderr: string;
}

/** A running server; take it with `await using`. */
export class AppProcess implements AsyncDisposable {
  /** Without a slash at the end. */
  readonly origin: string;
  readonly port: number;
  readonly #child: Deno.ChildProcess;
  readonly #ended: Promise<ProcessEnd>;
  #stopped: Promise<ProcessEnd> | undefined;

  private constructor(child: Deno.ChildProcess, port: number) {
    this.#child = child;
    this.port = port;
    this.origin = `http://127.0.0.1:${port}`;
    this.#ended = endOf(child);
  }

  /**
   * Starts `app`, a module that listens on the port in PORT or is hosted by the profiler. Resolves when it
   * answers; paths that begin with /__ are not profiled. Throws an Error with its stderr when it does not start.
   */
  static async start(app: string, host: Host): Promise<AppProcess> {
    const port = freePort();
    const child = new Deno.Command(Deno.execPath(), {
      args: "flags" in host
        ? ["run", "-A", "--no-check", ...host.flags, app]
        : ["run", "-A", "--no-check", MAIN, ...serveArguments(app, port, host)],
      env: {
        PORT: String(port),
        NO_COLOR: "1",
        ..."tempDir" in host && { TMPDIR: host.tempDir, TEMP: host.tempDir },
      },
      stdin: "null",
      stdout: "null",
      stderr: "piped",
    }).spawn();
    const served = new AppProcess(child, port);
    try {
      await served.#untilItAnswers();
      return served;
    } catch (error) {
      const { stderr } = await served.stop();
      throw new Error(`Cannot start ${app}: ${stderr || error}`, { cause: error });
    }
  }

  /** The process that was started: the supervisor below the profiler. */
  get pid(): number {
    return this.#child.pid;
  }

  /** Ctrl-C; resolves when all profiles are written. A second call only waits: two Ctrl-C mean "at once". */
  stop(): Promise<ProcessEnd> {
    return this.#stopped ??= this.#stop();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  async #stop(): Promise<ProcessEnd> {
    signalChild(this.#child, "SIGINT");
    const timer = setTimeout(() => signalChild(this.#child, "SIGKILL"), STOP_TIMEOUT_MS);
    try {
      return await this.#ended;
    } finally {
      clearTimeout(timer);
    }
  }

  async #untilItAnswers(): Promise<void> {
    const deadline = performance.now() + START_TIMEOUT_MS;
    let hasEnded = false;
    void this.#ended.then(() => hasEnded = true);
    for (;;) {
      if (hasEnded) throw new Error("The process ended");
      try {
        const signal = AbortSignal.timeout(Math.max(1, deadline - performance.now()));
        const response = await fetch(`${this.origin}/__up`, { signal });
        await response.body?.cancel();
        // The gate answers 500 for an app that does not load.
        if (response.status < 500) return;
        throw new Error(`It answers ${response.status}`);
      } catch (error) {
        if (performance.now() > deadline) throw error;
        await new Promise((resolve) => setTimeout(resolve, POLL_MS));
      }
    }
  }
}

function serveArguments(app: string, port: number, host: Extract<Host, { profPath: string }>) {
  const { profPath, options = [], isReloading = false } = host;
  return ["serve", app, String(port), "--prof-path", profPath, "--skip", "/__*"]
    .concat(isReloading ? [] : ["--noreload"], options);
}

async function endOf(child: Deno.ChildProcess): Promise<ProcessEnd> {
  const [stderr, { code }] = await Promise.all([new Response(child.stderr).text(), child.status]);
  return { code, stderr };
}
