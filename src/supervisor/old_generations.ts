// Processes from before a reload. Whoever waits for an answer of theirs gets it, however long it takes: a request that
// is being worked on is worth more than an early end. What nobody waits for, or has no end, must not keep them.
import type { AgentProcess } from "./agent_process.ts";
import type { InFlight } from "./in_flight.ts";
import type { Reporter } from "./serve_options.ts";

/** What is nobody's request any more may still be working: so long, at least. */
const CHECK_MS = 5_000;
/** A developer who saves often must not fill the memory with processes that hang. */
const MOST = 3;
/** What Deno's and node's own watchers send. */
const SIGNAL = "SIGTERM";

/** A process that another one has taken over from. */
export interface OldGeneration {
  readonly process: Pick<AgentProcess, "drain" | "end" | "ended" | "pull">;
  readonly inFlight: Pick<InFlight, "awaited">;
}

/** Who hears, once, of a process that takes long. */
interface Told {
  readonly reporter: Pick<Reporter, "say">;
  /** Takes secrets out of the target of a request. */
  mask(target: string): string;
}

/** Ends each one when it is time. */
export class OldGenerations {
  readonly #all = new Set<OldGeneration>();
  readonly #told: Told;
  readonly #checkMs: number;

  constructor(told: Told, checkMs = CHECK_MS) {
    this.#told = told;
    this.#checkMs = checkMs;
  }

  /** From now on it takes no new requests. Beyond three, the oldest ends with what it has. */
  add(old: OldGeneration): void {
    this.#all.add(old);
    void old.process.drain(SIGNAL);
    for (const { process } of [...this.#all].slice(0, -MOST)) process.end(SIGNAL);
    let isTold = false;
    const timer = setInterval(() => {
      old.process.pull();
      const { awaited } = old.inFlight;
      if (awaited.length === 0) return old.process.end(SIGNAL);
      if (!isTold) this.#told.reporter.say(this.#stillAnswering(awaited));
      isTold = true;
    }, this.#checkMs);
    void old.process.ended.then(() => {
      clearInterval(timer);
      this.#all.delete(old);
    });
  }

  #stillAnswering([first, ...others]: InFlight["awaited"]): string {
    const { method, target } = first!;
    const more = others.length === 0 ? "" : ` and ${others.length} more`;
    return `The process before the reload stays until it has answered ${method} ${
      this.#told.mask(target)
    }${more}`;
  }
}
