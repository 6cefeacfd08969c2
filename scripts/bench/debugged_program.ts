// A Deno program under a debugger: started, spoken to in V8's inspector protocol, and gone at the end
// whatever state it is in.
import { signalChild } from "../../src/supervisor/signal_child.ts";

/** What the debugger says by itself: "Debugger.paused" and its like. */
export interface DebuggerEvent {
  readonly method: string;
  // deno-lint-ignore no-explicit-any -- the protocol has a type of its own for every method
  readonly params: any;
}

/** A program that stands before its first line until it is told to run; take it with `await using`. */
export class DebuggedProgram implements AsyncDisposable {
  /** Called with every event, in their order. */
  onEvent: (event: DebuggerEvent) => void = () => {};
  /** Resolves when nothing more will be said. */
  readonly ended: Promise<void>;
  readonly #end: () => void;
  readonly #child: Deno.ChildProcess;
  readonly #stderr: ReadableStreamDefaultReader<Uint8Array>;
  #socket: WebSocket | undefined;
  #lastId = 0;
  // deno-lint-ignore no-explicit-any -- every method answers with something else
  readonly #answers = new Map<number, (result: any) => void>();

  private constructor(child: Deno.ChildProcess) {
    ({ promise: this.ended, resolve: this.#end } = Promise.withResolvers<void>());
    this.#child = child;
    this.#stderr = child.stderr.getReader();
  }

  /** Starts `deno run -A ARGS`. Throws an Error with its stderr when no debugger answers before `signal` fires. */
  static async start(
    args: readonly string[],
    { cwd, signal }: { cwd: string; signal: AbortSignal },
  ): Promise<DebuggedProgram> {
    const child = new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--no-lock", "--inspect-brk=127.0.0.1:0", ...args],
      cwd,
      stdin: "null",
      stdout: "null",
      stderr: "piped",
    }).spawn();
    const program = new DebuggedProgram(child);
    try {
      await program.#connect(signal);
      return program;
    } catch (error) {
      await program[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** Asks; the answer is for ever outstanding when the program ends before. */
  // deno-lint-ignore no-explicit-any -- every method answers with something else
  ask(method: string, params: unknown = {}): Promise<any> {
    if (this.#socket?.readyState === WebSocket.OPEN) {
      this.#socket.send(JSON.stringify({ id: ++this.#lastId, method, params }));
    }
    return new Promise((resolve) => this.#answers.set(this.#lastId, resolve));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    signalChild(this.#child, "SIGKILL");
    await this.#child.status;
    // Not "read to its end": a process that the program has started may hold it open.
    await this.#stderr.cancel();
    if (this.#socket) await this.ended;
  }

  async #connect(signal: AbortSignal): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const text: string[] = [];
    const fail = (why: string) => reject(new Error(`${why}: ${text.join("") || "no output"}`));
    const giveUp = () => fail("No debugger in time");
    if (signal.aborted) giveUp();
    signal.addEventListener("abort", giveUp);
    void this.ended.then(() => fail("The debugger hung up"));
    void this.#readErrors(text, () => this.#open(text.join(""), resolve))
      .then(() => fail("No debugger"));
    try {
      await promise;
    } finally {
      signal.removeEventListener("abort", giveUp);
    }
  }

  /**
   * To the end, so that a full pipe never stops the program. One loop and no tee(): leaving a loop over one
   * branch cancels it, which waits for the end of the other, the program's own.
   */
  async #readErrors(text: string[], onText: () => void): Promise<void> {
    const decoder = new TextDecoder();
    for (;;) {
      const { value, done } = await this.#stderr.read();
      if (done) return;
      text.push(decoder.decode(value, { stream: true }));
      if (!this.#socket) onText();
    }
  }

  /** From "Debugger listening on ws://127.0.0.1:41003/ws/...", when that has come. */
  #open(stderr: string, onOpen: () => void): void {
    const url = /ws:\/\/\S+(?=\s)/.exec(stderr)?.[0];
    if (!url) return;
    const socket = this.#socket = new WebSocket(url);
    socket.onopen = onOpen;
    socket.onclose = this.#end;
    socket.onmessage = ({ data }) => {
      const { id, result, method, params } = JSON.parse(data);
      if (id === undefined) return this.onEvent({ method, params });
      this.#answers.get(id)?.(result);
      this.#answers.delete(id);
    };
  }
}
