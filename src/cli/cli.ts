// The command line: finds the command, runs it, turns what happened into an exit code.
// Commands are loaded when they run, so that help and mistakes answer at once.
import { UserError } from "../errors.ts";
import { type Command, usageLine } from "./command.ts";
import { commands } from "./commands.ts";
import { didYouMean } from "./did_you_mean.ts";
import { commandHelp, programHelp } from "./help.ts";
import { parseArgs } from "./parse_args.ts";
import { processTerminal } from "./process_terminal.ts";
import { reportError } from "./report_error.ts";
import type { Terminal } from "./terminal.ts";
import { VERSION } from "./version.ts";

type Runner = (args: readonly string[], terminal: Terminal) => Promise<number>;

/** Parsing comes first: a wrong command line must not wait for the program to load. */
const runners: Readonly<Record<keyof typeof commands, Runner>> = {
  serve: async (args, terminal) => {
    const input = parseArgs(commands.serve, args);
    return (await import("./serve.ts")).runServe(input, terminal);
  },
  gather: async (args, terminal) => {
    const input = parseArgs(commands.gather, args);
    return (await import("./gather/gather.ts")).runGather(input, terminal);
  },
  convert: async (args, terminal) => {
    const input = parseArgs(commands.convert, args);
    return (await import("./convert.ts")).runConvert(input, terminal);
  },
  view: async (args, terminal) => {
    const input = parseArgs(commands.view, args);
    return (await import("./view.ts")).runView(input, terminal);
  },
  doctor: async (args, terminal) => {
    const input = parseArgs(commands.doctor, args);
    return (await import("./doctor/doctor.ts")).runDoctor(input, terminal);
  },
};

/**
 * Runs a command line and returns the exit code: 0 done, 1 work failed, 2 wrong usage, 70 a bug of
 * ours, 130 interrupted.
 */
export async function runCli(args: readonly string[]): Promise<number> {
  const end = args.indexOf("--");
  const ownArgs = end < 0 ? args : args.slice(0, end);
  const terminal = processTerminal(ownArgs);
  const name = findCommand(args[0]);
  try {
    if (wantsHelp(ownArgs, name)) return printHelp(name, terminal);
    if (args[0] === "--version") return printVersion(terminal);
    if (args[0] === "--completions") return await printCompletions(args[1], terminal);
    if (name === undefined) throw unknownCommand(args[0]);
    return await runners[name](args.slice(1), terminal);
  } catch (error) {
    const usage = name ? usageLine(commands[name]) : "runprofileserver COMMAND [options]";
    return reportError(error, { usage, args: ownArgs }, terminal);
  }
}

/** Anywhere after a command, even in a line with mistakes: who is lost needs help, not an error. */
function wantsHelp(args: readonly string[], name: string | undefined): boolean {
  const isAsked = args.includes("--help") || args.includes("-h");
  return isAsked && (name !== undefined || args[0]!.startsWith("-"));
}

function findCommand(word: string | undefined): keyof typeof commands | undefined {
  return commandNames().find((name) => name === word);
}

function commandNames(): (keyof typeof commands)[] {
  return Object.values(commands).map(({ name }) => name);
}

function printHelp(name: keyof typeof commands | undefined, terminal: Terminal): number {
  const all: readonly Command[] = Object.values(commands);
  terminal.print(
    name ? commandHelp(commands[name], terminal.columns) : programHelp(all, terminal.columns),
  );
  return 0;
}

function printVersion(terminal: Terminal): number {
  terminal.print(`runprofileserver ${VERSION}\n`);
  return 0;
}

async function printCompletions(shell: string | undefined, terminal: Terminal): Promise<number> {
  const { completions } = await import("./completions/completions.ts");
  terminal.print(completions(shell, Object.values(commands)));
  return 0;
}

function unknownCommand(word: string | undefined): UserError {
  const names = commandNames();
  const list = `Commands are ${names.join(", ")}; more with runprofileserver --help`;
  if (word === undefined) return new UserError("Missing COMMAND", { hint: list, exitCode: 2 });
  const kind = word.startsWith("-") ? "option" : "command";
  return new UserError(`Unknown ${kind} "${word}"`, {
    hint: suggestion(word, names) ?? list,
    exitCode: 2,
  });
}

function suggestion(word: string, names: readonly string[]): string | undefined {
  const near = didYouMean(word, [...names, "--version", "--help", "--completions"]);
  if (near !== undefined) return `Did you mean runprofileserver ${near}?`;
  // Habit from manage.py, where the command has no word of its own before the module.
  return /[./]/.test(word) ? `Did you mean runprofileserver serve ${word}?` : undefined;
}
