// deno-lint-ignore-file no-console -- the scripts' one printer of errors
// How every script here starts: a UserError becomes two lines and an exit code, anything else is a bug with its stack.
import { UserError } from "../src/errors.ts";

/** Runs `main` with the command line and ends the process with the error's exit code when it throws a UserError. */
export async function runScript(main: (args: string[]) => Promise<void>): Promise<void> {
  try {
    await main(Deno.args);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    console.error(`error: ${error.message}`);
    if (error.hint) console.error(`hint: ${error.hint}`);
    Deno.exit(error.exitCode);
  }
}
