// Makes foreign text safe to print: request paths, file names and function names come from strangers,
// and one raw ESC is enough to recolour, overwrite or retitle somebody's terminal.

/**
 * C0 and C1 controls, line and paragraph separators, bidi controls (they reorder what is read), and
 * halves of surrogate pairs. Line breaks count: a name must not be able to fake a line of its own.
 */
const UNPRINTABLE =
  /[\p{Cc}\p{Cs}\u2028\u2029\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\ufeff]/gu;

const SHORT: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/** `text` with every character that would act instead of appear written as \n, \r, \t or \u{hex}. */
export function printable(text: string): string {
  return text.replace(
    UNPRINTABLE,
    (character) => SHORT[character] ?? `\\u{${character.codePointAt(0)!.toString(16)}}`,
  );
}
