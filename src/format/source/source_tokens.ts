// JavaScript and TypeScript, with JSX, as tokens: as much of the language as it takes to find functions and
// calls. There is no grammar behind it, so it guesses where only a grammar knows (is "/" a division?), and a
// text whose brackets do not match afterwards is refused as a whole.
// Rules: https://tc39.es/ecma262/#sec-ecmascript-language-lexical-grammar

/** What a token is. Numbers, strings and regular expressions are literals. */
export const WORD = 1;
export const PUNCTUATOR = 2;
export const LITERAL = 3;
/** The beginning of a template literal; what is within its ${} follows, in brackets. */
export const TEMPLATE = 4;

/** The tokens of a text in columns; a token is its place in them. */
export interface SourceTokens {
  readonly text: string;
  readonly count: number;
  readonly kinds: Uint8Array;
  /** token -> offset of its first character */
  readonly starts: Uint32Array;
  /** token -> offset behind its last character */
  readonly ends: Uint32Array;
  /** bracket -> its other half; 0 for tokens that are no brackets */
  readonly partners: Uint32Array;
}

/** Undefined for a text that is not understood. `hasJsx` says whether "<" may begin an element. */
export function sourceTokens(text: string, hasJsx: boolean): SourceTokens | undefined {
  const scanner = new Scanner(text, hasJsx);
  return scanner.scan() ? scanner.tokens() : undefined;
}

/** An identifier, a keyword or a private name. */
const WORD_PATTERN = /#?[\p{ID_Continue}$\u200c\u200d\\]+/uy;
const NUMBER_PATTERN = /\.?\d(?:[eE][+-]?\d|[\w.])*/y;
/** Ends in the same line, and "/" within a class is no end. The limits keep the search for an end short. */
const REGEX_PATTERN = /\/(?:[^\\/[\n\r]|\\.|\[(?:[^\\\]\n\r]|\\.){0,999}\]){1,999}\/\w*/y;
/** A comment without an end goes to that of the text: to look for it again from each "/*" could take hours. */
const SPACE_PATTERN = /(?:\s|\/\/.*|\/\*[^]*?(?:\*\/|$))+/y;
/** One character, but for those that would be taken for an assignment, a type parameter or a member. */
const OPERATOR_PATTERN = /=>|\?[.?]|[=!]==?|[<>]=|[^]/uy;
/** Of JSX: attribute names and the like up to a value, a bracket or an end. */
const TAG_TEXT = /[^"'{}<>/]*/y;
const JSX_STRING = /"[^"]*"|'[^']*'/y;
const JSX_TEXT = /[^{}<]*/y;
/** The name may be missing. In TSX "<T,>" and "<T extends" begin type parameters. */
const TAG_START = /<(?:(?=>)|[\p{ID_Start}$_][\p{ID_Continue}$.:-]*(?!\s*,|\s+extends\b))/uy;

/** After these an expression begins, so "/" begins a regular expression. */
const BEFORE_EXPRESSION = new Set(
  "return typeof case in of delete void throw new instanceof else do await yield default extends"
    .split(" "),
);
const BEFORE_CONDITION = new Set(["if", "while", "for", "with"]);
const CLOSERS: Readonly<Record<string, string>> = { ")": "(", "]": "[", "}": "{" };

/** What follows in or behind JSX. */
type Markup = "tag" | "content" | "code" | "broken";

/** What a bracket belongs to, which says how the text goes on behind it. */
interface Open {
  readonly token: number;
  readonly text: string;
  readonly within: "code" | "template" | "tag" | "element";
}

class Scanner {
  readonly #text: string;
  readonly #hasJsx: boolean;
  readonly #kinds: number[] = [];
  readonly #starts: number[] = [];
  readonly #ends: number[] = [];
  readonly #partners: number[] = [];
  readonly #open: Open[] = [];
  /** Elements of JSX that are open at each bracket. */
  readonly #elements: number[] = [0];
  #at = 0;

  constructor(text: string, hasJsx: boolean) {
    this.#text = text;
    this.#hasJsx = hasJsx;
  }

  /** False when brackets or quotes do not match. */
  scan(): boolean {
    if (this.#text.startsWith("#!")) this.#at = (this.#text + "\n").indexOf("\n");
    while (true) {
      this.#skip(SPACE_PATTERN);
      if (this.#at >= this.#text.length) return this.#open.length === 0;
      if (!this.#next()) return false;
    }
  }

  tokens(): SourceTokens {
    return {
      text: this.#text,
      count: this.#kinds.length,
      kinds: Uint8Array.from(this.#kinds),
      starts: Uint32Array.from(this.#starts),
      ends: Uint32Array.from(this.#ends),
      partners: Uint32Array.from(this.#partners),
    };
  }

  #next(): boolean {
    const character = this.#text[this.#at]!;
    switch (character) {
      case '"':
      case "'":
        return this.#string(character);
      case "`":
        this.#add(TEMPLATE, this.#at + 1);
        return this.#template();
      case "(":
      case "[":
      case "{":
        this.#openBracket("code");
        return true;
      case ")":
      case "]":
      case "}":
        return this.#closeBracket(character);
      case "/":
        if (this.#isExpressionNext() && this.#take(LITERAL, REGEX_PATTERN)) return true;
        break;
      case "<":
        if (this.#hasJsx && this.#isExpressionNext() && this.#skip(TAG_START)) {
          return this.#markup("tag");
        }
        break;
    }
    if (this.#take(LITERAL, NUMBER_PATTERN) || this.#take(WORD, WORD_PATTERN)) return true;
    return this.#take(PUNCTUATOR, OPERATOR_PATTERN);
  }

  /** A loop, as a regular expression runs out of stack with megabytes of data in a string. */
  #string(quote: string): boolean {
    for (let at = this.#at + 1; at < this.#text.length; at++) {
      const character = this.#text[at];
      if (character === "\\") at++;
      else if (character === "\n") return false;
      else if (character === quote) {
        this.#add(LITERAL, at + 1);
        return true;
      }
    }
    return false;
  }

  /** Goes on in a template after "`" or "}". */
  #template(): boolean {
    for (; this.#at < this.#text.length; this.#at++) {
      const character = this.#text[this.#at];
      if (character === "\\") this.#at++;
      else if (character === "`") {
        this.#at++;
        return true;
      } else if (character === "$" && this.#text[this.#at + 1] === "{") {
        this.#at++;
        this.#openBracket("template");
        return true;
      }
    }
    return false;
  }

  /** Goes on in JSX until code follows; false when it is broken. */
  #markup(start: "tag" | "content"): boolean {
    let next: Markup = start;
    while (next === "tag" || next === "content") {
      next = next === "tag" ? this.#tag() : this.#content();
    }
    return next === "code";
  }

  /** Goes on in a tag after its name or an attribute's value. */
  #tag(): Markup {
    this.#skip(TAG_TEXT);
    switch (this.#text[this.#at]) {
      case "{":
        this.#openBracket("tag");
        return "code";
      case ">":
        this.#at++;
        this.#elements[this.#elements.length - 1]!++;
        return "content";
      case "/":
        this.#at++;
        if (this.#text[this.#at] !== ">") return "tag";
        this.#at++;
        return "content";
    }
    return this.#skip(JSX_STRING) ? "tag" : "broken";
  }

  /** Goes on behind a tag. */
  #content(): Markup {
    if (this.#elements.at(-1) === 0) {
      // An element is an operand: what follows is no expression.
      this.#add(LITERAL, this.#at);
      return "code";
    }
    this.#skip(JSX_TEXT);
    if (this.#text[this.#at] === "{") {
      this.#openBracket("element");
      return "code";
    }
    if (this.#text[this.#at] !== "<") return "broken";
    if (this.#text[this.#at + 1] !== "/") {
      this.#at++;
      return "tag";
    }
    const end = this.#text.indexOf(">", this.#at);
    if (end === -1) return "broken";
    this.#at = end + 1;
    this.#elements[this.#elements.length - 1]!--;
    return "content";
  }

  #openBracket(within: Open["within"]): void {
    this.#open.push({ token: this.#kinds.length, text: this.#text[this.#at]!, within });
    this.#elements.push(0);
    this.#add(PUNCTUATOR, this.#at + 1);
  }

  #closeBracket(character: string): boolean {
    const open = this.#open.pop();
    if (open?.text !== CLOSERS[character]) return false;
    this.#elements.pop();
    this.#partners[open!.token] = this.#kinds.length;
    this.#add(PUNCTUATOR, this.#at + 1);
    this.#partners[this.#kinds.length - 1] = open!.token;
    if (open!.within === "template") return this.#template();
    if (open!.within === "tag") return this.#markup("tag");
    return open!.within === "element" ? this.#markup("content") : true;
  }

  /** Whether an expression may begin here, rather than an operator. */
  #isExpressionNext(): boolean {
    const last = this.#kinds.length - 1;
    if (last < 0) return true;
    const text = this.#text.slice(this.#starts[last], this.#ends[last]);
    if (this.#kinds[last] === WORD) return BEFORE_EXPRESSION.has(text) && !this.#isMember(last);
    if (this.#kinds[last] !== PUNCTUATOR) return false;
    if (text === "]") return false;
    if (text !== ")") return true;
    const before = this.#partners[last]! - 1;
    return before >= 0 && !this.#isMember(before) &&
      BEFORE_CONDITION.has(this.#text.slice(this.#starts[before], this.#ends[before]));
  }

  #isMember(token: number): boolean {
    return token > 0 && this.#text[this.#ends[token - 1]! - 1] === ".";
  }

  #take(kind: number, pattern: RegExp): boolean {
    pattern.lastIndex = this.#at;
    if (!pattern.test(this.#text) || pattern.lastIndex === this.#at) return false;
    this.#add(kind, pattern.lastIndex);
    return true;
  }

  /** False when the pattern does not fit. */
  #skip(pattern: RegExp): boolean {
    pattern.lastIndex = this.#at;
    if (!pattern.test(this.#text)) return false;
    this.#at = pattern.lastIndex;
    return true;
  }

  #add(kind: number, end: number): void {
    this.#kinds.push(kind);
    this.#starts.push(this.#at);
    this.#ends.push(end);
    this.#partners.push(0);
    this.#at = end;
  }
}
