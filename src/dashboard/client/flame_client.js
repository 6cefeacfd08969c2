// @ts-check
/// <reference no-default-lib="true" />
/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
/// <reference lib="esnext" />
// The page's side of flame_worker.js: FlameModel with promises.

/** @typedef {import("./flame_types.d.ts").Boxes} Boxes */
/** @typedef {import("./flame_types.d.ts").FlameFrame} FlameFrame */
/** @typedef {import("./flame_types.d.ts").FlameRules} FlameRules */
/** @typedef {import("./flame_types.d.ts").TreeRow} TreeRow */
/** @typedef {import("./flame_model.js").LayoutRequest} LayoutRequest */

/** @typedef {{ resolve: (result: any) => void, reject: (error: Error) => void }} Waiting */

/** One worker with one flame file. Every method rejects with an Error whose message is for people. */
export class FlameClient {
  #worker = new Worker(workerUrl(), { type: "module" });
  #lastId = 0;
  /** Counts what was shown: nodes and frames of one have no meaning in another. */
  shown = 0;
  /** @type {Map<number, Waiting>} */
  #waiting = new Map();

  constructor() {
    this.#worker.addEventListener("message", ({ data: { id, result, problem } }) => {
      const waiting = this.#waiting.get(id);
      this.#waiting.delete(id);
      if (problem === undefined) waiting?.resolve(result);
      else waiting?.reject(new Error(problem));
    });
    this.#worker.addEventListener("error", () => {
      for (const { reject } of this.#waiting.values()) {
        reject(new Error("The worker did not start"));
      }
      this.#waiting.clear();
    });
  }

  /** @type {(url: string) => Promise<void>} */
  open(url) {
    return this.#call("open", url);
  }

  /** @type {(rules: FlameRules) => Promise<{ frames: readonly FlameFrame[], total: number, hasTime: boolean }>} */
  show(rules) {
    this.shown++;
    return this.#call("show", rules);
  }

  /** @type {(request: LayoutRequest) => Promise<Boxes>} */
  layout(request) {
    return this.#call("layout", request);
  }

  /** @type {(node: number) => Promise<TreeRow[]>} */
  children(node) {
    return this.#call("children", { node });
  }

  /** @type {(node: number) => Promise<number[]>} */
  path(node) {
    return this.#call("path", { node });
  }

  /** @type {(query: string) => Promise<{ micros: number, nodes: number } | null>} */
  matched(query) {
    return this.#call("matched", { query });
  }

  /** @type {(method: string, argument: unknown) => Promise<any>} */
  #call(method, argument) {
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#worker.postMessage({ id, method, argument });
    });
  }
}

/** The only script that this page makes from a string; the policy's name is in src/dashboard/security.ts. */
function workerUrl() {
  const url = new URL("./flame_worker.js", import.meta.url).href;
  const { trustedTypes } = /** @type {any} */ (globalThis);
  if (!trustedTypes) return url;
  return trustedTypes.createPolicy("flame-worker", { createScriptURL: () => url })
    .createScriptURL(url);
}
