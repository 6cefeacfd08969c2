// Reads JSON off the bytes, without making an object of every brace: of a file of 100 MB those objects
// would be most of the memory and half of the time. Only for what V8 writes; whatever looks different is
// left to JSON.parse, which also knows what to say about it.

/** Something is not as V8 writes it. Not an error: the careful reader must have a look. */
export class UnusualJson extends Error {
  override readonly name = "UnusualJson";
}

export const COMMA = 0x2c;
const COLON = 0x3a;
export const OPEN_LIST = 0x5b;
export const CLOSE_LIST = 0x5d;
export const OPEN_OBJECT = 0x7b;
export const CLOSE_OBJECT = 0x7d;
export const QUOTE = 0x22;
export const BACKSLASH = 0x5c;
const MINUS = 0x2d;
const ZERO = 0x30;
const SPACE = 0x20;
/** Whole numbers of more digits may be beyond what doubles can hold. */
const MAX_DIGITS = 15;
/** Bytes of a list that is read into memory which is kept for the next one. */
const SHORT_LIST = 1 << 16;
const shortList = new Float64Array(SHORT_LIST / 2);

/** Four bytes or more in a form that is found fast. */
export class JsonText {
  readonly length: number;
  readonly view: DataView;

  constructor(text: string) {
    const bytes = new TextEncoder().encode(text) as Uint8Array<ArrayBuffer>;
    this.length = bytes.length;
    this.view = new DataView(bytes.buffer);
  }
}

/** A key with its quotes; its name has two letters or more. */
export class JsonKey extends JsonText {
  constructor(name: string) {
    super(JSON.stringify(name));
  }
}

/** A place in a JSON text. What it steps over is valid JSON unless a method says otherwise. */
export class JsonCursor {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  /** Index of the next byte. */
  at = 0;

  constructor(bytes: Uint8Array, at = 0) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.at = at;
  }

  /** The byte after any white space, undefined at the end. */
  peek(): number | undefined {
    for (;; this.at++) {
      const byte = this.bytes[this.at];
      if (byte === undefined || byte > SPACE) return byte;
      const isSpace = byte === SPACE || byte === 0x0a || byte === 0x0d || byte === 0x09;
      if (!isSpace) throw new UnusualJson();
    }
  }

  /** Steps over `byte` if it is the next one. */
  take(byte: number): boolean {
    if (this.bytes[this.at] !== byte && this.peek() !== byte) return false;
    this.at++;
    return true;
  }

  expect(byte: number): void {
    if (!this.take(byte)) throw new UnusualJson();
  }

  /**
   * Steps over the key of a member, and the colon, if it is one of `keys`, and returns its index; else -1.
   * `first` is the index that is tried first: members mostly come in one order.
   */
  key(keys: readonly JsonKey[], first: number): number {
    if (this.peek() !== QUOTE) throw new UnusualJson();
    for (let i = 0; i < keys.length; i++) {
      const index = first + i < keys.length ? first + i : first + i - keys.length;
      if (!this.#standsHere(keys[index]!)) continue;
      this.at += keys[index]!.length;
      this.expect(COLON);
      return index;
    }
    return -1;
  }

  /** Steps over `text` if it is next, to the byte. */
  takeText(text: JsonText): boolean {
    const isHere = this.#standsHere(text);
    if (isHere) this.at += text.length;
    return isHere;
  }

  /** Four bytes at a time; the last four may overlap those before. */
  #standsHere({ length, view }: JsonText): boolean {
    const { at } = this;
    const last = length - 4;
    if (at + length > this.bytes.length) return false;
    for (let i = 0; i < last; i += 4) {
      if (this.view.getInt32(at + i) !== view.getInt32(i)) return false;
    }
    return this.view.getInt32(at + last) === view.getInt32(last);
  }

  /** A whole number that doubles hold exactly. */
  integer(): number {
    const { bytes } = this;
    const isNegative = this.peek() === MINUS;
    const first = isNegative ? this.at + 1 : this.at;
    let at = first;
    let value = 0;
    for (let digit; (digit = bytes[at]! - ZERO) >= 0 && digit <= 9; at++) {
      value = value * 10 + digit;
    }
    const digits = at - first;
    const hasLeadingZero = digits > 1 && bytes[first] === ZERO;
    if (digits === 0 || digits > MAX_DIGITS || hasLeadingZero) throw new UnusualJson();
    this.at = at;
    return isNegative ? -value : value;
  }

  /** A list of whole numbers. */
  integers(): Float64Array {
    this.expect(OPEN_LIST);
    if (this.take(CLOSE_LIST)) return new Float64Array();
    const { bytes } = this;
    const end = bytes.indexOf(CLOSE_LIST, this.at);
    if (end === -1) throw new UnusualJson();
    // Short lists are copied, long ones counted first: an array that grows would need twice the memory at last.
    const isShort = end - this.at < SHORT_LIST;
    const numbers = isShort ? shortList : new Float64Array(this.#countItems(end));
    let count = 0;
    for (let at = this.at;;) {
      const first = at;
      let value = 0;
      for (let digit; (digit = bytes[at]! - ZERO) >= 0 && digit <= 9; at++) {
        value = value * 10 + digit;
      }
      // The usual case without a call: most of a file may be such numbers.
      const isUsual = bytes[at] === COMMA && at > first && at - first <= MAX_DIGITS &&
        (bytes[first] !== ZERO || at === first + 1);
      if (isUsual) at++;
      else {
        this.at = first;
        value = this.integer();
        const isLast = !this.take(COMMA);
        if (isLast) this.expect(CLOSE_LIST);
        at = isLast ? end + 1 : this.at;
      }
      numbers[count++] = value;
      if (at > end) return isShort ? numbers.slice(0, count) : numbers;
    }
  }

  #countItems(end: number): number {
    const { bytes } = this;
    let count = 1;
    for (let i = this.at; i < end; i++) if (bytes[i] === COMMA) count++;
    return count;
  }

  /** Steps over any other key, and the colon; an escape in it could spell one that is known. */
  skipKey(): void {
    const start = this.at;
    this.skipString();
    if (this.bytes.subarray(start, this.at).includes(BACKSLASH)) throw new UnusualJson();
    this.expect(COLON);
  }

  /** Steps over a string without judging it. */
  skipString(): void {
    const { bytes } = this;
    this.expect(QUOTE);
    let { at } = this;
    for (let byte; (byte = bytes[at]) !== QUOTE; at++) {
      if (byte === undefined) throw new UnusualJson();
      if (byte === BACKSLASH) at++;
    }
    this.at = at + 1;
  }

  /** Steps over a value up to the comma or bracket behind it, without judging it. */
  skipValue(): void {
    for (let depth = 0;;) {
      const byte = this.peek();
      if (byte === undefined) throw new UnusualJson();
      if (byte === QUOTE) {
        this.skipString();
        continue;
      }
      const isClosing = byte === CLOSE_OBJECT || byte === CLOSE_LIST;
      if (depth === 0 && (isClosing || byte === COMMA)) return;
      if (byte === OPEN_OBJECT || byte === OPEN_LIST) depth++;
      if (isClosing) depth--;
      this.at++;
    }
  }
}
