// What may follow an option or stand for an operand, as the three shells' completions need to know it: read from the
// placeholders of the command data.
import type { Command, Operand, Option } from "../command.ts";

/** Words to choose from, names of files or folders, or something that no shell can guess. */
export type CompletionValue =
  | { readonly kind: "words"; readonly words: readonly string[] }
  | { readonly kind: "files" | "folders" | "anything" };

/** What the value of an option may be; undefined for a flag. */
export function optionValues({ value, choices }: Option): CompletionValue | undefined {
  if (value === undefined) return undefined;
  return choices ? { kind: "words", words: choices } : placeholderValues(value);
}

/** What an operand may be. */
export function operandValues({ name }: Operand): CompletionValue {
  return placeholderValues(name);
}

function placeholderValues(placeholder: string): CompletionValue {
  if (placeholder === "DIR") return { kind: "folders" };
  const isFile = /^(DIR\|)?FILE$|^(MODULE|OUT|PATH)$/.test(placeholder);
  return { kind: isFile ? "files" : "anything" };
}

/** "--prof-path", or "-o" for an option of one letter. */
export function optionForms(name: string, { short }: Option): string[] {
  return [...(name.length > 1 ? [`--${name}`] : []), ...(short ? [`-${short}`] : [])];
}

/** The first clause of a help text: completions have one line. */
export function shortHelp(help: string): string {
  return help.split(/[;:(] ?|, (?=e\.g\.|may|such)/)[0]!.trim();
}

/** All forms of all options of a command. */
export function allForms({ options }: Command): string[] {
  return Object.entries(options).flatMap(([name, option]) => optionForms(name, option));
}
