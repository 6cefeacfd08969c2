// deno-lint-ignore-file no-console -- a program: what it prints is its result
// Makes what a release consists of beside the executables in dist/: compressed copies, checksums, the installer, and
// notes from the changelog. `release_assets.ts [--check] [--repository OWNER/NAME] TAG`; run by the release workflow.
import { createHash } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { parseArgs } from "@std/cli/parse-args";
import { fromFileUrl, join } from "@std/path";
import config from "../deno.json" with { type: "json" };
import { UserError } from "../src/errors.ts";
import { runScript } from "./run_script.ts";

const root = fromFileUrl(new URL("..", import.meta.url));
const SUMS = "SHA256SUMS";

/** What is known of a release. */
export interface Release {
  /** Without the v. */
  readonly version: string;
  /** OWNER/NAME */
  readonly repository: string;
}

/** The version of a tag like "v1.2.3"; throws a UserError when it is not the one that the source has. */
export function versionOfTag(tag: string, version = config.version): string {
  if (tag === `v${version}`) return version;
  throw new UserError(`Cannot release "${tag}": deno.json has version ${version}`, {
    hint: `Tag v${version}, or raise the version first`,
  });
}

/** The changelog's text on a version, without its heading; throws a UserError when there is none. */
export function releaseNotes(readme: string, version: string): string {
  const [, changelog = ""] = readme.split(/^## Changelog\s*$/m);
  const entries = changelog.split(/^## /m)[0]!.split(/^### /m).slice(1);
  const entry = entries.find((text) => text.split(/\s/)[0]!.replace(/^v/, "") === version);
  const notes = entry?.slice(entry.indexOf("\n")).trim();
  if (notes) return `${notes}\n`;
  throw new UserError(`Cannot release "${version}": the changelog does not say what is new`, {
    hint: `Write it below "### ${version}" in the changelog of README.md`,
  });
}

/** How to install this very release, for its notes: nothing else knows the repository. */
export function installLine({ version, repository }: Release): string {
  return `curl -fsSL https://github.com/${repository}/releases/download/v${version}/install.sh | sh`;
}

/** Fills in the installer's template. */
export function installer(template: string, { version, repository }: Release): string {
  const text = template.replaceAll("@VERSION@", version).replaceAll("@REPOSITORY@", repository);
  // The remark that explains the at signs is of no use to who reads the result.
  return text.replace(/^# scripts\/release_assets\.ts.*\n/m, "");
}

/** Adds to the executables in `dir` all that is published with them. */
export async function makeAssets(dir: string, release: Release): Promise<void> {
  const [template, readme] = await Promise.all([
    Deno.readTextFile(join(root, "scripts", "install.sh")),
    Deno.readTextFile(join(root, "README.md")),
  ]);
  const notes = releaseNotes(readme, release.version);
  for (const name of await filesIn(dir)) {
    // Windows has nothing to unpack it with; there the file is downloaded as it is.
    if (!name.endsWith(".exe")) await compress(join(dir, name));
  }
  await Deno.writeTextFile(join(dir, "install.sh"), installer(template, release), { mode: 0o755 });
  const sums = await Promise.all(
    (await filesIn(dir)).map(async (name) => `${await sha256(join(dir, name))}  ${name}\n`),
  );
  await Deno.writeTextFile(join(dir, SUMS), sums.join(""));
  const install = `\`\`\`sh\n${
    installLine(release)
  }\n\`\`\`\n\nOn Windows download the \`.exe\`.\n`;
  await Deno.writeTextFile(join(dir, "NOTES.md"), `${install}\n${notes}`);
}

async function filesIn(dir: string): Promise<string[]> {
  return (await Array.fromAsync(Deno.readDir(dir))).map(({ name }) => name).sort();
}

/** Replaces a file by its compressed form, which is 60 % smaller. */
async function compress(path: string): Promise<void> {
  await pipeline(createReadStream(path), createGzip({ level: 9 }), createWriteStream(`${path}.gz`));
  await Deno.remove(path);
}

async function sha256(path: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(path), hash);
  return hash.digest("hex");
}

async function main(args: string[]): Promise<void> {
  const { _: [tag], check, repository } = parseArgs(args, {
    boolean: ["check"],
    string: ["repository", "_"],
  });
  const version = versionOfTag(String(tag));
  if (check) {
    console.log(releaseNotes(await Deno.readTextFile(join(root, "README.md")), version));
    return;
  }
  if (!repository) {
    throw new UserError("Missing --repository", { hint: "Write OWNER/NAME", exitCode: 2 });
  }
  await makeAssets(join(root, "dist"), { version, repository: String(repository) });
}

if (import.meta.main) await runScript(main);
