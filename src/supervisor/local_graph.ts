// The files of an app and what they import, read without Deno's help: for the runtime inside of the executable, which
// has no `deno info`. Imports are found by their look, so one in a string may be taken for an import; nothing worse
// than a file too many that is watched, or a needless warning, comes of it.
import { dirname, extname, fromFileUrl, join } from "@std/path";
import { isFile } from "../store/is_file.ts";

/** One import as it is written. */
export interface WrittenImport {
  /** Absolute path of the file that has it. */
  readonly file: string;
  readonly specifier: string;
  readonly isRequire: boolean;
}

/** What can be reached from a module without leaving the app. */
export interface LocalGraph {
  /** Absolute paths, the module first; also of files that are not there. */
  readonly files: readonly string[];
  /** All that the files import, local or not. */
  readonly imports: readonly WrittenImport[];
}

const IMPORT = /\b(from|import|import\s*\(|require\s*\()\s*(["'])([^"'\n]+)\2/g;
const COMMENT_LINE = /^\s*(\/\/|\*).*$/gm;
/** What require() tries, in its order. */
const REQUIRED_ENDINGS = ["", ".js", ".cjs", ".json", "/index.js"];

/** Follows relative imports from `module`, an absolute path; packages are not entered. */
export async function localGraph(module: string): Promise<LocalGraph> {
  const files = new Set([module]);
  const imports: WrittenImport[] = [];
  // A set gives out what is added to it while it is walked.
  for (const file of files) {
    for (const written of await importsOf(file)) {
      imports.push(written);
      const local = localPath(written);
      if (local !== undefined) files.add(local);
    }
  }
  return { files: [...files], imports };
}

async function importsOf(file: string): Promise<WrittenImport[]> {
  if (!/^\.[cm]?[jt]sx?$/.test(extname(file))) return [];
  const text = await Deno.readTextFile(file).catch(() => "");
  return [...text.replace(COMMENT_LINE, "").matchAll(IMPORT)].map(([, keyword, , specifier]) => ({
    file,
    specifier: specifier!,
    isRequire: keyword!.startsWith("require"),
  }));
}

function localPath({ file, specifier, isRequire }: WrittenImport): string | undefined {
  const path = specifier.startsWith("file:")
    ? fromFileUrl(specifier)
    : /^\.{0,2}\//.test(specifier)
    ? join(specifier.startsWith("/") ? "" : dirname(file), specifier.replace(/[?#].*$/, ""))
    : undefined;
  if (path === undefined || path.includes("node_modules")) return undefined;
  if (!isRequire) return path;
  return REQUIRED_ENDINGS.map((ending) => path + ending).find(isFile) ?? `${path}.js`;
}
