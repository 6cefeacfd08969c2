// What of an app the runtime inside of the executable cannot do, so that it is said before the server starts.
import { isBuiltin } from "node:module";
import { basename, dirname, join } from "@std/path";
import type { HostFeatures } from "../wire/host_features.ts";
import type { LocalGraph, WrittenImport } from "./local_graph.ts";

const TYPESCRIPT = /\.([cm]?ts|tsx|jsx)$/;

/** What of it can make a request hang; seen in Deno 2.7.11 without us. */
const NO_SOCKETS =
  "its requests have no sockets of their own, so the body of a GET never ends for a " +
  "loop over it, and a refused upgrade stays open";

/** For a sentence: "TypeScript, import maps and imports of URLs". */
export function missingFeatures(features: HostFeatures): string {
  const missing = [
    ...(features.hasTypeScript ? [] : ["TypeScript"]),
    ...(features.hasImportMaps ? [] : ["import maps"]),
    ...(features.hasCommonJsImports ? [] : ["imports of CommonJS packages"]),
    ...(features.hasNpmSpecifiers ? [] : ["npm: imports"]),
    ...(features.hasNodeSockets ? [] : ["sockets of node:http"]),
    // Never there: it has no cache and no client for them.
    "jsr: and URL imports",
  ];
  return new Intl.ListFormat("en-GB").format(missing);
}

/** True when the module itself is of a kind that the runtime cannot read. */
export function isUnreadable(module: string, features: HostFeatures): boolean {
  return TYPESCRIPT.test(module) && !features.hasTypeScript;
}

/** One sentence per import that will not work, without a period. */
export function embeddedLimits(graph: LocalGraph, features: HostFeatures): string[] {
  const sentences = graph.imports.map((written) => {
    const flaw = importFlaw(written, features);
    return flaw && `${basename(written.file)} imports "${written.specifier}": ${flaw}`;
  });
  return [...new Set(sentences.filter((sentence) => sentence !== undefined))];
}

function importFlaw(written: WrittenImport, features: HostFeatures): string | undefined {
  const { specifier } = written;
  if (/^\.{0,2}\/|^file:/.test(specifier)) {
    return isUnreadable(specifier, features) ? "TypeScript cannot be run" : undefined;
  }
  if (/^(https?|jsr):/.test(specifier)) return "only local files and node_modules can be imported";
  if (/^(node:)?https?$/.test(specifier)) return features.hasNodeSockets ? undefined : NO_SOCKETS;
  if (isBuiltin(specifier) || /^(data|blob):/.test(specifier)) return undefined;
  return packageFlaw(written, features);
}

function packageFlaw(
  { file, specifier, isRequire }: WrittenImport,
  features: HostFeatures,
): string | undefined {
  const isNpm = specifier.startsWith("npm:");
  if (isNpm && !features.hasNpmSpecifiers) return "npm: imports do not work";
  const dir = packageDir(dirname(file), packageName(specifier));
  if (dir !== undefined) {
    const isCommonJs = !isRequire && !features.hasCommonJsImports && isCommonJsPackage(dir);
    return isCommonJs ? "a CommonJS package cannot be imported" : undefined;
  }
  if (isNpm) return "the package is not in node_modules";
  return features.hasImportMaps
    ? undefined
    : "it is not in node_modules, and import maps are not read";
}

/** "npm:@scope/name@1.2.3/sub" -> "@scope/name" */
function packageName(specifier: string): string {
  const path = specifier.replace(/^npm:\/?/, "");
  return path.match(/^@[^/]+\/[^/@]+|^[^/@]+/)?.[0] ?? path;
}

function packageDir(from: string, name: string): string | undefined {
  const dir = join(from, "node_modules", name);
  if (packageJson(dir)) return dir;
  return dirname(from) === from ? undefined : packageDir(dirname(from), name);
}

/** By what the package says of itself; one that says nothing is CommonJS. */
function isCommonJsPackage(dir: string): boolean {
  const { type, main, exports } = packageJson(dir) ?? {};
  if (type === "module" || String(main).endsWith(".mjs")) return false;
  return !/"import"|\.mjs"/.test(JSON.stringify(exports ?? null));
}

function packageJson(dir: string): { type?: string; main?: string; exports?: unknown } | undefined {
  try {
    return JSON.parse(Deno.readTextFileSync(join(dir, "package.json")));
  } catch {
    return undefined;
  }
}
