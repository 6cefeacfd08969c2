// Where a function's body is, from the place that V8 gives it: the "(" of its parameters, the first character
// of an arrow function. A source map may lead to the name or a keyword before it instead.
import { PUNCTUATOR, type SourceTokens, WORD } from "./source_tokens.ts";

/** Tokens from `from` up to and without `to`. */
export interface TokenRange {
  readonly from: number;
  readonly to: number;
}

/** More tokens than that between a function's beginning and its "(" mean that it is none. */
const MAX_HEAD = 12;

/** The text of a token, "" behind the last one. */
export function tokenText({ text, starts, ends, count }: SourceTokens, token: number): string {
  return token >= 0 && token < count ? text.slice(starts[token], ends[token]) : "";
}

/** Whether the name at `token` is that of a member, which may be a keyword. */
export function isMember(tokens: SourceTokens, token: number): boolean {
  const before = tokenText(tokens, token - 1);
  return before === "." || before === "?.";
}

/** The body of the function that begins at `token`; undefined when none does. */
export function functionBody(tokens: SourceTokens, token: number): TokenRange | undefined {
  let at = token;
  for (; at - token < MAX_HEAD && tokenText(tokens, at) !== "("; at++) {
    const text = tokenText(tokens, at);
    if (text === "<") {
      const behind = behindTypeArguments(tokens, at);
      if (behind === -1) return undefined;
      at = behind - 1;
    } else if (text === "[") at = tokens.partners[at]!;
    else if (tokens.kinds[at] === WORD) {
      if (tokenText(tokens, at + 1) === "=>") return arrowBody(tokens, at + 2);
    } else if (tokens.kinds[at] === PUNCTUATOR && text !== "*") return undefined;
  }
  return tokenText(tokens, at) === "(" ? bodyBehind(tokens, tokens.partners[at]!) : undefined;
}

/** The body behind the ")" of parameters; undefined when they were the arguments of a call. */
export function bodyBehind(tokens: SourceTokens, parameters: number): TokenRange | undefined {
  let at = parameters + 1;
  if (tokenText(tokens, at) === ":") at = behindType(tokens, at + 1);
  const text = tokenText(tokens, at);
  if (text === "{") return { from: at + 1, to: tokens.partners[at]! };
  return text === "=>" ? arrowBody(tokens, at + 1) : undefined;
}

/** The body behind "=>": a block or an expression. */
export function arrowBody(tokens: SourceTokens, at: number): TokenRange {
  if (tokenText(tokens, at) === "{") return { from: at + 1, to: tokens.partners[at]! };
  let to = at;
  while (to < tokens.count && !/^[)\]},;:]$/.test(tokenText(tokens, to))) {
    if (to > at && isStatementEnd(tokens, to)) break;
    if (tokenText(tokens, to) === "?") to = behindTernary(tokens, to);
    else to = behind(tokens, to);
  }
  return { from: at, to };
}

/** The token behind this one, or behind the brackets that it opens. */
export function behind({ partners }: SourceTokens, token: number): number {
  return Math.max(token, partners[token]!) + 1;
}

/** Behind the ":" that belongs to the "?" at `at`. */
function behindTernary(tokens: SourceTokens, at: number): number {
  let depth = 0;
  for (let token = at; token < tokens.count; token = behind(tokens, token)) {
    const text = tokenText(tokens, token);
    if (/^[)\]},;]$/.test(text)) return token;
    if (text === "?") depth++;
    if (text === ":" && --depth === 0) return token + 1;
  }
  return tokens.count;
}

/** Whether a semicolon is left out before `token`: a new line, an operand before and none wanted behind. */
function isStatementEnd({ text, starts, ends, kinds }: SourceTokens, token: number): boolean {
  if (kinds[token] === PUNCTUATOR) return false;
  const last = text.slice(starts[token - 1], ends[token - 1]);
  if (kinds[token - 1] === PUNCTUATOR && !/^[)\]}]$/.test(last)) return false;
  if (/^(?:in|of|as|instanceof|satisfies)$/.test(text.slice(starts[token], ends[token]))) {
    return false;
  }
  if (/^(?:await|new|typeof|void|delete|in|of|as|instanceof|yield)$/.test(last)) return false;
  return /[\n\r]/.test(text.slice(ends[token - 1], starts[token]));
}

/** Behind a type of TypeScript: operands are skipped whole, whatever is in their brackets. */
function behindType(tokens: SourceTokens, start: number): number {
  let at = start;
  let isOperandNext = true;
  while (at < tokens.count) {
    const text = tokenText(tokens, at);
    const isGroup = text === "(" || text === "[" || text === "{";
    if (isOperandNext ? /^[)\]},;=]|^=>$/.test(text) : text === "{") return at;
    if (isOperandNext && /^(?:keyof|typeof|readonly|infer|unique|asserts|new|[|&])$/.test(text)) {
      at++;
    } else if (isOperandNext) {
      at = behind(tokens, at);
      // The parameters of a function type.
      if (text === "(" && tokenText(tokens, at) === "=>") at++;
      else isOperandNext = false;
    } else if (text === "<") {
      at = behindTypeArguments(tokens, at);
      if (at === -1) return tokens.count;
    } else if (text === "[") at = behind(tokens, at);
    else if (isGroup || !/^(?:[|&.?:]|is|extends)$/.test(text)) return at;
    else {
      at++;
      isOperandNext = true;
    }
  }
  return at;
}

/** Behind the ">" that belongs to the "<" at `at`; -1 when it is an operator. */
export function behindTypeArguments(tokens: SourceTokens, at: number): number {
  let depth = 0;
  for (let token = at; token < tokens.count; token = behind(tokens, token)) {
    const text = tokenText(tokens, token);
    if (text === "<") depth++;
    else if (text === ">" && --depth === 0) return token + 1;
    else if (/^[)\]};+*/%!^~-]$|^[=!]==?$|^[<>]=$/.test(text)) return -1;
  }
  return -1;
}
