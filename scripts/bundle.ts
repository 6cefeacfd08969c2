// Puts the program into a folder of a few plain files, from which `deno compile` makes an executable. Packages are
// bundled: Deno 2.7 cannot leave one out, and an executable without node_modules of its own uses those of a hosted app.
import { Buffer } from "node:buffer";
import { readdir } from "node:fs/promises";
import { basename, dirname, fromFileUrl, join, relative, resolve, SEPARATOR } from "@std/path";
import { UserError } from "../src/errors.ts";

const root = fromFileUrl(new URL("..", import.meta.url));

/** What is handed to other processes as text. */
const HANDED_OUT: Readonly<Record<string, string>> = {
  "src/agent/agent.ts": "agent.js",
  "src/agent/probe.ts": "probe.js",
};

/** The entry. */
export const ENTRY = "main.js";

/**
 * "manual" makes imports in files outside of the executable go to the node_modules above them, which is what an app
 * needs that is hosted without Deno. The empty package.json makes Deno tell CommonJS by package type there.
 */
const CONFIG = { "deno.json": '{ "nodeModulesDir": "manual" }', "package.json": "{}" };

/**
 * Fills `folder`, which must be empty; returns the files that no import leads to, by name. Throws a UserError when a
 * module cannot be bundled.
 */
export async function bundle(folder: string): Promise<string[]> {
  for (const [name, text] of Object.entries(CONFIG)) {
    await Deno.writeTextFile(join(folder, name), text);
  }
  const workers = await workerSources();
  // Split: a command is loaded only when it runs, which is what keeps the start short, and workers share what they can.
  await runDenoBundle(["--code-splitting", "--outdir", folder, "main.ts", ...workers]);
  for (const [source, name] of Object.entries(HANDED_OUT)) {
    await runDenoBundle(["--output", join(folder, name), source]);
  }
  const started = workers.map(asJavaScript);
  await finishFiles(folder, started);
  return [...started, ...Object.values(HANDED_OUT)];
}

/** Workers are started by URL, to which no import leads: "src/supervisor/recording_worker.ts". */
async function workerSources(): Promise<string[]> {
  const found = await readdir(join(root, "src"), { recursive: true });
  return found.filter((path) => path.endsWith("_worker.ts"))
    .map((path) => `src/${path.replaceAll(SEPARATOR, "/")}`).sort();
}

/** Mends what bundling makes wrong in every file, at the top and in the folders of the workers. */
async function finishFiles(folder: string, workers: readonly string[]): Promise<void> {
  const names = (await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name);
  for (const name of [...names.filter((name) => name.endsWith(".js")), ...workers]) {
    const path = join(folder, name);
    const text = await Deno.readTextFile(path);
    const mended = text.replace(WORKER_URL, (_, name) => workerUrl(name, workers));
    await Deno.writeTextFile(path, mended.replace(INLINE_MAP, (_, map) => slimMap(path, map)));
  }
}

const WORKER_URL = /"\.\/(\w+_worker)\.ts"/g;

/** Code that stood beside a worker is at the top of the folder now, in a chunk. */
function workerUrl(name: string, workers: readonly string[]): string {
  return `"./${workers.find((path) => path.endsWith(`/${name}.js`))}"`;
}

const INLINE_MAP = /\n\/\/# sourceMappingURL=data:application\/json;base64,([\w+/=]+)\s*$/;

/**
 * A map without the sources' text, so that a report of a bug has our file names and lines. The agent gets none: it
 * knows the frames that it hides by the place of its own file.
 */
function slimMap(path: string, base64: string): string {
  if (/^(agent|host_here|probe)\b/.test(basename(path))) return "\n";
  const map = JSON.parse(Buffer.from(base64, "base64").toString());
  delete map.sourcesContent;
  map.sources = map.sources.map((source: string) => sourceName(resolve(dirname(path), source)));
  const slim = Buffer.from(JSON.stringify(map)).toString("base64");
  return `\n//# sourceMappingURL=data:application/json;base64,${slim}\n`;
}

/** "src/cli/cli.ts", or "hono/4.13.19/dist/index.js": nothing of the machine that this was made on. */
function sourceName(path: string): string {
  const name = relative(root, path).replaceAll(SEPARATOR, "/");
  return name.startsWith("../")
    ? name.replace(/^.*\/(npm\/registry\.npmjs\.org|node_modules)\//, "")
    : name;
}

function asJavaScript(name: string): string {
  return name.replace(".ts", ".js");
}

async function runDenoBundle(args: readonly string[]): Promise<void> {
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    // 2.7 reads imports of text only with the flag, 2.9 also without.
    args: ["bundle", "--quiet", "--unstable-raw-imports", "--sourcemap=inline", ...args],
    cwd: root,
    stdin: "null",
    env: { NO_COLOR: "1" },
  }).output();
  if (!success) throw bundleError(args.at(-1)!, new TextDecoder().decode(stderr));
}

/** What to tell the user after `deno bundle` ended badly; `messages` is what it wrote to stderr. */
export function bundleError(source: string, messages: string): UserError {
  const [reason = ""] = messages.trim().split("\n");
  // Deno takes esbuild from the npm registry, once.
  const isOffline = /esbuild|registry\.npmjs\.org|NPM_CONFIG_REGISTRY/.test(messages);
  return new UserError(`Cannot bundle ${source}: ${reason.replace(/^error: /, "")}`, {
    hint: isOffline ? "Run it once where the npm registry is reachable: esbuild is there" : "",
  });
}
