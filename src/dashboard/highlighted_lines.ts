// Just enough of JavaScript's and TypeScript's grammar to colour it. Wrong guesses (a quote inside of a regular
// expression) cost a wrong colour, and never text: the tokens of a file put together are the file. The tokens of
// src/format/source_tokens.ts would not do: they leave comments out and refuse what is half written.

/** How a piece of text is shown; "" = as it is. */
export type TokenKind = "" | "comment" | "string" | "keyword" | "number";

/** A piece of one line. */
export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
}

const KEYWORDS =
  "abstract|as|async|await|break|case|catch|class|const|continue|debugger|declare|default|" +
  "delete|do|else|enum|export|extends|false|finally|for|from|function|get|if|implements|import|in|infer|" +
  "instanceof|interface|is|keyof|let|namespace|new|null|of|override|private|protected|public|readonly|" +
  "return|satisfies|set|static|super|switch|this|throw|true|try|type|typeof|undefined|using|var|void|" +
  "while|with|yield";

/** Every alternative ends at the end of the text at the latest, so the whole takes one pass. */
const TOKENS = new RegExp(
  [
    String.raw`(?<comment>//[^\n]*|/\*[\s\S]*?(?:\*/|$))`,
    String.raw`(?<string>"(?:\\.|[^"\\\n])*"?|'(?:\\.|[^'\\\n])*'|` + "`" +
    String.raw`(?:\\[\s\S]|[^\\` + "`" + String.raw`])*` + "`?)",
    String.raw`(?<number>(?<![\w$.])\d[\w.]*)`,
    String.raw`(?<keyword>(?<![\w$.#])(?:${KEYWORDS})(?![\w$]))`,
  ].join("|"),
  "g",
);

/** The tokens of each line; the first line is at 0. */
export function highlightedLines(source: string): Token[][] {
  const lines: Token[][] = [[]];
  let end = 0;
  for (const match of source.matchAll(TOKENS)) {
    add("", source.slice(end, match.index));
    const found = Object.entries(match.groups ?? {}).find(([, text]) => text !== undefined);
    add((found?.[0] ?? "") as TokenKind, match[0]);
    end = match.index + match[0].length;
  }
  add("", source.slice(end));
  return lines;

  function add(kind: TokenKind, text: string): void {
    for (const [index, part] of text.split(/\r?\n/).entries()) {
      if (index > 0) lines.push([]);
      if (part !== "") lines.at(-1)!.push({ kind, text: part });
    }
  }
}
