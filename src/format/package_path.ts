// Which package a source file came from, read from the places where Deno, npm and pnpm put packages.

/** A file of a package: "hono@4.6.3" (or "hono" where the path has no version) and "dist/hono.js". */
export interface PackagePath {
  readonly name: string;
  /** Path inside the package. */
  readonly file: string;
  /** False for a plain node_modules folder, where two versions of a package look the same. */
  readonly hasVersion: boolean;
}

/** The package that `path` (a path or URL with forward slashes) lies in, or undefined. */
export function packagePath(path: string): PackagePath | undefined {
  // Split instead of one regular expression: paths are hostile input, and those expressions backtrack.
  const segments = path.split("/");
  return inDenoCache(segments) ?? inModulesFolder(segments);
}

/** DENO_DIR/npm/<registry host>/[@scope/]name/version/file */
function inDenoCache(segments: readonly string[]): PackagePath | undefined {
  for (let i = 1; i + 4 < segments.length; i++) {
    if (segments[i] !== "npm" || !segments[i + 1]!.includes("registry")) continue;
    const [name, rest] = packageName(segments, i + 2);
    const version = segments[rest];
    if (name === "" || !version || !/^\d/.test(version) || rest + 1 >= segments.length) continue;
    return {
      name: `${name}@${version}`,
      file: segments.slice(rest + 1).join("/"),
      hasVersion: true,
    };
  }
  return undefined;
}

/** node_modules/.deno/[@scope+]name@version/node_modules/name/file (.pnpm too), else node_modules/name/file. */
function inModulesFolder(segments: readonly string[]): PackagePath | undefined {
  let last: PackagePath | undefined;
  for (let i = segments.length - 2; i >= 0; i--) {
    if (segments[i] !== "node_modules") continue;
    const [name, rest] = packageName(segments, i + 1);
    if (name === "" || rest >= segments.length) continue;
    const file = segments.slice(rest).join("/");
    const stored = storedPackage(segments, i);
    // A package may bring packages of its own along: it is named after the store, whatever lies within.
    if (stored) return { name: stored, file, hasVersion: true };
    last ??= { name, file, hasVersion: false };
  }
  return last;
}

function storedPackage(segments: readonly string[], folder: number): string | undefined {
  const isStore = /^\.(deno|pnpm)$/.test(segments[folder - 2] ?? "") &&
    segments[folder - 3] === "node_modules";
  const stored = segments[folder - 1] ?? "";
  return isStore && /^(@[^+]+\+)?[^@]+@./.test(stored) ? stored.replace("+", "/") : undefined;
}

/** The package name at `at`, and the index of the segment after it. */
function packageName(segments: readonly string[], at: number): [name: string, next: number] {
  const first = segments[at] ?? "";
  const second = segments[at + 1] ?? "";
  return first.startsWith("@") && second !== "" ? [`${first}/${second}`, at + 2] : [first, at + 1];
}
