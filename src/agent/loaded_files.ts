// Tells the supervisor which files the app has loaded, for the watcher: it finds static imports by itself, but neither
// require() nor what is imported by a computed name or late. V8 is asked for its scripts while nothing else happens
// (12 to 20 ms on a busy machine). Rejected: hooks of node:module, which show in the stacks of modules that are not found.
import type { RequestLog } from "./request_log.ts";
import type { Outbox } from "./outbox.ts";
import { inspector, timers } from "./builtins.ts";
import { detached } from "./owner_tracker.ts";

/** After the last sign of life, so that nobody waits for the answer. */
const QUIET_MS = 300;
/** Late imports come with the first request of a route; what has more of them than that makes them up. */
const MAX_ROUTES = 200;

interface ScriptParsed {
  readonly params: { readonly url: string };
}

/** Looks when there may be something new. */
export class LoadedFiles {
  readonly #outbox: Outbox;
  readonly #log: Pick<RequestLog, "activeCount">;
  /** Folder of the agent's own scripts. */
  readonly #ownUrl: string;
  readonly #session = new inspector.Session();
  readonly #told = new Set<string>();
  #found = new Set<string>();
  #isBlind = false;
  readonly #routes = new Set<string>();
  #timer: ReturnType<typeof timers.setTimeout> | undefined;

  constructor(outbox: Outbox, log: Pick<RequestLog, "activeCount">, ownUrl: string) {
    this.#outbox = outbox;
    this.#log = log;
    this.#ownUrl = ownUrl;
    try {
      this.#session.connect();
    } catch {
      // For want of sys access: the sampler says so, and the files that are imported statically are watched anyway.
      this.#isBlind = true;
      return;
    }
    this.#session.on("Debugger.scriptParsed", (message: unknown) => {
      this.#found.add((message as ScriptParsed).params.url);
    });
  }

  /** A request of this route has ended. */
  visited(route: string): void {
    if (this.#routes.has(route) || this.#routes.size === MAX_ROUTES) return;
    this.#routes.add(route);
    this.lookSoon();
  }

  /** Tells what is new as soon as the app is quiet. */
  lookSoon(): void {
    if (this.#isBlind) return;
    timers.clearTimeout(this.#timer);
    this.#timer = detached(() => timers.setTimeout(() => this.#lookWhenQuiet(), QUIET_MS));
    this.#timer.unref();
  }

  #lookWhenQuiet(): void {
    if (this.#log.activeCount > 0) return this.lookSoon();
    this.#found = new Set();
    // In one turn: a `debugger` statement that ran in between would stop the app for ever.
    this.#session.post("Debugger.enable");
    this.#session.post("Debugger.disable", {}, () => this.#tell());
  }

  #tell(): void {
    const urls = [...this.#found].filter((url) => this.#isApps(url) && !this.#told.has(url));
    for (const url of urls) this.#told.add(url);
    if (urls.length > 0) this.#outbox.write({ kind: "loaded", urls });
  }

  #isApps(url: string): boolean {
    return url.startsWith("file:") && !url.startsWith(this.#ownUrl) &&
      !url.includes("/node_modules/");
  }
}
