// What the e2e tests run as `runprofileserver`. RPS_PROGRAM chooses: "source" (the default), "executable" (the file named
// by RPS_EXECUTABLE, the app in a Deno of its own) or "self-hosted" (the same where no Deno can be found).
import { basename, dirname, fromFileUrl, join, resolve } from "@std/path";
import { delimiter } from "node:path";

const TESTS = fromFileUrl(new URL("..", import.meta.url));
const MAIN = fromFileUrl(new URL("../../main.ts", import.meta.url));

/** How the tests run the program. */
export const programKind = chosenKind();

/** A command for Deno.Command. */
export interface Program {
  readonly path: string;
  readonly args: string[];
  /** To be merged into the environment. */
  readonly env: Record<string, string>;
}

/** The program with these arguments. */
export function program(args: readonly string[]): Program {
  switch (programKind) {
    case "source":
      return { path: Deno.execPath(), args: ["run", "-A", "--no-check", MAIN, ...args], env: {} };
    case "executable":
      return { path: executablePath(), args: [...args], env: {} };
    case "self-hosted":
      return { path: executablePath(), args: [...args], env: withoutDeno() };
  }
}

/** The executable; throws an Error when RPS_EXECUTABLE does not name it. */
export function executablePath(): string {
  const path = Deno.env.get("RPS_EXECUTABLE");
  if (!path) throw new Error("Set RPS_EXECUTABLE to what deno task compile has made");
  return resolve(path);
}

let home: string | undefined;

/** Variables that make a Deno impossible to find, though the tests themselves run in one. */
export function withoutDeno(): Record<string, string> {
  const folders = (Deno.env.get("PATH") ?? "").split(delimiter);
  const name = Deno.build.os === "windows" ? "deno.exe" : "deno";
  // The runtime inside keeps a cache there.
  home ??= Deno.makeTempDirSync({ prefix: "runprofileserver_home-" });
  return {
    PATH: folders.filter((folder) => !isFile(join(folder, name))).join(delimiter),
    HOME: home,
    USERPROFILE: home,
  };
}

/** True for what the runtime of an executable keeps in the temp folder: code that V8 has compiled. */
export function isCodeCache(path: string): boolean {
  return /deno-compile-[^/\\]+\.cache$/.test(path);
}

/**
 * The module, or its bundle in plain JavaScript where the program could not read TypeScript and the import map. A bundle
 * knows its sources, so profiles look the same. Apps that are saved while they are served are best plain at once.
 */
export function servable(module: string, cwd = Deno.cwd()): string {
  const path = resolve(cwd, module);
  // What a test has written or installed is served from where it is, and so is what has been bundled.
  const isPlain = /[.]js$|node_modules/.test(module) && !path.startsWith(TESTS);
  if (programKind !== "self-hosted" || isPlain || !isFile(path)) return module;
  const output = join(Deno.makeTempDirSync(), `${basename(path).replace(/\.m?[jt]sx?$/, "")}.js`);
  const { success, stderr } = new Deno.Command(Deno.execPath(), {
    // Its own folder, where its deno.json is.
    cwd: dirname(path),
    args: ["bundle", "--quiet", "--sourcemap=inline", "--output", output, path],
  }).outputSync();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
  return output;
}

function chosenKind(): "source" | "executable" | "self-hosted" {
  const kind = Deno.env.get("RPS_PROGRAM") || "source";
  if (kind === "source" || kind === "executable" || kind === "self-hosted") return kind;
  throw new Error(`RPS_PROGRAM is "${kind}"`);
}

function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}
