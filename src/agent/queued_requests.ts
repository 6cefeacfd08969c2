// Servers that put their requests into a queue and work them off in a loop of their own, as oak does: the
// loop runs for nobody, or for whichever request it met last. There, whoever is the first to look at a
// request is the one who handles it.
import { adopt, requestInScope } from "./owner_tracker.ts";
import type { LoggedRequest } from "./request_log.ts";

/** After so many requests without a sign of a queue, a server has none. */
const MAX_WATCHED = 100;
/** One of these is read before anything can be done for a request; of node's and Deno's requests alike. */
const NAMES = ["url", "method", "headers"] as const;

/** Finds out whether one server has a queue, and gives the requests back their owner if it does. */
export class QueuedRequests {
  #left = MAX_WATCHED;

  /** To be called before the handler runs, for each request. */
  watch(request: object, logged: LoggedRequest): void {
    if (this.#left === 0) return;
    this.#left--;
    onFirstLook(request, () => {
      if (requestInScope() === logged || !logged.isActive) return;
      this.#left = Infinity;
      adopt(logged);
    });
  }
}

function onFirstLook(request: object, looked: () => void): void {
  const properties = request as Record<string, unknown>;
  const before = NAMES.map((name) =>
    [name, Object.getOwnPropertyDescriptor(request, name)] as const
  );
  const restore = () => {
    for (const [name, descriptor] of before) {
      if (descriptor) Object.defineProperty(request, name, descriptor);
      else delete properties[name];
    }
  };
  for (const [name, descriptor] of before) {
    Object.defineProperty(request, name, {
      get() {
        restore();
        looked();
        return properties[name];
      },
      set(value: unknown) {
        restore();
        properties[name] = value;
      },
      enumerable: descriptor?.enumerable ?? false,
      configurable: true,
    });
  }
}
