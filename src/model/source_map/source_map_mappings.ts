// The "mappings" string of a source map as parallel arrays: base64 VLQ as ECMA-426 defines it, decoded here.
// All positions are 0-based as in the file. Entries are ordered by generated line, then column, so that
// lookups are binary searches; objects or arrays per entry would cost ten times the memory and time.

/** Decoded mappings: parallel arrays with one item per entry. */
export interface Mappings {
  /** Generated line i owns the entries from lineStarts[i] until lineStarts[i + 1]. */
  readonly lineStarts: Uint32Array;
  /** Generated column, in UTF-16 units like all columns. */
  readonly columns: Uint32Array;
  /** Index of the source; -1 = generated code without an original. */
  readonly sources: Int32Array;
  readonly originalLines: Uint32Array;
  readonly originalColumns: Uint32Array;
  /** Index of the name, -1 = none. */
  readonly names: Int32Array;
}

/** How many sources and names the map has: indexes must stay below. */
export interface MappingsLimits {
  readonly sources: number;
  readonly names: number;
}

/** One section of an index map: its mappings and what must be added to their positions and indexes. */
export interface MappingsPart {
  readonly mappings: Mappings;
  /** Generated line and column at which the section begins; the column counts for its first line only. */
  readonly line: number;
  readonly column: number;
  readonly firstSource: number;
  readonly firstName: number;
}

const SEMICOLON = 0x3b;
const COMMA = 0x2c;
const DIGITS = new Int8Array(128).fill(-1);
"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".split("").forEach(
  (digit, value) => DIGITS[digit.charCodeAt(0)] = value,
);

/** Decodes a "mappings" field; throws an Error that says what is wrong and at which character. */
export function decodeMappings(text: string, limits: MappingsLimits): Mappings {
  return new Decoder(text, limits).decode();
}

/** Puts the sections of an index map into one; throws an Error when they overlap. */
export function joinMappings(parts: readonly MappingsPart[]): Mappings {
  const lineCounts = parts.map(({ line, mappings }) => line + mappings.lineStarts.length - 1);
  const entries = parts.reduce((sum, { mappings }) => sum + mappings.columns.length, 0);
  const joined = allocate(entries, Math.max(0, ...lineCounts));
  let at = 0;
  let last = { line: 0, column: 0 };
  for (const part of parts) {
    if (part.line < last.line || part.line === last.line && part.column < last.column) {
      throw new Error(`Section at ${part.line}:${part.column} begins inside the one before`);
    }
    last = copyPart(part, joined, at) ?? part;
    at += part.mappings.columns.length;
  }
  for (let line = 1; line < joined.lineStarts.length; line++) {
    joined.lineStarts[line]! += joined.lineStarts[line - 1]!;
  }
  return joined;
}

/** Counts entries per line in lineStarts, one line late: the sum up to a line is where it starts. */
function copyPart(part: MappingsPart, joined: Mappings, first: number) {
  const { mappings, line: firstLine, column: firstColumn, firstSource, firstName } = part;
  let at = first;
  let last: { line: number; column: number } | undefined;
  for (let line = 0; line + 1 < mappings.lineStarts.length; line++) {
    const end = mappings.lineStarts[line + 1]!;
    for (let entry = mappings.lineStarts[line]!; entry < end; entry++, at++) {
      const column = mappings.columns[entry]! + (line === 0 ? firstColumn : 0);
      const source = mappings.sources[entry]!;
      const name = mappings.names[entry]!;
      joined.columns[at] = column;
      joined.sources[at] = source < 0 ? -1 : source + firstSource;
      joined.originalLines[at] = mappings.originalLines[entry]!;
      joined.originalColumns[at] = mappings.originalColumns[entry]!;
      joined.names[at] = name < 0 ? -1 : name + firstName;
      joined.lineStarts[firstLine + line + 1]!++;
      last = { line: firstLine + line, column };
    }
  }
  return last;
}

function allocate(entries: number, lines: number): Mappings {
  return {
    lineStarts: new Uint32Array(lines + 1),
    columns: new Uint32Array(entries),
    sources: new Int32Array(entries),
    originalLines: new Uint32Array(entries),
    originalColumns: new Uint32Array(entries),
    names: new Int32Array(entries),
  };
}

class Decoder {
  readonly #text: string;
  readonly #limits: MappingsLimits;
  readonly #mappings: Mappings;
  #at = 0;
  #entry = 0;
  #column = 0;
  #source = 0;
  #originalLine = 0;
  #originalColumn = 0;
  #name = 0;

  constructor(text: string, limits: MappingsLimits) {
    this.#text = text;
    this.#limits = limits;
    // Room for entries of one digit and a separator: counting them first takes as long as decoding.
    this.#mappings = allocate((text.length >> 1) + 1, 0);
  }

  decode(): Mappings {
    const lineStarts = [0];
    for (;; this.#at++) {
      this.#decodeLine();
      lineStarts.push(this.#entry);
      if (this.#at >= this.#text.length) break;
    }
    return compact(this.#mappings, lineStarts);
  }

  #decodeLine(): void {
    const first = this.#entry;
    this.#column = 0;
    let isSorted = true;
    if (this.#isAtLineEnd()) return;
    for (;;) {
      const before = this.#column;
      this.#decodeEntry();
      if (this.#column < before) isSorted = false;
      if (this.#isAtLineEnd()) break;
      this.#at++;
    }
    if (!isSorted) sortEntries(this.#mappings, first, this.#entry);
  }

  #decodeEntry(): void {
    const entry = this.#entry++;
    this.#column += this.#decodeField();
    if (this.#column < 0) throw this.#error("is left of its line");
    this.#mappings.columns[entry] = this.#column;
    if (this.#isAtEntryEnd()) {
      this.#mappings.sources[entry] = -1;
      this.#mappings.names[entry] = -1;
      return;
    }
    this.#decodeOriginal(entry);
    if (this.#isAtEntryEnd()) this.#mappings.names[entry] = -1;
    else this.#decodeName(entry);
    if (!this.#isAtEntryEnd()) throw this.#error("has too many fields");
  }

  #decodeOriginal(entry: number): void {
    this.#source += this.#decodeField();
    this.#originalLine += this.#decodeField();
    this.#originalColumn += this.#decodeField();
    if (this.#source < 0 || this.#source >= this.#limits.sources) {
      throw this.#error(`names source ${this.#source} of ${this.#limits.sources}`);
    }
    if (this.#originalLine < 0 || this.#originalColumn < 0) {
      throw this.#error(`maps to ${this.#originalLine}:${this.#originalColumn}`);
    }
    this.#mappings.sources[entry] = this.#source;
    this.#mappings.originalLines[entry] = this.#originalLine;
    this.#mappings.originalColumns[entry] = this.#originalColumn;
  }

  #decodeName(entry: number): void {
    this.#name += this.#decodeField();
    if (this.#name < 0 || this.#name >= this.#limits.names) {
      throw this.#error(`names name ${this.#name} of ${this.#limits.names}`);
    }
    this.#mappings.names[entry] = this.#name;
  }

  /** A VLQ number: base64 digits of 5 bits, least significant first, the lowest bit is the sign. */
  #decodeField(): number {
    let value = 0;
    // Shifts, not multiplication: a map is mostly these digits, and integers are twice as fast.
    for (let shift = 0;; shift += 5) {
      const digit = DIGITS[this.#text.charCodeAt(this.#at)] ?? -1;
      if (digit < 0) throw this.#error("is incomplete or not base64");
      // Further zeros are legal, further bits are not.
      if (shift >= 30 && (digit & 31) > (shift === 30 ? 3 : 0)) {
        throw this.#error("has a field of more than 32 bits");
      }
      this.#at++;
      value |= (digit & 31) << shift;
      if (digit < 32) break;
    }
    const amount = value >>> 1;
    if ((value & 1) === 0) return amount;
    // The specification gives "minus zero" the one value that is left over.
    return amount === 0 ? -(2 ** 31) : -amount;
  }

  #isAtEntryEnd(): boolean {
    return this.#isAtLineEnd() || this.#text.charCodeAt(this.#at) === COMMA;
  }

  #isAtLineEnd(): boolean {
    return this.#at >= this.#text.length || this.#text.charCodeAt(this.#at) === SEMICOLON;
  }

  #error(problem: string): Error {
    return new Error(`Entry ${this.#entry} of "mappings", at character ${this.#at}, ${problem}`);
  }
}

/** Copies: a view would keep the memory that was allocated too much. */
function compact(mappings: Mappings, lineStarts: readonly number[]): Mappings {
  const entries = lineStarts.at(-1)!;
  return {
    lineStarts: Uint32Array.from(lineStarts),
    columns: mappings.columns.slice(0, entries),
    sources: mappings.sources.slice(0, entries),
    originalLines: mappings.originalLines.slice(0, entries),
    originalColumns: mappings.originalColumns.slice(0, entries),
    names: mappings.names.slice(0, entries),
  };
}

/** Orders the entries of one line by column; those of equal column keep their order. */
function sortEntries(mappings: Mappings, start: number, end: number): void {
  const order = Array.from({ length: end - start }, (_, i) => i);
  const unsorted = mappings.columns.slice(start, end);
  order.sort((a, b) => unsorted[a]! - unsorted[b]!);
  const { columns, sources, originalLines, originalColumns, names } = mappings;
  for (const values of [columns, sources, originalLines, originalColumns, names]) {
    const before = values.slice(start, end);
    order.forEach((from, to) => values[start + to] = before[from]!);
  }
}
