// One script that runs as generated code (transpiled, bundled, minified) and its source map: where its
// frames and lines come from. V8 puts a function at the "(" of its parameters, an arrow function at its
// first character, a class without constructor at "class", a field initializer at the first field.
import type { Frame } from "../profile.ts";
import {
  originalLine,
  originalName,
  type OriginalPosition,
  originalPosition,
  type SourceMap,
} from "./source_map.ts";

/** What is known of a generated script. */
export interface GeneratedScript {
  /** The code that ran; the map's own comment may be missing. */
  readonly code: string;
  readonly map: SourceMap;
  /** The map's sources as URLs. */
  readonly sourceUrls: readonly string[];
  /** Where the generated code can be read: the file of what maps to nothing. */
  readonly generatedUrl: string;
}

/** Answers for the frames of one script. They stay as they are in all but name, url, line and column. */
export class SourceMappedScript {
  readonly #script: GeneratedScript;
  readonly #lines: readonly string[];

  constructor(script: GeneratedScript) {
    this.#script = script;
    this.#lines = script.code.split(/\r\n|[\n\r\u2028\u2029]/);
  }

  /**
   * False when the frame cannot be of this code, because no token that can begin a function is at its
   * place: that is nine of ten places in other code. True when its place is unknown.
   */
  hasFunctionAt({ line, column }: Frame): boolean {
    if (column === 0 || isModuleCode({ line, column })) return true;
    const text = this.#lines[line - 1] ?? "";
    const before = text.charAt(column - 2);
    const token = text.charAt(column - 1);
    if (token === "(") return true;
    return /[\p{ID_Start}$_#\\"'[\d]/u.test(token) && !/[\p{ID_Continue}$]/u.test(before);
  }

  /** The frame as it is in the source; what maps to nothing gets its place in the generated file. */
  frame(frame: Frame): Frame {
    const original = this.#originalPosition(frame);
    if (original) {
      const { line, column, source } = original;
      return { ...frame, name: this.#name(frame), url: this.#url(source), line, column };
    }
    const only = this.#onlySource(frame);
    return { ...frame, url: only === undefined ? this.#script.generatedUrl : this.#url(only) };
  }

  /**
   * The line of the source for a generated line of the frame's own time, in the file of frame(frame).
   * Code of other files and of no file inside the function counts for the line where it begins.
   */
  line(frame: Frame, line: number): number {
    const { map } = this.#script;
    const original = this.#originalPosition(frame);
    const source = original?.source ?? this.#onlySource(frame);
    if (source === undefined) return line;
    const firstLine = original?.line ?? 1;
    const scope = { ...this.#columns(frame, line), source, firstLine };
    return originalLine(map, line, scope) ?? firstLine;
  }

  /** The frame with its place inside of a function, such as that of an await, as it is in the source. */
  place(frame: Frame): Frame {
    const original = originalPosition(this.#script.map, frame.line, Math.max(1, frame.column));
    if (!original) return frame;
    const { line, column, source } = original;
    return { ...frame, url: this.#url(source), line, column };
  }

  #url(source: number): string {
    return this.#script.sourceUrls[source]!;
  }

  #originalPosition(frame: Frame): OriginalPosition | undefined {
    if (isModuleCode(frame) || !this.hasFunctionAt(frame)) return undefined;
    return originalPosition(this.#script.map, frame.line, Math.max(1, frame.column));
  }

  /** Where module code comes from can only be told when there is one source. */
  #onlySource(frame: Frame): number | undefined {
    const { sourceUrls } = this.#script;
    return isModuleCode(frame) && sourceUrls.length === 1 && sourceUrls[0] !== "" ? 0 : undefined;
  }

  /** The columns of `line` that may be the function's. */
  #columns(frame: Frame, line: number): { from: number; to?: number } {
    const text = this.#lines[line - 1] ?? "";
    if (line !== frame.line || isModuleCode(frame)) {
      return { from: Math.max(0, text.search(/\S/)) + 1 };
    }
    return { from: frame.column, to: functionEnd(text, frame.column - 1) + 1 };
  }

  /** Minifiers rename functions; the map has the names of the identifiers that V8 named them after. */
  #name(frame: Frame): string {
    const { map } = this.#script;
    if (map.names.length === 0) return frame.name;
    const text = this.#lines[frame.line - 1]!;
    const nameAt = (column: number) => originalName(map, frame.line, column);
    const [, owner, member] = frame.name.match(/^(.+)\.(.+)$/) ?? [];
    if (!owner || !member) return nameAt(identifierColumn(text, frame)) ?? frame.name;
    const column = identifierColumn(text, { ...frame, name: member });
    return `${nameAt(ownerColumn(text, owner, column)) ?? owner}.${nameAt(column) ?? member}`;
  }
}

/** V8 gives module code no position or the first character, and CommonJS code the first character. */
function isModuleCode({ line, column }: { line: number; column: number }): boolean {
  return line === 0 || line === 1 && column <= 1;
}

/**
 * Where the function that begins at `start` ends in its line, 0-based and exclusive. Brackets are matched
 * without a parser: a regular expression that holds a bracket or quote can mislead it, which costs no
 * more than the choice among several source lines in one generated line.
 */
function functionEnd(text: string, start: number): number {
  const tokens = /(["'`])(?:\\.|(?!\1)[^\\])*\1|[()[\]{},;]/g;
  tokens.lastIndex = start;
  let depth = 0;
  for (let match = tokens.exec(text); match; match = tokens.exec(text)) {
    const token = match[0];
    if (depth === 0 && /^[)\]},;]/.test(token)) return match.index;
    if (/^[([{]/.test(token)) depth++;
    if (/^[)\]}]/.test(token)) depth--;
    if (depth === 0 && token === "}") return match.index + 1;
  }
  return text.length;
}

/** The 1-based column of the identifier that gave the frame its name, 0 when it is not in this line. */
function identifierColumn(text: string, { name, column }: Frame): number {
  // A minified bundle is one line: only what can be between a name and its function is looked at.
  const from = Math.max(0, column - 1 - name.length - 40);
  const named = text.slice(from, column - 1).match(
    /(#?[\p{ID_Continue}$]+)\s*(?:[=:]\s*)?(?:async\s*)?(?:function\s*\*?\s*)?$/u,
  );
  if (named?.[1] === name) return from + named.index! + 1;
  if (named?.[1] === "constructor") return classNameColumn(text.slice(0, column - 1), name);
  const declared = text.slice(column - 1).match(/^class ([\p{ID_Continue}$]+)/u)?.[1];
  return declared === name ? column + "class ".length : 0;
}

/** Of `a.b=()=>1` the column of a. In a class a, V8 makes that name of `this.b=()=>1` too. */
function ownerColumn(text: string, owner: string, memberColumn: number): number {
  const before = text.slice(0, Math.max(0, memberColumn - 1));
  const written = before.slice(-owner.length - 2).match(/([\p{ID_Continue}$]+)\.$/u)?.[1];
  return written === owner ? memberColumn - 1 - owner.length : classNameColumn(before, owner);
}

/** V8 names a constructor after its class: the last `class a` or `a=class` before it. 1-based, 0 = none. */
function classNameColumn(before: string, name: string): number {
  // Whole words only: from each character of long base64 text the search would go to its end.
  const declarations = before.matchAll(
    /(?<![\p{ID_Continue}$])(?:(?<=class )[\p{ID_Continue}$]+|[\p{ID_Continue}$]+(?=\s*=\s*class\b))/gu,
  );
  let column = 0;
  for (const { 0: declared, index } of declarations) if (declared === name) column = index + 1;
  return column;
}
