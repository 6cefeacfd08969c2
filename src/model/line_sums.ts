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

  add(node: number, line: number, micros: Micros): void {
    // Without holes, or the list would become slow.
    while (this.#rowByNode.length <= node) this.#rowByNode.push(0);
    for (let row = this.#rowByNode[node]!; row !== 0; row = this.#before[row - 1]!) {
      if (this.#lines[row - 1] !== line) continue;
      this.#micros[row - 1]! += micros;
      return;
    }
    this.#before.push(this.#rowByNode[node]!);
    this.#nodes.push(node);
    this.#lines.push(line);
    this.#rowByNode[node] = this.#micros.push(micros);
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
