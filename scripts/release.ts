// deno-lint-ignore-file no-console -- a program: what it prints is its result
// `deno task release [--target T ...]`: everything that must hold before a version is tagged, cheapest first.
// It changes nothing outside dist/: the tag and the push stay a person's decision.
import { fromFileUrl, join } from "@std/path";
import config from "../deno.json" with { type: "json" };
import { UserError } from "../src/errors.ts";
import { compile, describeExecutable, targetsOf } from "./compile.ts";
import { runScript } from "./run_script.ts";

const root = fromFileUrl(new URL("..", import.meta.url));

/** Throws a UserError at the first thing that stands in the way of a release. */
export async function release(args: readonly string[]): Promise<void> {
  const targets = targetsOf(args);
  const { version } = config;
  checkTree(await runGit("status", "--porcelain"));
  checkTag(await runGit("tag", "--list"), version);
  checkChangelog(await Deno.readTextFile(join(root, "README.md")), version);
  await runTask("check");
  await runTask("test");
  const executables = await compile(targets);
  for (const executable of executables) console.log(describeExecutable(executable));
  console.log(`Ready. To publish:\n  ${tagCommand(version)}`);
}

/** `status` is the output of `git status --porcelain`. */
export function checkTree(status: string): void {
  const files = status.split("\n").filter(Boolean).map((line) => line.slice(3));
  if (files.length === 0) return;
  const count = files.length === 1 ? "1 file is" : `${files.length} files are`;
  throw new UserError(`Cannot release: ${count} not committed`, {
    hint: `Commit or remove ${files.slice(0, 5).join(", ")}${files.length > 5 ? ", ..." : ""}`,
  });
}

/** `tags` is the output of `git tag --list`. */
export function checkTag(tags: string, version: string): void {
  if (!tags.split("\n").includes(`v${version}`)) return;
  throw new UserError(`Cannot release "${version}": tag v${version} exists`, {
    hint: "Raise the version in deno.json and add its entry to the changelog in README.md",
  });
}

/** The version in deno.json must be the newest entry of the changelog. */
export function checkChangelog(readme: string, version: string): void {
  const newest = newestVersion(readme);
  if (newest === version) return;
  const found = newest === undefined ? "has no entry" : `ends at ${newest}`;
  throw new UserError(`Cannot release "${version}": the changelog ${found}`, {
    hint: `Write "### ${version}" as the first entry below "## Changelog" in README.md`,
  });
}

/** Entries are headings like "### 0.1.0 (2026-11-22)", the newest first. */
export function newestVersion(readme: string): string | undefined {
  const [, changelog] = readme.split(/^## Changelog\s*$/m);
  const [section = ""] = changelog?.split(/^## /m) ?? [];
  return section.match(/^### v?(\d+\.\d+\.\d+\S*)/m)?.[1];
}

async function runGit(...args: string[]): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command("git", { args, cwd: root }).output();
  if (success) return new TextDecoder().decode(stdout);
  const reason = new TextDecoder().decode(stderr).trim();
  throw new UserError(`Cannot run git ${args.join(" ")}: ${reason}`);
}

async function runTask(task: string): Promise<void> {
  const { success } = await new Deno.Command(Deno.execPath(), {
    args: ["task", task],
    cwd: root,
    stdin: "null",
  }).spawn().status;
  if (!success) throw new UserError(`Cannot release: deno task ${task} failed, see above`);
}

/** The command to type after a release that went well. */
export function tagCommand(version: string): string {
  return `git tag -a v${version} -m "runprofileserver ${version}" && git push origin v${version}`;
}

if (import.meta.main) await runScript(release);
