// Runs the tests, all or those that are named, in a temp folder of their own that is gone afterwards: they start hundreds
// of servers and browsers, and what all of these leave behind was thousands of folders. Not test.ts: that
// would be a test.

const tempDir = await Deno.makeTempDir({ prefix: "rps-tests-" });
// Ctrl-C reaches the tests as well; they end first.
Deno.addSignalListener("SIGINT", () => {});
const { code } = await new Deno.Command(Deno.execPath(), {
  args: ["test", "-A", "--parallel", "--no-check", ...Deno.args],
  env: { TMPDIR: tempDir, TMP: tempDir, TEMP: tempDir },
}).spawn().status;
await Deno.remove(tempDir, { recursive: true });
Deno.exit(code);
