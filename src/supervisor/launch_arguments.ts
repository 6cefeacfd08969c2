// The command line of an app's process: of a Deno that makes the app its main module, or of our own executable.

/** The runtime and the module that it hosts. */
export interface Launch {
  /** Path of the deno executable, or of ours. */
  readonly deno: string;
  /** As the user gave them; the agent's process gets what agentPermissions() makes of them. */
  readonly denoFlags: readonly string[];
  /** Path of the agent's main file as a real file. */
  readonly agentPath: string;
  /** Absolute path of the user's module. */
  readonly module: string;
  readonly appArguments: readonly string[];
  /** `deno` is our executable, which has the agent and its flags inside. */
  readonly isEmbedded?: boolean;
}

/** What follows the path of the executable. */
export function launchArguments(launch: Launch): string[] {
  const { denoFlags, agentPath, module, appArguments } = launch;
  if (launch.isEmbedded) return ["__agent", module, ...appArguments];
  return [
    "run",
    ...denoFlags,
    // Without these lines a hot inlined function would be charged to its caller.
    "--v8-flags=--detailed-line-info",
    "--no-check",
    "--preload",
    agentPath,
    module,
    ...appArguments,
  ];
}
