// Text as Python's repr() and ascii() write it: the conversions !r and !a of a template field.
// Which characters count as printable follows the runtime's Unicode version, newer than Python 3.11's.

/** Python's repr() of a str; with `ascii` its ascii(), which also escapes all beyond U+007E. */
export function pythonRepr(text: string, options: { ascii: boolean }): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const isPlain = options.ascii ? /^[ -~]$/ : /^[^\p{C}\p{Z}]$|^ $/u;
  let escaped = "";
  for (const character of text) {
    if (character === quote || character === "\\") escaped += `\\${character}`;
    else escaped += isPlain.test(character) ? character : escapeOf(character);
  }
  return quote + escaped + quote;
}

const NAMED = new Map([["\n", "\\n"], ["\r", "\\r"], ["\t", "\\t"]]);

function escapeOf(character: string): string {
  const named = NAMED.get(character);
  if (named) return named;
  const hex = character.codePointAt(0)!.toString(16);
  if (hex.length <= 2) return `\\x${hex.padStart(2, "0")}`;
  return hex.length <= 4 ? `\\u${hex.padStart(4, "0")}` : `\\U${hex.padStart(8, "0")}`;
}
