// deno-lint-ignore-file no-console -- a program: what it prints is its result
// `deno task compile [--target T ...]`: one executable per target in dist/, with size and SHA-256.
// The base runtime comes from dl.deno.land (or DENORT_BIN) and must be of the version of the Deno that runs this.
import { createHash } from "node:crypto";
import { parseArgs } from "@std/cli/parse-args";
import { fromFileUrl, join } from "@std/path";
import config from "../deno.json" with { type: "json" };
import { UserError } from "../src/errors.ts";
import { runScript } from "./run_script.ts";

const root = fromFileUrl(new URL("..", import.meta.url));

/** What `deno compile` has base runtimes for. */
export const TARGETS: readonly string[] = [
  "x86_64-unknown-linux-gnu",
  "aarch64-unknown-linux-gnu",
  "x86_64-apple-darwin",
  "aarch64-apple-darwin",
  "x86_64-pc-windows-msvc",
];

/**
 * Folders whose files are read or imported at run time only: the agent goes into the app's process as source text,
 * so no static import leads to it.
 */
export const INCLUDES: readonly string[] = ["src/agent", "src/wire"];
/** Modules that are started by URL, which no import names. */
const WORKERS: readonly string[] = ["src/supervisor/recording_worker.ts"];

/** One finished file. */
export interface Executable {
  readonly target: string;
  readonly path: string;
  readonly bytes: number;
  /** In hexadecimal. */
  readonly sha256: string;
}

/** Compiles main.ts for each target, one after the other; throws a UserError when one cannot be made. */
export async function compile(targets: readonly string[]): Promise<Executable[]> {
  await checkBaseRuntime(targets, Deno.env.get("DENORT_BIN"));
  await Deno.mkdir(join(root, "dist"), { recursive: true });
  const executables: Executable[] = [];
  for (const target of targets) {
    const path = join("dist", executableName(config.version, target));
    await runDenoCompile(target, path);
    executables.push({ target, path, ...await measureFile(join(root, path)) });
  }
  return executables;
}

/** The targets that a command line asks for; this machine's when it names none. */
export function targetsOf(args: readonly string[]): string[] {
  const options = parseArgs(args, {
    string: ["target"],
    collect: ["target"],
    unknown: (argument) => {
      throw new UserError(`Cannot use "${argument}": only --target is known`, { exitCode: 2 });
    },
  });
  const targets = options.target as string[];
  for (const target of targets) {
    if (TARGETS.includes(target)) continue;
    const hint = `Targets are ${TARGETS.join(", ")}`;
    throw new UserError(`Cannot use --target "${target}": unknown target`, { hint, exitCode: 2 });
  }
  return targets.length > 0 ? [...new Set(targets)] : [Deno.build.target];
}

/** "runprofileserver-0.1.0-x86_64-pc-windows-msvc.exe" */
export function executableName(version: string, target: string): string {
  return `runprofileserver-${version}-${target}${target.includes("windows") ? ".exe" : ""}`;
}

/** `base` is DENORT_BIN: one file for one target, and yet Deno would put it into the executables of all. */
export async function checkBaseRuntime(
  targets: readonly string[],
  base: string | undefined,
): Promise<void> {
  if (!base) return;
  if (targets.length > 1) {
    const hint = "Compile one target at a time, each with its own DENORT_BIN, or unset it";
    throw new UserError(`Cannot use DENORT_BIN "${base}" for ${targets.length} targets`, { hint });
  }
  try {
    await Deno.stat(base);
  } catch (cause) {
    throw new UserError(`Cannot read DENORT_BIN "${base}"`, { cause });
  }
}

async function runDenoCompile(target: string, path: string): Promise<void> {
  const child = new Deno.Command(Deno.execPath(), {
    args: await compileArguments(target, path),
    cwd: root,
    stdin: "null",
    stderr: "piped",
  }).spawn();
  const [shown, kept] = child.stderr.tee();
  const [messages, { success }] = await Promise.all([
    new Response(kept).text(),
    child.status,
    shown.pipeTo(Deno.stderr.writable, { preventClose: true }),
  ]);
  if (!success) throw compileError(target, messages);
}

async function compileArguments(target: string, path: string): Promise<string[]> {
  const tests = (await Promise.all(INCLUDES.map(testsIn))).flat();
  return [
    "compile",
    "-A",
    // `deno task check` is the place for it, and another Deno's TypeScript may judge otherwise.
    "--no-check",
    "--v8-flags=--detailed-line-info",
    // Without it the packages of the tests go in too (12 MB); 2.7 and 2.8 cannot leave them out.
    ...(isOlder(Deno.version.deno, 2, 9) ? [] : ["--exclude-unused-npm"]),
    ...[...INCLUDES, ...WORKERS].flatMap((path) => ["--include", path]),
    ...tests.flatMap((file) => ["--exclude", file]),
    "--target",
    target,
    "--output",
    path,
    "main.ts",
  ];
}

/** An included folder is a set of entry points, and tests would pull their packages in. */
async function testsIn(folder: string): Promise<string[]> {
  const entries = await Array.fromAsync(Deno.readDir(join(root, folder)));
  const found = await Promise.all(entries.map(({ name, isDirectory }) => {
    const path = `${folder}/${name}`;
    if (isDirectory) return testsIn(path);
    return /_test\.tsx?$/.test(name) ? [path] : [];
  }));
  return found.flat();
}

function isOlder(version: string, major: number, minor: number): boolean {
  const [hasMajor = 0, hasMinor = 0] = version.split(".").map(Number);
  return hasMajor < major || (hasMajor === major && hasMinor < minor);
}

/** What to tell the user after `deno compile` ended badly; `messages` is what it wrote to stderr. */
export function compileError(target: string, messages: string): UserError {
  if (!/dl\.deno\.land|Setting up base binary/.test(messages)) {
    return new UserError(`Cannot compile for ${target}: deno compile failed, see above`);
  }
  const hint = "Run it where https://dl.deno.land is reachable, or set DENORT_BIN to the denort " +
    `of Deno ${Deno.version.deno} for ${target}`;
  return new UserError(`Cannot compile for ${target}: no base runtime`, { hint });
}

async function measureFile(path: string): Promise<{ bytes: number; sha256: string }> {
  const hash = createHash("sha256");
  let bytes = 0;
  using file = await Deno.open(path);
  for await (const chunk of file.readable) {
    hash.update(chunk);
    bytes += chunk.length;
  }
  return { bytes, sha256: hash.digest("hex") };
}

/** One line for people: path, megabytes, hash. */
export function describeExecutable({ path, bytes, sha256 }: Executable): string {
  return `${path}  ${(bytes / 1e6).toFixed(1)} MB  sha256 ${sha256}`;
}

if (import.meta.main) {
  await runScript(async (args) => {
    for (const executable of await compile(targetsOf(args))) {
      console.log(describeExecutable(executable));
    }
  });
}
