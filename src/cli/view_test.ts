import assert from "node:assert/strict";
import { UserError } from "../errors.ts";
import { commands } from "./commands.ts";
import { parseArgs } from "./parse_args.ts";
import { recordedTerminal } from "./terminal_test_rig.ts";
import { runView } from "./view.ts";

/** The error that these arguments are refused with. */
async function refusal(...args: string[]): Promise<UserError> {
  const { terminal, streams } = recordedTerminal();
  const error = await runView(parseArgs(commands.view, args), terminal)
    .then(() => assert.fail("it was not refused"), (error) => error);
  assert.ok(error instanceof UserError, String(error));
  assert.deepEqual(streams, { stdout: "", stderr: "" });
  return error;
}

Deno.test("view refuses a folder, an address and an editor that cannot be used", async () => {
  const missing = await refusal("/no/such/folder", "0");
  assert.match(missing.message, /^Cannot read profiles from "\/no\/such\/folder"/);
  assert.equal((await refusal(".", "80000")).exitCode, 2);
  assert.match(
    (await refusal(".", "--editor", "javascript:{file}")).message,
    /--editor "javascript/,
  );
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const taken = await refusal(".", String(listener.addr.port));
  assert.match(taken.message, /the port is already in use$/);
});
