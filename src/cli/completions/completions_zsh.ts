// Completions for zsh: _arguments does the work, with the help texts as descriptions.
import type { Command, Option } from "../command.ts";
import {
  type CompletionValue,
  operandValues,
  optionForms,
  optionValues,
  shortHelp,
} from "./completion_values.ts";

/** A script to be evaluated, or to be put as _runprofileserver into a folder of $fpath. */
export function zshCompletions(
  commands: readonly Command[],
  globals: Readonly<Record<string, readonly string[]>>,
): string {
  const words = commands.map(({ name, summary }) => `'${name}:${quoted(summary)}'`).join(" ");
  const flags = Object.entries(globals).map(([form, values]) =>
    values.length === 0 ? `'${form}'` : `'${form}:value:(${values.join(" ")})'`
  );
  return `#compdef runprofileserver
# Completions of runprofileserver for zsh. To load them, after compinit:
#   eval "$(runprofileserver --completions zsh)"
_runprofileserver() {
  local context state line
  typeset -A opt_args
  _arguments -C ${flags.join(" ")} '1:command:->command' '*::argument:->argument'
  case $state in
    command)
      local -a commands=(${words})
      _describe command commands
      ;;
    argument)
      case $words[1] in
${commands.map(commandCase).join("")}      esac
      ;;
  esac
}

if [[ $funcstack[1] == _runprofileserver ]]; then
  _runprofileserver "$@"
else
  compdef _runprofileserver runprofileserver
fi
`;
}

function commandCase(command: Command): string {
  const { name, options, operands, hasAppArgs } = command;
  const specs = [
    ...Object.entries(options).map(([name, option]) => optionSpec(name, option)),
    ...operands.map((operand, i) => {
      const place = operand.repeatable ? "*" : `${i + 1}`;
      const mark = operand.isOptional ? "::" : ":";
      return `'${place}${mark}${quoted(operand.name)}:${action(operandValues(operand))}'`;
    }),
    // Behind --, where the app's own arguments are.
    ...(hasAppArgs ? ["'*:argument:_files'"] : []),
  ];
  const lines = specs.map((spec) => `            ${spec}`).join(" \\\n");
  return `        ${name})
          _arguments -S \\
${lines}
          ;;
`;
}

function optionSpec(name: string, option: Option): string {
  const [first, second] = optionForms(name, option);
  const value = optionValues(option);
  const forms = second === undefined ? first! : `{${first},${second}}`;
  const help = `[${quoted(shortHelp(option.help))}]`;
  const argument = value === undefined ? "" : `:${quoted(option.value!)}:${action(value)}`;
  const repeat = option.repeatable ? "*" : second === undefined ? "" : `(${first} ${second})`;
  // Braces make two specs of one, so they stay outside of the quotes. --option=value and --option value.
  const equals = value !== undefined && first!.startsWith("--") ? "=" : "";
  return second === undefined
    ? `'${repeat}${forms}${equals}${help}${argument}'`
    : `'${repeat}'${forms}'${help}${argument}'`;
}

/** For text inside of a spec, which is in single quotes and divided by colons. */
function quoted(text: string): string {
  return text.replaceAll("'", "'\\''").replace(/[\\[\]:]/g, "\\$&");
}

function action(value: CompletionValue): string {
  switch (value.kind) {
    case "words":
      return `(${value.words.join(" ")})`;
    case "files":
      return "_files";
    case "folders":
      return "_files -/";
    case "anything":
      return " ";
  }
}
