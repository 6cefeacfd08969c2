// Sums by node and line. Few nodes have more than two lines, so each has a short list: that is found in half the
// time of a table of pairs.
import type { LineTimes, Micros } from "./profile.ts";

/** Line times that are added to, of nodes numbered from 0. */
export class LineSums {
  /** node -> its last row + 1; 0 or nothing = none */
  readonly #rowByNode: number[] = [];
  /** row -> the row before it of the same node + 1 */
  readonly #before: number[] = [];
  readonly #nodes: number[] = [];
  readonly #lines: number[] = [];
  readonly #micros: Micros[] = [];
  /** Behind the one that was last added to. */
  #next = 0;

  add(node: number, line: number, micros: Micros): void {
    // Profiles that are alike add to the same rows in the same order.
    const isNext = this.#nodes[this.#next] === node && this.#lines[this.#next] === line;
    const row = isNext ? this.#next : this.#row(node, line);
    this.#micros[row]! += micros;
    this.#next = row + 1 < this.#micros.length ? row + 1 : 0;
  }

  /** The row of a node's line, which is added when new. */
  #row(node: number, line: number): number {
    // Without holes, or the list would become slow.
    while (this.#rowByNode.length <= node) this.#rowByNode.push(0);
    for (let row = this.#rowByNode[node]!; row !== 0; row = this.#before[row - 1]!) {
      if (this.#lines[row - 1] === line) return row - 1;
    }
    this.#before.push(this.#rowByNode[node]!);
    this.#nodes.push(node);
    this.#lines.push(line);
    this.#rowByNode[node] = this.#micros.push(0);
    return this.#micros.length - 1;
  }

  /** A copy of everything, in the order in which it came. */
  times(): LineTimes {
    return {
      nodes: Uint32Array.from(this.#nodes),
      lines: Uint32Array.from(this.#lines),
      micros: Float64Array.from(this.#micros),
    };
  }
}
