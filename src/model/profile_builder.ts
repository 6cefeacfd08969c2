// Builds a Profile from stacks: the only place where frames and nodes are interned.
import type { Frame, LineTimes, Micros, Profile } from "./profile.ts";

/** The frame of node 0 in every profile. */
export const ROOT: Frame = { name: "(root)", url: "", line: 0, column: 0, kind: "engine" };

/** Collects nodes, samples and line times; node 0 is the root from the start. */
export class ProfileBuilder {
  readonly #start: Micros;
  readonly #frames: Frame[] = [ROOT];
  readonly #frameByKey = new Map<string, number>([[frameKey(ROOT), 0]]);
  readonly #nodeFrame = [0];
  readonly #nodeParent = [0];
  readonly #childByFrame: (Map<number, number> | undefined)[] = [];
  readonly #samples: number[] = [];
  readonly #weights: number[] = [];
  readonly #linesByNode = new Map<number, Map<number, Micros>>();

  constructor(start: Micros) {
    this.#start = start;
  }

  /** Returns the node of `frame` called from `parent`, adding it when new. */
  node(parent: number, frame: Frame): number {
    const key = frameKey(frame);
    let frameIndex = this.#frameByKey.get(key);
    if (frameIndex === undefined) {
      this.#frameByKey.set(key, frameIndex = this.#frames.push(frame) - 1);
    }
    const children = this.#childByFrame[parent] ??= new Map();
    let node = children.get(frameIndex);
    if (node === undefined) {
      this.#nodeParent.push(parent);
      children.set(frameIndex, node = this.#nodeFrame.push(frameIndex) - 1);
    }
    return node;
  }

  /** Adds `weight` microseconds on top of `node`, as a sample of its own. */
  sample(node: number, weight: Micros): void {
    this.#samples.push(node);
    this.#weights.push(weight);
  }

  /** Says that `micros` of the node's self time were spent on `line`. */
  line(node: number, line: number, micros: Micros): void {
    let lines = this.#linesByNode.get(node);
    if (!lines) this.#linesByNode.set(node, lines = new Map());
    lines.set(line, (lines.get(line) ?? 0) + micros);
  }

  build(): Profile {
    const weights = new Float64Array(this.#weights);
    const lines = this.#lineTimes();
    return {
      frames: this.#frames,
      nodeFrame: new Uint32Array(this.#nodeFrame),
      nodeParent: new Uint32Array(this.#nodeParent),
      samples: new Uint32Array(this.#samples),
      weights,
      ...(lines && { lines }),
      start: this.#start,
      end: this.#start + weights.reduce((sum, weight) => sum + weight, 0),
    };
  }

  #lineTimes(): LineTimes | undefined {
    if (this.#linesByNode.size === 0) return undefined;
    const rows: [node: number, line: number, micros: Micros][] = [];
    for (const [node, lines] of this.#linesByNode) {
      for (const [line, micros] of lines) rows.push([node, line, micros]);
    }
    rows.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
    return {
      nodes: new Uint32Array(rows.map(([node]) => node)),
      lines: new Uint32Array(rows.map(([, line]) => line)),
      micros: new Float64Array(rows.map(([, , micros]) => micros)),
    };
  }
}

function frameKey({ name, url, line, column, kind }: Frame): string {
  return `${name}\0${url}\0${line}\0${column}\0${kind}`;
}
