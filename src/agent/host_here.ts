// The hidden role of the executable that hosts an app in its own runtime. The app cannot be the main module here, so
// everything by which a program knows its main module is set by hand; only import.meta.main stays false.
import { dirname } from "node:path";
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { mainExports } from "./main_exports.ts";
import { requireFromDisk } from "./require_from_disk.ts";

/** Loads the agent, then the module with that absolute path; `args` are the module and its arguments. */
export async function hostHere([module, ...args]: readonly string[]): Promise<void> {
  const url = pathToFileURL(module!).href;
  pretend("mainModule", url);
  pretend("args", args);
  process().argv.splice(1, Infinity, module!, ...args);
  await import("./agent.ts");
  // ES modules get a require() as well, from createRequire().
  requireFromDisk();
  if (!isCommonJs(module!)) {
    await import(url);
    return;
  }
  const exports = createRequire(url)(module!);
  mainExports.load = () => Promise.resolve({ ...Object(exports), default: exports });
}

function pretend(name: "mainModule" | "args", value: unknown): void {
  Object.defineProperty(Deno, name, { value, configurable: true, enumerable: true });
}

function process(): { argv: string[] } {
  return (globalThis as unknown as { process: { argv: string[] } }).process;
}

/** By Deno's rule: .cjs, or .js in a package of that type, which packages from npm are if they do not say otherwise. */
function isCommonJs(path: string): boolean {
  if (/\.[cm]js$/.test(path)) return path.endsWith(".cjs");
  const isPackage = /[\\/]node_modules[\\/]/.test(path);
  if (isPackage) return packageType(dirname(path)) !== "module";
  return path.endsWith(".js") && packageType(dirname(path)) === "commonjs";
}

function packageType(dir: string): string | undefined {
  try {
    return JSON.parse(readFileSync(`${dir}/package.json`, "utf8")).type;
  } catch {
    return dirname(dir) === dir ? undefined : packageType(dirname(dir));
  }
}
