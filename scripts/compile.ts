// deno-lint-ignore-file no-console -- a program: what it prints is its result
// `deno task compile [--target T ...]`: one executable per target in dist/, with size and SHA-256.
// The base runtime comes from dl.deno.land (or DENORT_BIN) and must be of the version of the Deno that runs this.
import { createHash } from "node:crypto";
import { parseArgs } from "@std/cli/parse-args";
import { fromFileUrl, join } from "@std/path";
import config from "../deno.json" with { type: "json" };
import { UserError } from "../src/errors.ts";
import { bundle, ENTRY } from "./bundle.ts";
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
  const folder = await Deno.makeTempDir({ prefix: "runprofileserver-compile-" });
  try {
    const includes = await bundle(folder);
    const executables: Executable[] = [];
    for (const target of targets) {
      const path = join("dist", executableName(config.version, target));
      await runDenoCompile(compileArguments(target, join(root, path), includes), folder, target);
      if (target === Deno.build.target) await smokeRun(path);
      executables.push({ target, path, ...await measureFile(join(root, path)) });
    }
    return executables;
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
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

async function runDenoCompile(args: string[], folder: string, target: string): Promise<void> {
  const child = new Deno.Command(Deno.execPath(), {
    args,
    cwd: folder,
    stdin: "null",
    stdout: "null",
    stderr: "piped",
    env: { NO_COLOR: "1" },
  }).spawn();
  const [shown, kept] = child.stderr.tee();
  const [messages, { success }] = await Promise.all([
    new Response(kept).text(),
    child.status,
    shown.pipeTo(Deno.stderr.writable, { preventClose: true }),
  ]);
  if (!success) throw compileError(target, messages);
}

function compileArguments(target: string, path: string, includes: readonly string[]): string[] {
  return [
    "compile",
    "-A",
    // `deno task check` is the place for it, and another Deno's TypeScript may judge otherwise.
    "--no-check",
    // Of the runtime inside: without it a hot inlined function of a hosted app would be charged to its caller.
    "--v8-flags=--detailed-line-info",
    ...includes.flatMap((name) => ["--include", name]),
    "--target",
    target,
    "--output",
    path,
    ENTRY,
  ];
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

/** A base runtime of another version compiles well and dies at the first start, so it is run once where it can be. */
async function smokeRun(path: string): Promise<void> {
  const { success, stdout, stderr } = await new Deno.Command(join(root, path), {
    args: ["--version"],
    stdin: "null",
    env: { NO_COLOR: "1" },
  }).output();
  const output = new TextDecoder().decode(stdout);
  if (success && reportsVersion(output, config.version)) return;
  const [said] = (output + new TextDecoder().decode(stderr)).trim().split("\n");
  const hint = `Is DENORT_BIN, when set, the one of Deno ${Deno.version.deno}?`;
  throw new UserError(`Cannot use ${path}: --version says "${said}"`, { hint });
}

/** True when the first line of `output` has the version as a word, e.g. "runprofileserver 0.1.0". */
export function reportsVersion(output: string, version: string): boolean {
  return output.split("\n", 1)[0]!.split(/[\s,]+/).includes(version);
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

/** One line for people: version, path, megabytes, hash. */
export function describeExecutable({ path, bytes, sha256 }: Executable): string {
  const size = `${(bytes / 1e6).toFixed(1)} MB`;
  return `runprofileserver ${config.version}  ${path}  ${size}  sha256 ${sha256}`;
}

if (import.meta.main) {
  await runScript(async (args) => {
    for (const executable of await compile(targetsOf(args))) {
      console.log(describeExecutable(executable));
    }
  });
}
