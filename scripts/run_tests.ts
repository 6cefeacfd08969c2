// Runs the tests, all or those that are named, in a temp folder of their own that is gone afterwards: they start hundreds
// of servers and browsers, and what all of these leave behind was thousands of folders. Not test.ts: that would be a test.

const ATTEMPTS = 20;
const PAUSE_MS = 250;

const tempDir = await Deno.makeTempDir({ prefix: "rps-tests-" });
// Ctrl-C reaches the tests as well; they end first.
Deno.addSignalListener("SIGINT", () => {});
const { code } = await new Deno.Command(Deno.execPath(), {
  args: ["test", "-A", "--parallel", "--no-check", ...Deno.args],
  env: { TMPDIR: tempDir, TMP: tempDir, TEMP: tempDir },
}).spawn().status;
await removeAll(tempDir);
Deno.exit(code);

/** A browser that was just killed may still write; what stays then is not worth a failure. */
async function removeAll(dir: string): Promise<void> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    try {
      return await Deno.remove(dir, { recursive: true });
    } catch {
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }
}
