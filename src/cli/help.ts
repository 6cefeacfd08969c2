// The text of --help, made from the command data: quiet, plain, and complete by construction.
import type { Command, Option } from "./command.ts";
import { usageLine } from "./command.ts";

/** Two columns: what is typed, and what it does. */
type Row = readonly [left: string, right: string];

// Wider than this, a left column leaves no room for the right one; such a row takes two lines.
const MAX_LEFT = 28;

// Longer lines are hard to follow, however wide the terminal.
const MAX_COLUMNS = 100;

/** Help for one command, wrapped to `columns`, 100 at most; ends with a line break. */
export function commandHelp(command: Command, terminalColumns: number): string {
  const columns = Math.min(terminalColumns, MAX_COLUMNS);
  const groups = new Map<string, Row[]>();
  for (const [name, option] of Object.entries(command.options)) {
    const rows = groups.get(option.group) ?? [];
    groups.set(option.group, [...rows, [optionForm(name, option), optionText(option)]]);
  }
  const operands = command.operands.map(({ name, help }): Row => [name, help]);
  return [
    `${command.summary}\n`,
    `Usage: ${usageLine(command)}\n`,
    paragraph(command.description, columns),
    ...(operands.length > 0 ? [table("Arguments", operands, columns)] : []),
    ...[...groups].map(([title, rows]) => table(title, rows, columns)),
    examples(command.examples),
  ].join("\n");
}

/** Help for the program: its commands and where to read on. */
export function programHelp(commands: readonly Command[], columns: number): string {
  const rows = commands.map(({ name, summary }): Row => [name, summary]);
  return [
    "A development server for Deno that writes a profile of every request\n",
    "Usage: runprofileserver COMMAND [options]\n",
    table("Commands", rows, columns),
    table("Options", [
      ["-h, --help", "Show this text, or that of COMMAND"],
      ["--version", "Show the version"],
      ["--completions SHELL", "Print what makes bash, zsh or fish complete commands and options"],
    ], columns),
    examples([
      {
        line: "runprofileserver serve app.ts --prof-path profiles",
        text: "Profile every request to app.ts",
      },
      {
        line: "runprofileserver serve --help",
        text: "All options of serve",
      },
    ]),
  ].join("\n");
}

function optionForm(name: string, { short, value }: Option): string {
  const forms = [...(short ? [`-${short}`] : []), ...(name.length > 1 ? [`--${name}`] : [])];
  return value === undefined ? forms.join(", ") : `${forms.join(", ")} ${value}`;
}

function optionText(option: Option): string {
  const text = option.choices ? `${option.help}: ${option.choices.join(", ")}` : option.help;
  const standard = option.defaultText ?? option.default;
  return standard === undefined ? text : `${text} [default: ${standard}]`;
}

function table(title: string, rows: readonly Row[], columns: number): string {
  const left = Math.min(MAX_LEFT, Math.max(...rows.map(([form]) => form.length)));
  const indent = " ".repeat(left + 4);
  const lines = rows.map(([form, text]) => {
    const start = form.length > left ? `  ${form}\n${indent}` : `  ${form.padEnd(left)}  `;
    return start + wrap(text, columns - indent.length).join(`\n${indent}`);
  });
  return `${title}:\n${lines.join("\n")}\n`;
}

function examples(list: Command["examples"]): string {
  const lines = list.map(({ line, text }) => `  # ${text}\n  ${line}\n`);
  return `Examples:\n${lines.join("\n")}`;
}

function paragraph(text: string, columns: number): string {
  return `${wrap(text, columns).join("\n")}\n`;
}

/** Breaks at spaces, but not in a short [...]; a word longer than `width` stays whole, to be copied. */
function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(/ (?![^[]*\])/).flatMap((word) => pieces(word, width))) {
    const line = lines.at(-1);
    if (line === undefined || line.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = `${line} ${word}`;
  }
  return lines;
}

function pieces(word: string, width: number): string[] {
  return word.length > width ? word.split(" ") : [word];
}
