// Completions for bash, without the package bash-completion: it is not everywhere, on macOS least of all, and neither
// is anything that came after bash 3.2.
import type { Command } from "../command.ts";
import {
  allForms,
  type CompletionValue,
  operandValues,
  optionForms,
  optionValues,
} from "./completion_values.ts";

/** Reads the globals of the function that calls it. */
const HELPERS = String.raw`_runprofileserver_words() {
  local IFS=$' \n'
  # shellcheck disable=SC2207 # bash 3.2 has no mapfile
  COMPREPLY=($(compgen -W "$1" -- "$current"))
}

_runprofileserver_paths() {
  local IFS=$'\n'
  compopt -o filenames 2>/dev/null
  # shellcheck disable=SC2207
  COMPREPLY=($(compgen "$1" -- "$current"))
}`;

const START = String.raw`_runprofileserver() {
  local current=${"$"}{COMP_WORDS[COMP_CWORD]} previous=${"$"}{COMP_WORDS[COMP_CWORD - 1]} word
  COMPREPLY=()
  # Bash makes three words of --option=value.
  if [[ $current == "=" ]]; then
    current=""
  elif [[ $previous == "=" ]]; then
    previous=${"$"}{COMP_WORDS[COMP_CWORD - 2]}
  fi
  for word in "${"$"}{COMP_WORDS[@]:0:COMP_CWORD}"; do
    # What follows belongs to the app.
    if [[ $word == "--" ]]; then
      _runprofileserver_paths -f
      return
    fi
  done`;

/** A script to be evaluated; `globals` are the options without a command, with their values. */
export function bashCompletions(
  commands: readonly Command[],
  globals: Readonly<Record<string, readonly string[]>>,
): string {
  const first = [...commands.map(({ name }) => name), ...Object.keys(globals)];
  const globalCases = Object.entries(globals)
    .filter(([, words]) => words.length > 0)
    .map(([form, words]) => `  ${form}) _runprofileserver_words "${words.join(" ")}" ;;\n`);
  return `# Completions of runprofileserver for bash. To load them:
#   eval "$(runprofileserver --completions bash)"
${HELPERS}

${START}
  if ((COMP_CWORD == 1)); then
    _runprofileserver_words "${first.join(" ")}"
    return
  fi
  case \${COMP_WORDS[1]} in
${commands.map(commandCase).join("")}${globalCases.join("")}  esac
}

complete -F _runprofileserver runprofileserver
`;
}

function commandCase(command: Command): string {
  const values = Object.entries(command.options).flatMap(([name, option]) => {
    const value = optionValues(option);
    if (value === undefined) return [];
    return [`    ${optionForms(name, option).join(" | ")}) ${action(value)} ;;\n`];
  });
  return `  ${command.name})
    case $previous in
${values.join("")}    *)
      if [[ $current == -* ]]; then
        _runprofileserver_words "${allForms(command).join(" ")}"
      else
        ${operandAction(command)}
      fi
      ;;
    esac
    ;;
`;
}

function operandAction({ operands: [operand] }: Command): string {
  return operand === undefined ? ":" : action(operandValues(operand));
}

function action(value: CompletionValue): string {
  switch (value.kind) {
    case "words":
      return `_runprofileserver_words "${value.words.join(" ")}"`;
    case "files":
      return "_runprofileserver_paths -f";
    case "folders":
      return "_runprofileserver_paths -d";
    case "anything":
      return ":";
  }
}
