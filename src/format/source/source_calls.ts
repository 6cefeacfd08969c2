// What a function calls itself, and not the functions within it, by name and line: the calls that can be
// told from its text alone.
import { PUNCTUATOR, type SourceTokens, TEMPLATE, WORD } from "./source_tokens.ts";
import {
  arrowBody,
  behindTypeArguments,
  bodyBehind,
  functionBody,
  isMember,
  type TokenRange,
  tokenText,
} from "./source_functions.ts";

/** Stands for a line where there are several. */
export const SEVERAL_LINES = 0;

/** Name -> the 1-based line on which it is used, or SEVERAL_LINES. */
export type LineByName = ReadonlyMap<string, number>;

/** The calls of one function. */
export interface SourceCalls {
  /** `f()`, `o.f()`, `new F`, `super()`, and so on. */
  readonly called: LineByName;
  /** `each(f)`: the line is that of each. */
  readonly handedOver: LineByName;
  /** `o.x` */
  readonly read: LineByName;
  /** `o.x = 1` */
  readonly written: LineByName;
  /** First token of a function's body -> line of the call that it is written in as an argument. */
  readonly callbacks: ReadonlyMap<number, number>;
}

/** The calls in `body`. */
export function sourceCalls(
  tokens: SourceTokens,
  body: TokenRange,
  lineAt: (offset: number) => number,
): SourceCalls {
  const finder = new CallFinder(tokens, lineAt);
  finder.walk(body);
  return finder;
}

/** Words that stand before "(" without calling anything. */
const NO_CALLEE = new Set(
  "if for while switch catch with await return typeof in of void delete throw case else do yield"
    .split(" "),
);

class CallFinder implements SourceCalls {
  readonly called = new Map<string, number>();
  readonly handedOver = new Map<string, number>();
  readonly read = new Map<string, number>();
  readonly written = new Map<string, number>();
  readonly callbacks = new Map<number, number>();
  readonly #tokens: SourceTokens;
  readonly #lineAt: (offset: number) => number;
  /** "(" of a call -> token of what is called */
  readonly #calleeByBracket = new Map<number, number>();
  /** Brackets that are open, outermost first. */
  readonly #open: number[] = [];

  constructor(tokens: SourceTokens, lineAt: (offset: number) => number) {
    this.#tokens = tokens;
    this.#lineAt = lineAt;
  }

  walk({ from, to }: TokenRange): void {
    let token = from;
    while (token < to) {
      while (this.#open.length > 0 && this.#tokens.partners[this.#open.at(-1)!]! <= token) {
        this.#open.pop();
      }
      token = this.#step(token);
    }
  }

  /** Returns the token to go on with. */
  #step(token: number): number {
    const { kinds, partners } = this.#tokens;
    if (kinds[token] === WORD) return this.#word(token);
    if (kinds[token] === PUNCTUATOR && partners[token]! > token) this.#open.push(token);
    if (!this.#is(token, "=>")) return token + 1;
    return this.#behindFunction(arrowBody(this.#tokens, token + 1));
  }

  #word(token: number): number {
    const text = tokenText(this.#tokens, token);
    if (isMember(this.#tokens, token)) return this.#name(token, text);
    if (text === "function") {
      const body = functionBody(this.#tokens, token);
      if (body) return this.#behindFunction(body);
    }
    if (text === "class") return this.#behindClass(token);
    return NO_CALLEE.has(text) ? token + 1 : this.#name(token, text);
  }

  #name(token: number, text: string): number {
    const bracket = this.#bracketOfCall(token);
    if (bracket === -1) {
      this.#use(token, text);
      return token + 1;
    }
    if (this.#is(bracket, "(")) {
      const parameters = this.#tokens.partners[bracket]!;
      // `async (x) => ...`
      if (this.#is(parameters + 1, "=>")) return token + 1;
      const body = bodyBehind(this.#tokens, parameters);
      // A method: `f(x) {`. But `a ? f(x) : y => {` is a call.
      if (body && this.#is(body.from - 1, "{") && !this.#is(body.from - 2, "=>")) return body.to;
      this.#calleeByBracket.set(bracket, token);
    }
    this.#note(this.called, text, token);
    return token + 1;
  }

  /** The "(" or template behind a name that is called; -1 when it is not. */
  #bracketOfCall(token: number): number {
    let next = token + 1;
    if (this.#is(next, "<")) next = behindTypeArguments(this.#tokens, next);
    // `f!()`
    if (this.#is(next, "!") && this.#is(next + 1, "(")) next++;
    if (this.#is(next, "?.") && this.#is(next + 1, "(")) next++;
    // `(0, module.f)()`
    if (this.#is(next, ")") && this.#is(next + 1, "(") && this.#isComma(token)) next++;
    if (this.#is(next, "(") || this.#tokens.kinds[next] === TEMPLATE) return next;
    return this.#is(token - 1, "new") && !this.#is(next, ".") ? token : -1;
  }

  /** Whether the brackets around `token` are those of `(0, f)`. */
  #isComma(token: number): boolean {
    const open = this.#open.at(-1);
    return open !== undefined && this.#is(open + 1, "0") && this.#is(open + 2, ",") &&
      this.#tokens.partners[open]! > token;
  }

  /** A name that is not called. */
  #use(token: number, text: string): void {
    if (isMember(this.#tokens, token)) {
      this.#note(this.#is(token + 1, "=") ? this.written : this.read, text, token);
      return;
    }
    const isArgument = /^[(,]$/.test(tokenText(this.#tokens, token - 1)) &&
      /^[),]$/.test(tokenText(this.#tokens, token + 1));
    const callee = isArgument ? this.#enclosingCallee() : undefined;
    if (callee !== undefined) this.#note(this.handedOver, text, callee);
  }

  #behindFunction(body: TokenRange): number {
    const callee = this.#enclosingCallee();
    if (callee !== undefined) this.callbacks.set(body.from, this.#line(callee));
    return body.to;
  }

  #behindClass(token: number): number {
    for (let at = token + 1; at < this.#tokens.count; at++) {
      if (this.#is(at, "{")) return this.#tokens.partners[at]! + 1;
      if (this.#is(at, "(")) at = this.#tokens.partners[at]!;
    }
    return this.#tokens.count;
  }

  /** What is called with the innermost open bracket. */
  #enclosingCallee(): number | undefined {
    return this.#calleeByBracket.get(this.#open.at(-1) ?? -1);
  }

  #note(lines: Map<string, number>, name: string, token: number): void {
    const line = this.#line(token);
    const known = lines.get(name);
    lines.set(name, known === undefined || known === line ? line : SEVERAL_LINES);
  }

  #line(token: number): number {
    return this.#lineAt(this.#tokens.starts[token]!);
  }

  #is(token: number, text: string): boolean {
    return tokenText(this.#tokens, token) === text;
  }
}
