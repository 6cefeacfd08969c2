// Finds the Deno that hosts the app, and the agent as files that it can load.
import { UserError } from "../errors.ts";
import { fromFileUrl, join } from "@std/path";

/** A runtime that can host an app. */
export interface HostRuntime {
  readonly path: string;
  /** "2.9.6" */
  readonly version: string;
  /** DENO_DIR as that runtime sees it: where transpiled code and its source maps are. */
  readonly cacheDir: string;
}

/** Checks `wanted`, or finds one: the Deno that runs us, or the first on PATH. Throws a UserError. */
export async function findHostRuntime(wanted: string | undefined): Promise<HostRuntime> {
  for (const path of wanted === undefined ? candidates() : [wanted]) {
    const runtime = await probe(path);
    if (runtime) return runtime;
  }
  if (wanted !== undefined) {
    throw new UserError(`Cannot run the app with --deno "${wanted}": it is not a Deno executable`, {
      hint: "Give the path of deno 2.9 or later, or leave the option out",
    });
  }
  throw new UserError("Cannot find a Deno to run the app with", {
    hint: "Install Deno (npm install -g deno), or give its path with --deno",
  });
}

function candidates(): string[] {
  if (!Deno.build.standalone) return [Deno.execPath()];
  const home = Deno.env.get("HOME") ?? Deno.env.get("USERPROFILE") ?? "";
  return ["deno", "node_modules/deno/deno", join(home, ".deno", "bin", "deno")];
}

async function probe(path: string): Promise<HostRuntime | undefined> {
  const [version, info] = await Promise.all([
    outputOf(path, ["--version"]),
    outputOf(path, ["info", "--json"]),
  ]);
  const number = version?.match(/^deno (\S+)/)?.[1];
  const cacheDir = info?.match(/"denoDir":\s*("[^"]*")/)?.[1];
  if (number === undefined || cacheDir === undefined) return undefined;
  return { path, version: number, cacheDir: JSON.parse(cacheDir) };
}

async function outputOf(path: string, args: string[]): Promise<string | undefined> {
  try {
    const command = new Deno.Command(path, { args, stderr: "null", env: { NO_COLOR: "1" } });
    return new TextDecoder().decode((await command.output()).stdout);
  } catch {
    return undefined;
  }
}

/** Path of the agent's main file; the executable's own copy is written into `spoolDir` first. */
export async function agentFile(spoolDir: string): Promise<string> {
  const source = fromFileUrl(new URL("../", import.meta.url));
  if (!Deno.build.standalone) return join(source, "agent", "agent.ts");
  for (const folder of ["agent", "wire"]) {
    await copyFolder(join(source, folder), join(spoolDir, folder));
  }
  return join(spoolDir, "agent", "agent.ts");
}

async function copyFolder(from: string, to: string): Promise<void> {
  await Deno.mkdir(to, { recursive: true });
  for await (const { name, isFile } of Deno.readDir(from)) {
    if (isFile) await Deno.writeTextFile(join(to, name), await Deno.readTextFile(join(from, name)));
  }
}
