// A process that is started before it is needed, so that a reload does not wait for Deno and the agent to boot. It
// waits for "go" and loads the app only then: Deno reads the modules after the preload, so they are the saved ones.

/** After the app is up: its first requests and the start of another Deno would share the processor. */
const DELAY_MS = 250;

/** A process that waits. */
export interface Waiting {
  readonly process: { readonly ended: Promise<unknown>; kill(): void };
}

/** Holds one process at most. */
export class WarmSpare<Process extends Waiting> {
  readonly #spawn: () => Process;
  readonly #stamp: () => string;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #spare: Process | undefined;
  /** Of the moment when the spare was started. */
  #spareStamp = "";
  #isClosed = false;

  /** A spare that was started with another `stamp()` than that of now is of no use. */
  constructor(spawn: () => Process, stamp: () => string) {
    this.#spawn = spawn;
    this.#stamp = stamp;
  }

  /** Starts a spare soon, unless there is one. */
  prepare(): void {
    if (this.#isClosed || this.#spare || this.#timer !== undefined) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#start();
    }, DELAY_MS);
  }

  /** Hands the spare over, undefined when there is none that can be used. */
  take(): Process | undefined {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const spare = this.#spare;
    this.#spare = undefined;
    if (spare === undefined || this.#stamp() === this.#spareStamp) return spare;
    spare.process.kill();
    return undefined;
  }

  /** Ends the spare for good; its own promise tells when it is gone. */
  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    this.#spare?.process.kill();
    this.#spare = undefined;
  }

  #start(): void {
    this.#spareStamp = this.#stamp();
    const spare = this.#spare = this.#spawn();
    // Without this a spare that the system has killed would be sent to serve.
    void spare.process.ended.then(() => {
      if (this.#spare === spare) this.#spare = undefined;
    });
  }
}
