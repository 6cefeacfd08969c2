// Which requests gather counts: --since, --only and --skip. Plain data, as it goes to workers.

/** What is asked for. */
export interface FilterPlan {
  /** Epoch milliseconds; requests that began earlier are left out. -Infinity = all. */
  readonly since: number;
  /** Sources of regular expressions over the path; none = all. */
  readonly only: readonly string[];
  /** Likewise; none = nothing is left out. */
  readonly skip: readonly string[];
}

/** A request, as far as a filter looks at it. */
export interface FilteredRequest {
  /** Without query. A name that may mean several paths has all of them. */
  readonly paths: readonly string[];
  /** Epoch milliseconds; asked only when it matters. */
  readonly startedAt: () => number;
}

/** Decides about one request after the other. */
export class RequestFilter {
  readonly #since: number;
  readonly #only: readonly RegExp[];
  readonly #skip: readonly RegExp[];

  constructor({ since, only, skip }: FilterPlan) {
    this.#since = since;
    this.#only = only.map((source) => new RegExp(source));
    this.#skip = skip.map((source) => new RegExp(source));
  }

  isWanted({ paths, startedAt }: FilteredRequest): boolean {
    const matches = (pattern: RegExp) => paths.some((path) => pattern.test(path));
    if (this.#only.length > 0 && !this.#only.some(matches)) return false;
    if (this.#skip.some(matches)) return false;
    return this.#since === -Infinity || startedAt() >= this.#since;
  }
}

/** The paths that a name made by {path} may stand for: in it "/" is "root" and every "/" is a ".". */
export function pathsOfName(name: string): string[] {
  return name === "root" ? ["/", "/root"] : [`/${name}`, `/${name.replaceAll(".", "/")}`];
}
