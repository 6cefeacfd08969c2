// Finds the Deno that hosts the app, and the agent as files that it can load.
import { UserError } from "../errors.ts";
import { dirname, fromFileUrl, join } from "@std/path";
import { isFile } from "../store/is_file.ts";

/** A runtime that can host an app. */
export interface HostRuntime {
  readonly path: string;
  /** "2.9.6" */
  readonly version: string;
  /** DENO_DIR as that runtime sees it: where transpiled code and its source maps are. "" when it has none. */
  readonly cacheDir: string;
  /** It is the executable that runs us, which has a runtime without Deno's tools inside. */
  readonly isEmbedded: boolean;
}

const WAY_OUT = "Give the path of deno 2.7 or later, or leave the option out";

/**
 * Checks `wanted`, or finds one: the Deno that runs us; for the executable the first on PATH, in a node_modules folder
 * from the current folder upwards, in ~/.deno, and else itself. Throws a UserError.
 */
export async function findHostRuntime(wanted: string | undefined): Promise<HostRuntime> {
  if (wanted === undefined) return await firstOf(candidates()) ?? embeddedRuntime();
  const runtime = await probe(wanted);
  if (runtime) return runtime;
  throw new UserError(`Cannot run the app with --deno "${wanted}": ${await flaw(wanted)}`, {
    hint: WAY_OUT,
  });
}

/** The runtime inside the executable that runs us. */
function embeddedRuntime(): HostRuntime {
  return {
    path: Deno.execPath(),
    version: Deno.version.deno,
    cacheDir: "",
    isEmbedded: true,
  };
}

async function firstOf(paths: readonly string[]): Promise<HostRuntime | undefined> {
  for (const path of paths) {
    const runtime = await probe(path);
    if (runtime) return runtime;
  }
  return undefined;
}

function candidates(): string[] {
  if (!Deno.build.standalone) return [Deno.execPath()];
  const home = Deno.env.get("HOME") ?? Deno.env.get("USERPROFILE") ?? "";
  const name = Deno.build.os === "windows" ? "deno.exe" : "deno";
  const installed = foldersUpwards(Deno.cwd()).map((dir) => join(dir, "node_modules/deno", name));
  return ["deno", ...installed.filter(isFile), join(home, ".deno", "bin", name)];
}

function foldersUpwards(dir: string): string[] {
  return dirname(dir) === dir ? [dir] : [dir, ...foldersUpwards(dirname(dir))];
}

/** Undefined for what is no Deno, and for one that is too old: it cannot load the agent before the app. */
async function probe(path: string): Promise<HostRuntime | undefined> {
  const [version, info, help] = await Promise.all([
    versionOf(path),
    outputOf(path, ["info", "--json"]),
    outputOf(path, ["run", "--help"]),
  ]);
  const cacheDir = info?.match(/"denoDir":\s*("[^"]*")/)?.[1];
  if (version === undefined || cacheDir === undefined || !help?.includes("--preload")) {
    return undefined;
  }
  return { path, version, cacheDir: JSON.parse(cacheDir), isEmbedded: false };
}

async function flaw(path: string): Promise<string> {
  const version = await versionOf(path);
  return version === undefined
    ? "it is not a Deno executable"
    : `Deno ${version} cannot load the agent before the app`;
}

async function versionOf(path: string): Promise<string | undefined> {
  return (await outputOf(path, ["--version"]))?.match(/^deno (\S+)/)?.[1];
}

async function outputOf(path: string, args: string[]): Promise<string | undefined> {
  try {
    const command = new Deno.Command(path, {
      args,
      stdin: "null",
      stderr: "null",
      env: { NO_COLOR: "1" },
    });
    return new TextDecoder().decode((await command.output()).stdout);
  } catch {
    return undefined;
  }
}

/** Path of the agent's main file; the executable's own copy is written into `spoolDir` first. */
export async function agentFile(spoolDir: string): Promise<string> {
  if (!Deno.build.standalone) return fromFileUrl(new URL("../agent/agent.ts", import.meta.url));
  // A folder of its own: the agent's frames are told from others by it.
  const folder = join(spoolDir, "agent");
  await Deno.mkdir(folder, { mode: 0o700 });
  const path = join(folder, "agent.js");
  // Another process cannot read what is inside of ours. scripts/bundle.ts has put the file there.
  const text = await Deno.readTextFile(new URL("./agent.js", import.meta.url));
  await Deno.writeTextFile(path, text, { mode: 0o600 });
  return path;
}
