// The agent runs in the app's process, so it may do no more than the app. Where the user's flags grant less than it
// needs, it is granted exactly that besides, and gives most of it back before the app is loaded.

/** What the agent needs besides sys access, which V8's profiler cannot be had without. */
export interface AgentNeeds {
  readonly variables: readonly string[];
  /** Of the supervisor, for a moment; the app's own server is another one. */
  readonly controlHost: string;
  readonly spoolDir: string;
  /** Folders of static files. */
  readonly mediaDirs: readonly string[];
}

/** Flags for Deno, and what the agent is to revoke once it has used it. */
export interface AgentPermissions {
  readonly flags: readonly string[];
  readonly lent: readonly Deno.PermissionDescriptor[];
}

type Kind = "env" | "net" | "read" | "sys" | "write";

/** The server behind the gate listens on any free port. */
const SERVER_HOST = "127.0.0.1:0";
const LETTERS: Readonly<Record<Kind, string>> = {
  env: "E",
  net: "N",
  read: "R",
  sys: "S",
  write: "W",
};

/** `userFlags` with what is missing; all permissions when the user's flags grant none at all. */
export function agentPermissions(
  userFlags: readonly string[],
  needs: AgentNeeds,
): AgentPermissions {
  if (!userFlags.some(isGrant)) return { flags: ["-A", ...userFlags], lent: [] };
  // A set of the configuration must not be added to: a flag would replace what it lists.
  if (userFlags.some(isEverything)) return { flags: userFlags, lent: [] };
  const { variables, controlHost, spoolDir, mediaDirs } = needs;
  const isLent = (kind: Kind) => isListed(userFlags, kind) || !isGranted(userFlags, kind);
  // Deno knows no name for the profiler alone: a list of the user's stays, and there are no samples.
  const isSysLent = !isGranted(userFlags, "sys");
  const values: [Kind, readonly string[]][] = [
    ["env", variables],
    ["net", [controlHost, SERVER_HOST]],
    ["read", mediaDirs],
    ["write", [spoolDir]],
  ];
  const needed = values.filter(([kind, list]) => list.length > 0 && isLent(kind));
  return {
    flags: [
      ...needed.reduce((flags, [kind, list]) => withValues(flags, kind, list), userFlags),
      ...(isSysLent ? ["--allow-sys"] : []),
    ],
    lent: [
      ...(isLent("env") ? variables : []).map((variable) => ({ name: "env" as const, variable })),
      ...(isLent("net") ? [{ name: "net" as const, host: controlHost }] : []),
      ...(isSysLent ? [{ name: "sys" as const }] : []),
    ],
  };
}

/** In a list that is there, as Deno takes no second one before 2.9; a comma in a value is doubled. */
function withValues(flags: readonly string[], kind: Kind, values: readonly string[]): string[] {
  const text = values.map((value) => value.replaceAll(",", ",,")).join();
  const list = flags.findIndex((flag) => lists(flag, kind));
  return list < 0
    ? [...flags, `--allow-${kind}=${text}`]
    : flags.with(list, `${flags[list]},${text}`);
}

function isGrant(flag: string): boolean {
  return isEverything(flag) || /^--allow-(?!scripts\b)/.test(flag) ||
    /^-[a-zA-Z]*[EINRSW]/.test(flag);
}

function isEverything(flag: string): boolean {
  return /^(--allow-all|--permission-set|-[a-zA-Z]*[AP])/.test(flag);
}

function isGranted(flags: readonly string[], kind: Kind): boolean {
  return flags.some((flag) => {
    const name = flag.split("=")[0]!;
    if (name.startsWith("--")) return name === `--allow-${kind}`;
    // Short flags may stand together, as in -RWN.
    return name.startsWith("-") && name.includes(LETTERS[kind]);
  });
}

/** A list narrows what another flag grants as a whole. */
function isListed(flags: readonly string[], kind: Kind): boolean {
  return flags.some((flag) => lists(flag, kind));
}

/** A value of short flags belongs to the last of them. */
function lists(flag: string, kind: Kind): boolean {
  return flag.startsWith(`--allow-${kind}=`) ||
    new RegExp(`^-[a-zA-Z]*${LETTERS[kind]}=`).test(flag);
}
