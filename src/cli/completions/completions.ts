// `--completions SHELL`: the script that makes a shell complete our commands, made from the same data as help and
// parsing, so it is never behind.
import { UserError } from "../../errors.ts";
import type { Command } from "../command.ts";
import { bashCompletions } from "./completions_bash.ts";
import { fishCompletions } from "./completions_fish.ts";
import { zshCompletions } from "./completions_zsh.ts";
import { didYouMean } from "../did_you_mean.ts";

const SCRIPTS = { bash: bashCompletions, zsh: zshCompletions, fish: fishCompletions };
const SHELLS = Object.keys(SCRIPTS) as (keyof typeof SCRIPTS)[];

/** What may stand before any command, with the values of what takes one. */
const GLOBALS: Readonly<Record<string, readonly string[]>> = {
  "--help": [],
  "--version": [],
  "--completions": SHELLS,
};

/** The script for that shell; throws a UserError with exit code 2 for another. */
export function completions(shell: string | undefined, commands: readonly Command[]): string {
  const known = SHELLS.find((name) => name === shell);
  if (known) return SCRIPTS[known](commands, GLOBALS);
  if (shell === undefined) {
    const hint = "Write --completions bash, zsh or fish";
    throw new UserError("Missing value for --completions", { hint, exitCode: 2 });
  }
  const near = didYouMean(shell, SHELLS);
  throw new UserError(`Cannot use --completions "${shell}": expected bash, zsh or fish`, {
    hint: near === undefined ? "" : `Did you mean ${near}?`,
    exitCode: 2,
  });
}
