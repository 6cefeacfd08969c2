// Entry of the program, from source and compiled. Loaded dynamically, as each role is a program of its own.
const { runCli } = await import("./src/cli/cli.ts");

// exit() instead of exitCode: an interrupted read of standard input would keep the process alive.
Deno.exit(await runCli(Deno.args));
