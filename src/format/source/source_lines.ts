// Lines and columns of a text <-> offsets in it, by what V8 takes for the end of a line.

/** The places of one text. */
export class SourceLines {
  readonly #text: string;
  /** line - 1 -> offset of its first character */
  readonly #starts: number[] = [0];

  constructor(text: string) {
    this.#text = text;
    for (const { 0: end, index } of text.matchAll(/\r\n|[\n\r\u2028\u2029]/g)) {
      this.#starts.push(index + end.length);
    }
  }

  /** The 1-based line that the character at `offset` is in. */
  lineAt(offset: number): number {
    let from = 0;
    let to = this.#starts.length;
    while (to - from > 1) {
      const middle = (from + to) >> 1;
      if (this.#starts[middle]! <= offset) from = middle;
      else to = middle;
    }
    return from + 1;
  }

  /** The line as text, with its end; "" where there is none. */
  text(line: number): string {
    const start = this.#starts[line - 1];
    return start === undefined ? "" : this.#text.slice(start, this.#endOf(line));
  }

  /** The offset of a 1-based place, -1 where the text has none. */
  offsetOf(line: number, column: number): number {
    const start = this.#starts[line - 1];
    if (start === undefined || column < 1) return -1;
    const offset = start + column - 1;
    return offset < this.#endOf(line) ? offset : -1;
  }

  #endOf(line: number): number {
    return this.#starts[line] ?? this.#text.length;
  }
}
