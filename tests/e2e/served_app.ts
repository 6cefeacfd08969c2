// Runs `serve` as a user would, on a free port, and collects what it prints. Used by the e2e tests.
import { stripAnsiCode } from "@std/fmt/colors";
import { program, servable } from "./program.ts";

/** Generous: CI machines are slow and shared; nothing here measures time. */
const DEADLINE_MS = 30_000;
/** What it says first when the executable has to host the app itself. */
const ANNOUNCEMENT = /^warning: No Deno found/;

interface SpawnOptions {
  readonly cwd?: string;
  readonly env?: Record<string, string>;
  /** Path of a compiled program to run, whatever RPS_PROGRAM says. */
  readonly executable?: string;
  /** A command that runs the program, such as nice; it must become the program (exec). */
  readonly launcher?: readonly string[];
}

/** A running server. Stop it in a `finally` or with `await using`. */
export class ServedApp implements AsyncDisposable {
  readonly #child: Deno.ChildProcess;
  readonly #lines: string[] = [];
  #stderr = "";
  readonly #waiting = new Set<() => void>();
  readonly #finished: Promise<void>;
  /** "http://127.0.0.1:41234" once it is up. */
  url = "";

  private constructor(child: Deno.ChildProcess) {
    this.#child = child;
    this.#finished = this.#collect();
  }

  /** Starts `serve` and waits until it listens. */
  static async start(args: readonly string[], options: SpawnOptions = {}): Promise<ServedApp> {
    const served = ServedApp.spawn(args, options);
    const line = await served.line(/Development server is running at/);
    served.url = line.match(/https?:\/\/\S+/)![0].replace(/\/$/, "");
    return served;
  }

  /** Starts `serve` without waiting. */
  static spawn(args: readonly string[], options: SpawnOptions = {}): ServedApp {
    const { cwd, executable, launcher = [] } = options;
    const [module = "", ...rest] = args;
    const { path, env, args: ours } = executable === undefined
      ? program(["serve", servable(module, cwd), ...rest])
      : { path: executable, env: {}, args: ["serve", ...args] };
    const [command, ...words] = [...launcher, path, ...ours];
    const child = new Deno.Command(command!, {
      args: words,
      stdin: "null",
      stdout: "null",
      stderr: "piped",
      env: { NO_COLOR: "1", ...env, ...options.env },
      ...(cwd !== undefined && { cwd }),
    }).spawn();
    return new ServedApp(child);
  }

  /** Everything printed to stderr so far, line by line. */
  get lines(): readonly string[] {
    return this.#lines;
  }

  /** The same as it came, colours and all. */
  get stderr(): string {
    return this.#stderr;
  }

  /** The access lines among them. */
  get accessLines(): readonly string[] {
    return this.#lines.filter((line) => /^\[\d\d\/\w{3}\/\d{4} /.test(line));
  }

  /** Its warnings and errors, without those on what the runtime inside of the executable cannot do. */
  get complaints(): readonly string[] {
    return this.#lines.filter((line) =>
      /^(warning|error):/.test(line) && !ANNOUNCEMENT.test(line) &&
      !/^warning: \S+ imports "/.test(line)
    );
  }

  /** The first line that matches; waits for it. */
  line(pattern: RegExp): Promise<string> {
    return this.until(() => this.#lines.find((line) => pattern.test(line)), String(pattern));
  }

  /** Waits until `probe` gives something, asked again after each line and each 20 ms. */
  async until<T>(probe: () => T | undefined | false, what: string): Promise<T> {
    const deadline = Date.now() + DEADLINE_MS;
    for (;;) {
      const found = probe();
      if (found !== undefined && found !== false) return found;
      if (Date.now() > deadline) {
        throw new Error(`Waited in vain for ${what}; stderr:\n${this.#lines.join("\n")}`);
      }
      await new Promise<void>((resolve) => {
        const timer = setTimeout(done, 20);
        const waiting = this.#waiting;
        waiting.add(done);
        function done() {
          clearTimeout(timer);
          waiting.delete(done);
          resolve();
        }
      });
    }
  }

  /** True when it said at the start that the runtime inside of the executable has not `feature`. */
  lacks(feature: string): boolean {
    return this.#lines.some((line) => ANNOUNCEMENT.test(line) && line.includes(feature));
  }

  get pid(): number {
    return this.#child.pid;
  }

  signal(signal: Deno.Signal): void {
    this.#child.kill(signal);
  }

  /** Ctrl-C; resolves with the exit code when it is gone. */
  async stop(): Promise<number> {
    this.signal("SIGINT");
    return (await this.ended()).code;
  }

  async ended(): Promise<Deno.CommandStatus> {
    const status = await this.#child.status;
    await this.#finished;
    return status;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      this.signal("SIGINT");
    } catch {
      // Ended already.
    }
    const timer = setTimeout(() => this.signal("SIGKILL"), DEADLINE_MS);
    await this.ended();
    clearTimeout(timer);
  }

  async #collect(): Promise<void> {
    const decoder = new TextDecoder();
    let rest = "";
    for await (const bytes of this.#child.stderr) {
      const text = decoder.decode(bytes, { stream: true });
      this.#stderr += text;
      const lines = (rest + text).split("\n");
      rest = lines.pop()!;
      this.#lines.push(...lines.map(stripAnsiCode));
      for (const wake of [...this.#waiting]) wake();
    }
    if (rest !== "") this.#lines.push(stripAnsiCode(rest));
  }
}
