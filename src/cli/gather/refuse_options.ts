// Options that contradict each other are a mistake, and a mistake is never ignored.
import { UserError } from "../../errors.ts";

type Options = Readonly<Record<string, unknown>>;

/** Throws a UserError (usage) when one of `refused` was given with `mode`, e.g. "--diff". */
export function refuseOptions(mode: string, options: Options, refused: readonly string[]): void {
  const given = refused.find((name) => {
    const value = options[name];
    return Array.isArray(value) ? value.length > 0 : value !== undefined && value !== false;
  });
  if (given === undefined) return;
  const dashed = given.length === 1 ? `-${given}` : `--${given}`;
  throw new UserError(`Cannot use ${dashed} with ${mode}`, {
    hint: `Leave out ${dashed} or ${mode}`,
    exitCode: 2,
  });
}
