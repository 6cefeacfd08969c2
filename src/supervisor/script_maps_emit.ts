// Where Deno keeps the JavaScript that it made from a TypeScript module, with the source map inside.
// The rules are those of Deno's disk_cache.rs: https://github.com/denoland/deno/tree/main/libs/resolver/cache
import { createHash } from "node:crypto";

/** The folder of Deno's cache, and whether its file names follow the rules of Windows. */
export interface EmitCache {
  readonly denoDir: string;
  readonly isWindows: boolean;
}

/** The path of the emitted file of a module's absolute URL, undefined when Deno would keep none. */
export function emitPath(url: string, { denoDir, isWindows }: EmitCache): string | undefined {
  const segments = cacheSegments(new URL(url), isWindows);
  if (!segments) return undefined;
  return [denoDir, "gen", ...segments].join(isWindows ? "\\" : "/") + ".js";
}

function cacheSegments(url: URL, isWindows: boolean): string[] | undefined {
  if (url.protocol === "file:") return fileSegments(url, isWindows);
  if (url.protocol !== "http:" && url.protocol !== "https:") return undefined;
  // A colon is no part of a Windows file name, and Deno uses the same names everywhere.
  const host = url.port ? `${url.hostname}_PORT${url.port}` : url.hostname;
  const hash = createHash("sha256").update(url.pathname + url.search).digest("hex");
  return [url.protocol.slice(0, -1), host, hash];
}

function fileSegments({ hostname, pathname }: URL, isWindows: boolean): string[] | undefined {
  const segments = decodedSegments(pathname);
  if (!segments || segments.length === 0) return undefined;
  if (!isWindows) return hostname ? undefined : ["file", ...segments];
  if (hostname) return ["file", "UNC", hostname.replaceAll(":", "_"), ...segments];
  const [drive, ...folders] = segments;
  return /^[a-z]:$/i.test(drive!) ? ["file", drive![0]!.toUpperCase(), ...folders] : undefined;
}

function decodedSegments(pathname: string): string[] | undefined {
  try {
    return pathname.split("/").filter((segment) => segment !== "").map(decodeURIComponent);
  } catch {
    return undefined; // Not UTF-8: no name that we could give to a file.
  }
}
