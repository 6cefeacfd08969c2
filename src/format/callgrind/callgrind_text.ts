// Text of a callgrind file comes from function names, paths and requests, all of them hostile: a newline
// would end the line, and KCachegrind never returns from reading a NUL.

/**
 * `text` on one line: control characters, line separators and characters that turn the direction of text are
 * written as escapes, broken surrogates replaced, spaces at the ends removed.
 */
export function oneLine(text: string): string {
  return text.toWellFormed().replace(UNSAFE, escaped).trim();
}

/** oneLine() with the middle cut out of anything longer than 200 characters, which no list can show. */
export function shortLine(text: string): string {
  const line = oneLine(text);
  if (line.length <= 200) return line;
  const characters = Array.from(line);
  return characters.length <= 200
    ? line
    : `${characters.slice(0, 150).join("")}…${characters.slice(-49).join("")}`;
}

/** A JSON text with the same characters escaped the way JSON does it. */
export function oneLineJson(value: unknown): string {
  return JSON.stringify(value).replace(
    UNSAFE,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** C0, DEL and C1, line and paragraph separators, bidirectional controls. */
// deno-lint-ignore no-control-regex -- control characters are what it is for
const UNSAFE = /[\0-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

const NAMED: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

function escaped(character: string): string {
  return NAMED[character] ?? `\\u{${character.charCodeAt(0).toString(16)}}`;
}
