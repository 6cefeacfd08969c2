// positionTicks in columns: on which lines the samples of each node fell.
import { NumberColumn } from "./cpuprofile_column.ts";
import { sortTogether } from "../sort_together.ts";

/** The ticks of one node, by line; each line (1-based) is there once. */
export interface NodeTicks {
  readonly lines: number[];
  readonly ticks: number[];
}

/** The ticks of one node after the other. */
export class TickColumns {
  readonly #lines: NumberColumn;
  readonly #ticks: NumberColumn;
  /** node -> end of its rows */
  readonly #ends: NumberColumn;

  constructor(expectedNodes: number) {
    this.#lines = new NumberColumn(expectedNodes);
    this.#ticks = new NumberColumn(expectedNodes);
    this.#ends = new NumberColumn(expectedNodes);
  }

  /** Rows of all nodes. */
  get length(): number {
    return this.#lines.length;
  }

  /** The line of a node whose ticks are all on one and at least `hits`; 0 for any other node. */
  onlyLine(node: number, hits: number): number {
    const row = this.#firstRow(node);
    const isAlone = this.#ends.at(node) === row + 1 && this.#ticks.at(row) >= hits;
    return isAlone ? this.#lines.at(row) : 0;
  }

  /** Forgets all nodes. */
  clear(): void {
    this.#cutTo(0);
    this.#ends.cutTo(0);
  }

  /** Undefined for a node without any. What is returned belongs to the caller. */
  of(node: number): NodeTicks | undefined {
    const end = this.#ends.at(node);
    const first = this.#firstRow(node);
    if (first === end) return undefined;
    const lines: number[] = new Array(end - first);
    const ticks: number[] = new Array(end - first);
    for (let i = 0; i < lines.length; i++) {
      lines[i] = this.#lines.at(first + i);
      ticks[i] = this.#ticks.at(first + i);
    }
    return { lines, ticks };
  }

  /** Adds ticks to the node that has not ended yet, unless there are none or the line is none. */
  add(line: number, ticks: number): void {
    if (!Number.isInteger(line) || line < 1 || line > 0xffff_ffff || !(ticks > 0)) return;
    this.#lines.push(line);
    this.#ticks.push(ticks);
  }

  /** Forgets what was added since the last node ended. */
  clearNode(): void {
    this.#cutTo(this.#firstRow(this.#ends.length));
  }

  /** Ends a node: what follows belongs to the next. */
  endNode(): void {
    const first = this.#firstRow(this.#ends.length);
    if (!this.#isInOrder(first)) this.#mergeFrom(first);
    this.#ends.push(this.#lines.length);
  }

  #firstRow(node: number): number {
    return node === 0 ? 0 : this.#ends.at(node - 1);
  }

  #cutTo(length: number): void {
    this.#lines.cutTo(length);
    this.#ticks.cutTo(length);
  }

  #isInOrder(first: number): boolean {
    for (let row = first + 1; row < this.#lines.length; row++) {
      if (this.#lines.at(row - 1) >= this.#lines.at(row)) return false;
    }
    return true;
  }

  /** V8 15 lists a line once per column, and in no order: the ticks of one line add up. */
  #mergeFrom(first: number): void {
    const lines = this.#lines.view();
    const ticks = this.#ticks.view();
    sortTogether(lines, ticks, { from: first, to: lines.length });
    let last = first;
    for (let row = first + 1; row < lines.length; row++) {
      if (lines[row] === lines[last]) {
        ticks[last]! += ticks[row]!;
        continue;
      }
      last++;
      lines[last] = lines[row]!;
      ticks[last] = ticks[row]!;
    }
    this.#cutTo(last + 1);
  }
}
