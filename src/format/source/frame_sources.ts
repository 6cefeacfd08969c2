// What sources tell about frames, above all the line on which a function calls another. V8 records for a caller
// only where it begins, so the line is looked for in its source: where the callee's name is called on one line
// only, it must have been there. `deno task bench lines` measures against a debugger how often that is so, and
// how often it is right.
import type { Frame } from "../../model/profile.ts";
import type { SourceReader, SourceText } from "../codec.ts";
import { functionBody, type TokenRange, tokenText } from "./source_functions.ts";
import { SEVERAL_LINES, type SourceCalls, sourceCalls } from "./source_calls.ts";
import { SourceImports } from "./source_imports.ts";
import { SourceLines } from "./source_lines.ts";
import { type SourceTokens, sourceTokens } from "./source_tokens.ts";

/** Looks into the sources that `readSource` knows. */
export class FrameSources {
  readonly #readSource: SourceReader;
  readonly #files = new Map<string, SourceFile | undefined>();

  constructor(readSource: SourceReader) {
    this.#readSource = readSource;
  }

  /** The 1-based line in the caller's file on which it calls `callee`, 0 where it cannot be told. */
  callLine(caller: Frame, callee: Frame): number {
    return this.#file(caller.url)?.callLine(caller, callee) ?? 0;
  }

  /** The text of a line of the frame's function, without its indentation; "" where it cannot be told. */
  code(frame: Frame, line: number): string {
    return this.#file(frame.url)?.code(frame, line) ?? "";
  }

  #file(url: string): SourceFile | undefined {
    if (url === "") return undefined;
    if (!this.#files.has(url)) this.#files.set(url, this.#open(url));
    return this.#files.get(url);
  }

  #open(url: string): SourceFile | undefined {
    const source = this.#readSource(url);
    if (!source) return undefined;
    let file = parsed.get(source);
    if (file === undefined) parsed.set(source, file = parse(source, url));
    return file ?? undefined;
  }
}

/** A server encodes profiles of the same files all day; null = not understood. */
const parsed = new WeakMap<SourceText, SourceFile | null>();

function parse(source: SourceText, url: string): SourceFile | null {
  const tokens = sourceTokens(source.text, /\.[jt]sx(?:[?#]|$)/.test(url));
  return tokens ? new SourceFile(tokens) : null;
}

/** How far from the place of a function its name may be, in tokens: `const f: Handler<T> = async (`. */
const NAME_BEFORE = 16;
const NAME_BEHIND = 4;

/** In place of a token. */
const NO_TOKEN = -1;
const MODULE = -2;

/** V8 puts the code of a module or script at its first character, or nowhere. */
function isModule({ line, column }: Frame): boolean {
  return line <= 1 && column <= 1;
}

class SourceFile {
  readonly #tokens: SourceTokens;
  readonly #lines: SourceLines;
  readonly #callsByToken = new Map<number, SourceCalls | undefined>();
  #imports: SourceImports | undefined;

  constructor(tokens: SourceTokens) {
    this.#tokens = tokens;
    this.#lines = new SourceLines(tokens.text);
  }

  get #all(): TokenRange {
    return { from: 0, to: this.#tokens.count };
  }

  /** 0 = cannot be told. */
  callLine(caller: Frame, callee: Frame): number {
    const calls = this.#callsOf(caller);
    if (!calls) return 0;
    const callback = callee.url === caller.url ? this.#callbackLine(calls, callee) : 0;
    return callback || this.#namedLine(calls, callee);
  }

  /** "" for a line that is not of the function. */
  code(frame: Frame, line: number): string {
    const body = isModule(frame) ? this.#all : this.#body(frame);
    if (!body) return "";
    const { starts, partners } = this.#tokens;
    // The "}" of a block belongs to it.
    const last = partners[body.from - 1] === body.to ? body.to : Math.max(0, body.to - 1);
    const end = starts[last] ?? 0;
    if (line < frame.line || line > this.#lines.lineAt(end)) return "";
    return this.#lines.text(line).trim();
  }

  /** The line of the call that has the callee for an argument. */
  #callbackLine({ callbacks }: SourceCalls, callee: Frame): number {
    const body = this.#body(callee);
    return body ? callbacks.get(body.from) ?? 0 : 0;
  }

  #namedLine(calls: SourceCalls, callee: Frame): number {
    const [, accessor, name] = /^(?:([gs]et) |.*\.)?([^.\s]+)$/.exec(callee.name) ?? [];
    if (name === undefined) return 0;
    if (accessor) return (accessor === "get" ? calls.read : calls.written).get(name) ?? 0;
    this.#imports ??= new SourceImports(this.#tokens);
    const own = [name, ...this.#imports.aliasesOf(name)];
    for (const names of [own, [...this.#imports.defaultsOf(callee.url)]]) {
      for (const lines of [calls.called, calls.handedOver]) {
        const found = new Set(names.flatMap((name) => lines.get(name) ?? []));
        if (found.size > 0) return found.size === 1 ? [...found][0]! : SEVERAL_LINES;
      }
    }
    // A constructor has the name of its class.
    return /^\p{Lu}/u.test(name) ? calls.called.get("super") ?? 0 : 0;
  }

  #callsOf(caller: Frame): SourceCalls | undefined {
    const token = isModule(caller) ? MODULE : this.#tokenAt(caller);
    if (token === NO_TOKEN) return undefined;
    if (!this.#callsByToken.has(token)) {
      const body = token === MODULE ? this.#all : this.#body(caller);
      const lineAt = (offset: number): number => this.#lines.lineAt(offset);
      this.#callsByToken.set(token, body && sourceCalls(this.#tokens, body, lineAt));
    }
    return this.#callsByToken.get(token);
  }

  /** Undefined when the text is not that of the function, as after a change of the file. */
  #body(frame: Frame): TokenRange | undefined {
    const token = this.#tokenAt(frame);
    if (token === NO_TOKEN || !this.#isNamed(token, frame.name)) return undefined;
    return functionBody(this.#tokens, token);
  }

  #tokenAt({ line, column }: Frame): number {
    const offset = this.#lines.offsetOf(line, column);
    if (offset === -1) return NO_TOKEN;
    const { starts, count } = this.#tokens;
    let from = 0;
    let to = count;
    while (from < to) {
      const middle = (from + to) >> 1;
      if (starts[middle]! < offset) from = middle + 1;
      else to = middle;
    }
    return starts[from] === offset ? from : NO_TOKEN;
  }

  /** Whether the name that V8 gave the function is near its beginning. */
  #isNamed(token: number, name: string): boolean {
    if (name === "(anonymous)") return true;
    const bare = /[^.\s]+$/.exec(name)?.[0];
    for (let at = token - NAME_BEFORE; at < token + NAME_BEHIND; at++) {
      const text = tokenText(this.#tokens, at);
      if (text === bare || text === "constructor") return true;
      if (text.slice(1, -1) === bare && /^["']/.test(text)) return true;
    }
    return false;
  }
}
