// Completions for fish: one `complete` line per command and option.
import type { Command } from "../command.ts";
import {
  type CompletionValue,
  operandValues,
  optionValues,
  shortHelp,
} from "./completion_values.ts";

const START = "complete -c runprofileserver";

/** A script to be sourced, or to be put into the folder completions of fish's configuration. */
export function fishCompletions(
  commands: readonly Command[],
  globals: Readonly<Record<string, readonly string[]>>,
): string {
  const names = commands.map(({ name }) => name).join(" ");
  const isFirst = `-n "not __fish_seen_subcommand_from ${names}"`;
  const lines = [
    ...commands.map(({ name, summary }) => `${START} ${isFirst} -a ${name} -d ${quoted(summary)}`),
    ...Object.entries(globals).map(([form, words]) => {
      const option = form.startsWith("--") ? `-l ${form.slice(2)}` : `-s ${form.slice(1)}`;
      return `${START} ${isFirst} ${option}${
        words.length > 0 ? ` -x -a "${words.join(" ")}"` : ""
      }`;
    }),
    ...commands.flatMap(commandLines),
  ];
  return `# Completions of runprofileserver for fish. To load them:
#   runprofileserver --completions fish | source
${START} -f
${lines.join("\n")}
`;
}

function commandLines({ name, options, operands }: Command): string[] {
  const isHere = `-n "__fish_seen_subcommand_from ${name}"`;
  const [operand] = operands;
  const value = operand && operandValues(operand);
  return [
    ...(value && value.kind !== "anything"
      ? [`${START} ${isHere} ${operandArguments(value)}`]
      : []),
    ...Object.entries(options).map(([name, option]) => {
      const forms = [...(name.length > 1 ? [`-l ${name}`] : []), ...shortForm(option.short)];
      const values = optionArguments(optionValues(option));
      return [START, isHere, ...forms, ...values, "-d", quoted(shortHelp(option.help))].join(" ");
    }),
  ];
}

function shortForm(short: string | undefined): string[] {
  return short === undefined ? [] : [`-s ${short}`];
}

/** Only files are completed where nothing is said, so -f at the top and -F here. */
function operandArguments(value: CompletionValue): string {
  return value.kind === "folders" ? '-a "(__fish_complete_directories)"' : "-F";
}

function optionArguments(value: CompletionValue | undefined): string[] {
  switch (value?.kind) {
    case undefined:
      return [];
    case "words":
      return [`-x -a "${value.words.join(" ")}"`];
    case "files":
      return ["-r -F"];
    case "folders":
      return ['-x -a "(__fish_complete_directories)"'];
    case "anything":
      return ["-x"];
  }
}

function quoted(text: string): string {
  return `'${text.replace(/[\\']/g, "\\$&")}'`;
}
