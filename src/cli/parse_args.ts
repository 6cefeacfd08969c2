// Command line -> typed values, strictly: what is not understood is an error, never ignored or guessed.
// Underneath is node:util with tokens, not @std/cli/parse-args: that one takes "false" after a flag for
// the flag's value, makes an operand of an empty value and cannot tell a missing value from "".
import { parseArgs as tokenize } from "node:util";
import { UserError } from "../errors.ts";
import type { Command, Operand, Option, Parsed } from "./command.ts";
import { didYouMean } from "./did_you_mean.ts";

type Token = NonNullable<ReturnType<typeof tokenize>["tokens"]>[number];
type OptionToken = Extract<Token, { kind: "option" }>;

/** Throws a UserError with exit code 2 that quotes the offending word. */
export function parseArgs<C extends Command>(command: C, args: readonly string[]): Parsed<C> {
  const tokens = tokensOf(command, args);
  const valuesByName = new Map<string, string[]>();
  for (const token of tokens) {
    if (token.kind !== "option") continue;
    const value = optionValue(command, token);
    const values = valuesByName.get(token.name);
    if (values) values.push(value);
    else valuesByName.set(token.name, [value]);
  }
  const options = Object.fromEntries(
    Object.entries<Option>(command.options).map(([name, option]) => [
      name,
      typedValue(name, option, valuesByName.get(name)),
    ]),
  );
  // The one cast: Parsed computes from the same data what the loop above did.
  return { ...positionals(command, tokens), options } as unknown as Parsed<C>;
}

function tokensOf({ options }: Command, args: readonly string[]): Token[] {
  const types = Object.entries(options).map(([name, { value, short }]) => [
    name,
    { type: value === undefined ? "boolean" : "string", ...(short && { short }) } as const,
  ]);
  // Not strict: node's own messages have neither our style nor a suggestion.
  return tokenize({
    args: [...args],
    options: Object.fromEntries(types),
    strict: false,
    allowPositionals: true,
    tokens: true,
  }).tokens;
}

/** Returns the value as written, "" for a flag. */
function optionValue(command: Command, token: OptionToken): string {
  const { rawName, value } = token;
  const option = knownOption(command, token);
  if (!option) throw unknownOption(command, rawName);
  if (option.value === undefined) {
    if (value === undefined) return "";
    throw usageError(`Cannot use ${rawName}=${value}: it takes no value`, `Write ${rawName}`);
  }
  if (!value) throw usageError(`Missing value for ${rawName}`, `Write ${rawName} ${option.value}`);
  if (!token.inlineValue && value.startsWith("-") && value !== "-") {
    const hint = `Write ${rawName}=${value} if ${value} is the value`;
    throw usageError(`Missing value for ${rawName}`, hint);
  }
  return value;
}

/** Own names only (not "constructor"), and -o is no --o. */
function knownOption({ options }: Command, { name, rawName }: OptionToken): Option | undefined {
  const option = Object.hasOwn(options, name) ? options[name] : undefined;
  const isAllowed = rawName.startsWith("--") ? name.length > 1 : option?.short !== undefined;
  return isAllowed ? option : undefined;
}

function unknownOption(command: Command, rawName: string): UserError {
  const names = Object.keys(command.options).filter((name) => name.length > 1);
  const near = didYouMean(rawName.replace(/^-+/, ""), names);
  const elsewhere = command.hasAppArgs
    ? `Arguments for the app come after --; all options: runprofileserver ${command.name} --help`
    : `All options: runprofileserver ${command.name} --help`;
  return usageError(
    `Unknown option "${rawName}"`,
    near === undefined ? elsewhere : `Did you mean --${near}?`,
  );
}

function typedValue(name: string, option: Option, given: readonly string[] | undefined): unknown {
  if (option.value === undefined) return given !== undefined;
  const values = (given ?? []).map((value) => checkedValue(name, option, value));
  return option.repeatable ? values : values.at(-1) ?? option.default;
}

function checkedValue(name: string, option: Option, value: string): string | number {
  if (option.choices && !option.choices.includes(value)) {
    const near = didYouMean(value, option.choices);
    const expected = new Intl.ListFormat("en-GB", { type: "disjunction" }).format(option.choices);
    throw usageError(
      `Cannot use ${dashed(name)} "${value}": expected ${expected}`,
      near === undefined ? "" : `Did you mean ${near}?`,
    );
  }
  return option.number ? numberValue(name, option.number, value) : value;
}

function numberValue(name: string, limits: NonNullable<Option["number"]>, value: string): number {
  const { unit, min, fraction } = limits;
  const number = /^\d+(\.\d+)?$/.test(value) ? Number(value) : NaN;
  if (number >= min && (fraction || Number.isSafeInteger(number))) return number;
  const kind = fraction ? "number" : "whole number";
  throw usageError(
    `Cannot use ${dashed(name)} "${value}": expected a ${kind} of ${unit}, ${min} or more`,
  );
}

function positionals(
  command: Command,
  tokens: readonly Token[],
): { operands: string[]; appArgs: string[] } {
  const end = tokens.find((token) => token.kind === "option-terminator")?.index ?? Infinity;
  const operands: string[] = [];
  const appArgs: string[] = [];
  for (const token of tokens) {
    if (token.kind !== "positional") continue;
    if (command.hasAppArgs && token.index > end) appArgs.push(token.value);
    else operands.push(token.value);
  }
  checkOperands(command.operands, operands);
  return { operands, appArgs };
}

function checkOperands(expected: readonly Operand[], given: readonly string[]): void {
  const missing = expected.find((operand, i) => !operand.isOptional && i >= given.length);
  if (missing) throw usageError(`Missing ${missing.name}`);
  const last = expected.at(-1);
  if (given.length > expected.length && !last?.repeatable) {
    throw usageError(`Unexpected argument "${given[expected.length]}"`);
  }
  // An unset shell variable: taken for a folder it would mean the current one.
  const empty = given.indexOf("");
  if (empty >= 0) {
    throw usageError(`Cannot use "" as ${(expected[empty] ?? last)!.name}: it is empty`);
  }
}

function dashed(name: string): string {
  return name.length === 1 ? `-${name}` : `--${name}`;
}

function usageError(message: string, hint = ""): UserError {
  return new UserError(message, { hint, exitCode: 2 });
}
