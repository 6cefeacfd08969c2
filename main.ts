// Entry of the program, from source and compiled. Loaded dynamically, as each role is a program of its own.
switch (Deno.args[0]) {
  // Hidden: the compiled executable starts itself so when it has to host an app without a Deno.
  case "__agent": {
    const { hostHere } = await import("./src/agent/host_here.ts");
    await hostHere(Deno.args.slice(1));
    break;
  }
  // Hidden: tells what the runtime inside can do.
  case "__probe": {
    await import("./src/agent/probe.ts");
    break;
  }
  default: {
    const { runCli } = await import("./src/cli/cli.ts");
    // exit() instead of exitCode: an interrupted read of standard input would keep the process alive.
    Deno.exit(await runCli(Deno.args));
  }
}
