// The shape of a command as data. Parsing, help and "did you mean" all read it, so an option exists in
// one place only; the types below turn the data into what a command function receives, without casts.

/** One `--option`. Without `value` it is a flag; without `default` its value may be undefined. */
export interface Option {
  /** Placeholder of the value in help, e.g. "DIR". */
  readonly value?: string;
  /** One letter for `-o`. */
  readonly short?: string;
  /** May be given more than once; the value is then a list, empty when never given. */
  readonly repeatable?: true;
  /** The only values there are. */
  readonly choices?: readonly string[];
  /** The value is a decimal number of `unit`, `min` or more; whole unless `fraction`. */
  readonly number?: { readonly unit: string; readonly min: number; readonly fraction?: true };
  readonly default?: string | number;
  /** Shown as the default when only the command can know the value. */
  readonly defaultText?: string;
  /** One line, no period. */
  readonly help: string;
  /** Heading in help. */
  readonly group: string;
}

/** One word after the program's name, e.g. `convert`. */
export interface Command {
  readonly name: string;
  /** What follows the name in the usage line. */
  readonly usage: string;
  /** One line, no period. */
  readonly summary: string;
  /** What a user has to know beyond the options. */
  readonly description: string;
  /** The arguments that are no options, in order; only the last may be optional or repeat. */
  readonly operands: readonly Operand[];
  /** True when everything after `--` belongs to the app; otherwise those are operands like the others. */
  readonly hasAppArgs: boolean;
  readonly options: Readonly<Record<string, Option>>;
  /** Two, with what they do. */
  readonly examples: readonly { readonly line: string; readonly text: string }[];
}

export interface Operand {
  readonly name: string;
  readonly help: string;
  readonly isOptional?: true;
  readonly repeatable?: true;
}

type Single<O> = O extends { number: unknown } ? number
  : O extends { choices: readonly (infer Choice)[] } ? Choice
  : string;

/** Flags are boolean, repeatable options lists, numbers numbers, choices unions of their words. */
export type OptionValue<O> = O extends { value: string }
  ? O extends { repeatable: true } ? readonly Single<O>[]
  : O extends { default: unknown } ? Single<O>
  : Single<O> | undefined
  : boolean;

/** A command line that fits `C`: what every command function gets. */
export interface Parsed<C extends Command> {
  readonly operands: readonly string[];
  /** By name without the dashes, e.g. options["prof-path"]. */
  readonly options: { readonly [Name in keyof C["options"]]: OptionValue<C["options"][Name]> };
  /** What stood after `--`, when the command has app arguments. */
  readonly appArgs: readonly string[];
}

/** "runprofileserver convert FILE... [options]" */
export function usageLine({ name, usage }: Command): string {
  return `runprofileserver ${name} ${usage}`;
}
