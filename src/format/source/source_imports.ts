// Under which other names a file knows the functions of others: `import { f as g }`, `import g from "./f.js"`,
// and the same with require().
import { LITERAL, type SourceTokens, WORD } from "./source_tokens.ts";
import { behind, isMember, tokenText } from "./source_functions.ts";

/** The renamed imports of one file. */
export class SourceImports {
  /** Name where it is exported -> names here. */
  readonly #aliases = new Map<string, Set<string>>();
  /** Last part of a module's name without extension -> names of its default export here. */
  readonly #defaults = new Map<string, Set<string>>();

  constructor(tokens: SourceTokens) {
    for (let token = 0; token < tokens.count; token++) {
      if (tokens.kinds[token] !== WORD || isMember(tokens, token)) continue;
      const text = tokenText(tokens, token);
      if (text === "import") this.#addImport(tokens, token);
      if (text === "require") this.#addRequire(tokens, token);
    }
  }

  /** What is exported as `name` may be called here, its own name not among them. */
  aliasesOf(name: string): ReadonlySet<string> {
    return this.#aliases.get(name) ?? new Set();
  }

  /** What the default export of the file at `url` may be called here. */
  defaultsOf(url: string): ReadonlySet<string> {
    return this.#defaults.get(stem(url)) ?? new Set();
  }

  /** `import d, { a as b } from "m"`; anything else has no "from" in its place. */
  #addImport(tokens: SourceTokens, start: number): void {
    let at = start + 1;
    const first = at;
    if (tokens.kinds[at] === WORD) at++;
    if (tokenText(tokens, at) === ",") at++;
    if (tokenText(tokens, at) === "{") {
      this.#addNames(tokens, at, "as");
      at = behind(tokens, at);
    }
    if (tokenText(tokens, at) !== "from" || tokens.kinds[at + 1] !== LITERAL) return;
    if (tokens.kinds[first] === WORD) this.#addDefault(tokens, first, at + 1);
  }

  /** `const { a: b } = require("m")` and `const d = require("m")`. */
  #addRequire(tokens: SourceTokens, at: number): void {
    if (tokens.kinds[at + 2] !== LITERAL || tokenText(tokens, at - 1) !== "=") return;
    if (tokenText(tokens, at - 2) === "}") {
      this.#addNames(tokens, tokens.partners[at - 2]!, ":");
    } else if (tokens.kinds[at - 2] === WORD) this.#addDefault(tokens, at - 2, at + 2);
  }

  #addNames(tokens: SourceTokens, open: number, separator: string): void {
    for (let at = open + 1; at < tokens.partners[open]!; at++) {
      if (tokenText(tokens, at) !== separator) continue;
      add(this.#aliases, tokenText(tokens, at - 1), tokenText(tokens, at + 1));
    }
  }

  #addDefault(tokens: SourceTokens, name: number, module: number): void {
    add(this.#defaults, stem(tokenText(tokens, module).slice(1, -1)), tokenText(tokens, name));
  }
}

/** "../lib/walk.js?v=1" -> "walk" */
function stem(path: string): string {
  const name = path.replace(/[?#].*$/, "").split("/").at(-1)!;
  return name.replace(/\.[cm]?[jt]sx?$/, "");
}

function add(names: Map<string, Set<string>>, key: string, name: string): void {
  const known = names.get(key);
  if (known) known.add(name);
  else names.set(key, new Set([name]));
}
