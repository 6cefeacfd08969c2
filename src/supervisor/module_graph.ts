// Which local files an app consists of, as far as its imports tell: what the watcher looks at. Asked of
// `deno info`, which answers also for an app that does not parse.
import { dirname, fromFileUrl, join } from "@std/path";
import type { HostRuntime } from "./host_runtime.ts";
import { localGraph } from "./local_graph.ts";
import { isFile } from "../store/is_file.ts";

const CONFIG_NAMES = ["deno.json", "deno.jsonc", "package.json", "import_map.json", ".env"];

/** Absolute paths of the module, its local imports, and the configuration files around it. */
export async function moduleGraph(
  { path, isEmbedded }: Pick<HostRuntime, "path" | "isEmbedded">,
  module: string,
): Promise<string[]> {
  const configs = configFiles(dirname(module));
  if (isEmbedded) return [...new Set([...(await localGraph(module)).files, ...configs])];
  const config = configs.find((path) => /deno\.jsonc?$/.test(path));
  const output = await new Deno.Command(path, {
    args: ["info", "--json", ...(config ? ["--config", config] : []), module],
    cwd: dirname(module),
    stderr: "null",
    env: { NO_COLOR: "1" },
  }).output();
  return [...new Set([module, ...configs, ...localModules(output.stdout)])];
}

function localModules(json: Uint8Array): string[] {
  try {
    const graph: { modules?: { local?: string; specifier?: string }[] } = JSON.parse(
      new TextDecoder().decode(json),
    );
    return (graph.modules ?? [])
      .filter(({ specifier }) => specifier?.startsWith("file:"))
      .map(({ specifier }) => fromFileUrl(specifier!))
      .filter((path) => !path.includes("/node_modules/"));
  } catch {
    return [];
  }
}

/** Configuration files from the module's folder upwards to the first that has one. */
function configFiles(dir: string): string[] {
  for (let at = dir;; at = dirname(at)) {
    const found = CONFIG_NAMES.map((name) => join(at, name)).filter(isFile);
    if (found.length > 0 || dirname(at) === at) return found;
  }
}
