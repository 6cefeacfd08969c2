// Through a script that fails before it does any work.
import assert from "node:assert/strict";
import { fromFileUrl } from "@std/path";

Deno.test("runScript() prints a UserError in two lines and exits with its code", async () => {
  const script = fromFileUrl(new URL("compile.ts", import.meta.url));
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", script, "--target", "amiga"],
  }).output();
  assert.equal(code, 2);
  assert.equal(new TextDecoder().decode(stdout), "");
  assert.match(
    new TextDecoder().decode(stderr),
    /error: Cannot use --target "amiga": unknown target\nhint: Targets are .*\n$/,
  );
});
