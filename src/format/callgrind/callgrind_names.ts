// What functions, files and objects are called in a callgrind file. KCachegrind takes two functions for one
// when name and last part of the path agree, so the name carries the whole location, always: a suffix only
// where names collide would make two files of the same program incomparable.
import type { Frame, Profile } from "../../model/profile.ts";
import { oneLine, shortLine } from "./callgrind_text.ts";
import { packagePath } from "../package_path.ts";

/** A function as callgrind knows it. */
export interface FunctionName {
  /** "handler main.ts:12:20", or "(program)". */
  readonly name: string;
  /** The name of its re-entry, "handler'2 main.ts:12:20"; valgrind counts recursion levels like that. */
  readonly reentryName: string;
  /** fl=: a plain path where there is one, so that KCachegrind finds the source. */
  readonly file: string;
  /** ob=: the package, host or part of the runtime. KCachegrind adds costs up by it. */
  readonly object: string;
  /** First line of the function, 0 = unknown. */
  readonly line: number;
  /** True for a wait site, whose line is also the line where the caller waits. */
  readonly isWait: boolean;
}

/** A profile in which a frame is what callgrind takes for one function; names[i] belongs to frames[i]. */
export interface NamedProfile {
  readonly profile: Profile;
  readonly names: readonly FunctionName[];
}

/** Names the frames and merges those that get one name, e.g. versions of a file told apart by ?v=2. */
export function nameFunctions(profile: Profile, base: string): NamedProfile {
  const names: FunctionName[] = [];
  const frames: Frame[] = [];
  const indexByName = new Map<string, number>();
  const placeByUrl = new Map<string, Place>();
  const merged = profile.frames.map((frame) => {
    let place = placeByUrl.get(frame.url);
    if (!place) placeByUrl.set(frame.url, place = placeOf(frame.url, base));
    const name = nameAt(frame, place);
    const key = `${name.name}\0${name.file}`;
    let index = indexByName.get(key);
    if (index === undefined) {
      indexByName.set(key, index = names.push(name) - 1);
      frames.push({ ...frame, line: name.line });
    }
    return index;
  });
  const nodeFrame = profile.nodeFrame.map((frame) => merged[frame]!);
  return { profile: { ...profile, frames, nodeFrame }, names };
}

/** The name of one frame. `base` is the folder that paths are shown relative to, "" for none. */
export function functionName(frame: Frame, base: string): FunctionName {
  return nameAt(frame, placeOf(frame.url, base));
}

/** What all functions of one source have in common; it takes longer to find out than all else. */
interface Place {
  readonly file: string;
  readonly object: string;
  /** The file as it is shown, "" for native code. */
  readonly shown: string;
}

function placeOf(url: string, base: string): Place {
  const file = fileName(url);
  const shown = file === NATIVE ? "" : shortLocation(file, url, base);
  return { file, object: objectName(file), shown };
}

function nameAt(frame: Frame, { file, object, shown }: Place): FunctionName {
  const isWait = frame.kind === "wait";
  const bare = shortLine(frame.name) || "(unknown)";
  if (file === NATIVE) {
    const name = known(bare);
    return { name, reentryName: `${name}'2`, file, object, line: 0, isWait };
  }
  const location = `${shown}:${frame.line}:${frame.column}`;
  return {
    name: `${bare} ${location}`,
    reentryName: `${bare}'2 ${location}`,
    file,
    object,
    line: frame.line,
    isWait,
  };
}

const NATIVE = "[native]";
const EVAL = "[eval]";

/** A name may not be empty, and "???" is callgrind's own word for unknown. */
function known(text: string): string {
  return text === "" || text === "???" ? "(unknown)" : text;
}

function fileName(url: string): string {
  if (url === "") return NATIVE;
  if (url.startsWith("eval:")) return EVAL;
  if (url.startsWith("file://")) return known(localPath(url));
  // Source as a URL would be most of the file.
  if (url.startsWith("data:")) return `[data ${fnv1a(url)}]`;
  return known(shortLine(url));
}

/** The path of a file URL, without ?query and #hash. */
function localPath(url: string): string {
  const encoded = oneLine(/^file:\/\/([^?#]*)/.exec(url)?.[1] ?? "");
  const path = decoded(encoded) ?? encoded;
  return /^\/[A-Za-z]:\//.test(path) ? path.slice(1) : path;
}

/** Undefined where the path is not what encodeURI makes, or hides characters that must not be shown. */
function decoded(path: string): string | undefined {
  try {
    const plain = decodeURIComponent(path);
    return plain === oneLine(plain) ? plain : undefined;
  } catch {
    return undefined;
  }
}

/** FNV-1a, 32 bit, of the UTF-8 bytes (http://www.isthe.com/chongo/tech/comp/fnv/), as 8 hex digits. */
function fnv1a(text: string): string {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, "0");
}

function shortLocation(file: string, url: string, base: string): string {
  if (file === EVAL) return `[eval ${shortLine(url.slice("eval:".length))}]`;
  const found = packagePath(file);
  if (found?.hasVersion) return `${found.name}/${found.file}`;
  const folder = `${base.replaceAll("\\", "/").replace(/\/+$/, "")}/`;
  return folder !== "/" && file.startsWith(folder) ? file.slice(folder.length) : file;
}

function objectName(file: string): string {
  if (file === NATIVE) return "v8";
  if (file === EVAL || file.startsWith("[data ")) return "eval";
  const scheme = /^(ext|deno|node|wasm):/.exec(file)?.[1];
  if (scheme) return scheme === "ext" ? "deno" : scheme;
  return packagePath(file)?.name ?? /^https?:\/\/([^/]+)/.exec(file)?.[1] ?? "app";
}
