// positionTicks in columns: on which lines the samples of each node fell.
import { NumberColumn } from "./cpuprofile_column.ts";
import { sortTogether } from "./sort_together.ts";

/** The ticks of one node after the other. Those of a node are in the order of their lines, each line once. */
export class TickColumns {
  readonly #lines = new NumberColumn();
  readonly #ticks = new NumberColumn();
  /** node -> end of its rows */
  readonly #ends = new NumberColumn();

  /** Rows of all nodes. */
  get length(): number {
    return this.#lines.length;
  }

  /** The first row of a node; its last is the one before the first of the next node. */
  firstRow(node: number): number {
    return node === 0 ? 0 : this.#ends.at(node - 1);
  }

  line(row: number): number {
    return this.#lines.at(row);
  }

  ticks(row: number): number {
    return this.#ticks.at(row);
  }

  /** Adds ticks to the node that has not ended yet, unless the line (1-based) is none. */
  add(line: number, ticks: number): void {
    if (!Number.isInteger(line) || line < 1 || line > 0xffff_ffff || !(ticks > 0)) return;
    this.#lines.push(line);
    this.#ticks.push(ticks);
  }

  /** Forgets what was added since the last node ended. */
  clearNode(): void {
    this.#cutTo(this.firstRow(this.#ends.length));
  }

  /** Ends a node: what follows belongs to the next. */
  endNode(): void {
    const first = this.firstRow(this.#ends.length);
    if (this.#lines.length - first > 1) this.#mergeFrom(first);
    this.#ends.push(this.#lines.length);
  }

  #cutTo(length: number): void {
    this.#lines.cutTo(length);
    this.#ticks.cutTo(length);
  }

  /** V8 15 lists a line once per column, and in no order: the ticks of one line add up. */
  #mergeFrom(first: number): void {
    const lines = this.#lines.view();
    const ticks = this.#ticks.view();
    sortTogether(lines, ticks, { from: first, to: lines.length });
    let last = first;
    for (let i = first + 1; i < lines.length; i++) {
      if (lines[i] !== lines[last]) {
        lines[++last] = lines[i]!;
        ticks[last] = ticks[i]!;
      } else ticks[last]! += ticks[i]!;
    }
    this.#cutTo(last + 1);
  }
}
