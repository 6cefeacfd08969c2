// The source maps of the scripts that a child runs: TypeScript that Deno transpiled, bundles with a map.
// Under `deno run` V8 reports positions of the transpiled code, without a map: Deno keeps it in DENO_DIR/gen.
// Each script is looked up once, at first sight: later the same file may belong to the next child.
import { fromFileUrl, toFileUrl } from "@std/path";
import { frameKind } from "../format/frame_kind.ts";
import type { Frame, Profile } from "../model/profile.ts";
import { remapProfile } from "../model/source_map/remap.ts";
import { parseSourceMap } from "../model/source_map/source_map.ts";
import { SourceMappedScript } from "../model/source_map/source_mapped_script.ts";
import { decodeDataUrl, splitComment } from "./script_maps_comment.ts";
import { emitPath } from "./script_maps_emit.ts";

/** Code as it ran and its source map, as found on disk. */
interface FoundMap {
  readonly code: string;
  readonly json: string;
  /** What the map's sources are relative to. */
  readonly baseUrl: string;
  readonly generatedUrl: string;
  /** The one source that the map must have. */
  readonly sourceUrl?: string;
}

/** Deno always has the map of these, and so has a bundle that they are the sources of. */
const TRANSPILED = /\.(ts|tsx|mts|cts)$/i;

/** What has become of a frame, and of lines of its time. */
interface Remapped {
  readonly frame: Frame;
  readonly lines: Map<number, number>;
}

/** Maps the profiles of one child process to the sources; make a new one for the next child. */
export class ScriptMaps {
  readonly #denoDir: string;
  readonly #scripts = new Map<string, SourceMappedScript | undefined>();
  readonly #remapped = new Map<string, Remapped>();
  readonly #problems: string[] = [];

  /** `denoDir` is the absolute DENO_DIR of the child. */
  constructor({ denoDir }: { denoDir: string }) {
    this.#denoDir = denoDir;
  }

  /** A sentence per script whose positions stay those of the generated code; grows with remap(). */
  get problems(): readonly string[] {
    return this.#problems;
  }

  /**
   * The profile with positions in the sources, for frames as V8 gave them. Frames without a URL, of scripts
   * without a map and of kind "wait" (Deno has mapped those already) stay as they are.
   */
  remap(profile: Profile): Profile {
    this.#findScripts(profile.frames);
    return remapProfile(profile, {
      frame: (frame) => this.#remap(frame)?.frame ?? frame,
      line: (frame, line) => this.#remapLine(frame, line),
    });
  }

  /** A frame of a stack that Deno has written: mapped already if Deno has the map, and by us if it has not. */
  place(frame: Frame): Frame {
    if (TRANSPILED.test(frame.url)) return frame;
    // Without a column the frame does not take part in the check that the code is what ran.
    this.#findScripts([{ ...frame, column: 0 }]);
    const placed = this.#scriptOf(frame)?.place(frame);
    // Source and script have one URL: Deno transpiled it, so the position is the source's.
    if (!placed || placed.url === frame.url) return frame;
    return { ...placed, kind: frameKind(placed.name, placed.url) };
  }

  /** Chunks bring the same functions again and again: their answers are kept. */
  #remap(frame: Frame): Remapped | undefined {
    const script = this.#scriptOf(frame);
    if (!script) return undefined;
    const key = `${frame.url}\0${frame.line}\0${frame.column}\0${frame.name}`;
    let remapped = this.#remapped.get(key);
    if (!remapped) {
      const { name, url, line, column } = script.frame(frame);
      const kind = frameKind(name, url);
      remapped = { frame: { name, url, line, column, kind }, lines: new Map() };
      this.#remapped.set(key, remapped);
    }
    return remapped;
  }

  #remapLine(frame: Frame, line: number): number {
    const lines = this.#remap(frame)?.lines;
    if (!lines) return line;
    let remapped = lines.get(line);
    if (remapped === undefined) {
      lines.set(line, remapped = this.#scriptOf(frame)!.line(frame, line));
    }
    return remapped;
  }

  #scriptOf({ url, kind }: Frame): SourceMappedScript | undefined {
    return kind === "wait" ? undefined : this.#scripts.get(url);
  }

  #findScripts(frames: readonly Frame[]): void {
    const framesByUrl = Map.groupBy(
      frames.filter(({ url, kind }) => kind !== "wait" && /^(file|https?):/.test(url)),
      ({ url }) => url,
    );
    for (const [url, own] of framesByUrl) {
      if (!this.#scripts.has(url)) this.#scripts.set(url, this.#find(url, own));
    }
  }

  #find(url: string, frames: readonly Frame[]): SourceMappedScript | undefined {
    try {
      const found = this.#findEmit(url) ?? findMap(url, frames);
      return found && mappedScript(found, frames);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.#problems.push(`Positions in ${url} are those of the generated code: ${reason}`);
      return undefined;
    }
  }

  /** What Deno transpiled from the module; undefined for a module that runs as it is. */
  #findEmit(url: string): FoundMap | undefined {
    const { protocol, pathname } = new URL(url);
    const isTranspiled = TRANSPILED.test(pathname);
    // JSX runs as it is without settings for it, and the type of a remote module is not in its name.
    const isMaybeTranspiled = protocol !== "file:" || /\.jsx$/i.test(pathname);
    if (!isTranspiled && !isMaybeTranspiled) return undefined;
    const path = emitPath(url, {
      denoDir: this.#denoDir,
      isWindows: Deno.build.os === "windows",
    });
    const text = path === undefined ? undefined : readIfThere(path);
    if (path === undefined || text === undefined) {
      if (isTranspiled) throw new Error(`Deno has not kept it at ${path ?? "a path of its own"}`);
      return undefined;
    }
    const { code, mapUrl } = splitComment(text);
    const generatedUrl = toFileUrl(path).href;
    return { code, json: decodeDataUrl(mapUrl), baseUrl: url, generatedUrl, sourceUrl: url };
  }
}

/** The map of a script that runs as it is on disk: in its comment, named there, or beside it. */
function findMap(url: string, frames: readonly Frame[]): FoundMap | undefined {
  const text = url.startsWith("file:") ? readIfThere(fromFileUrl(url)) : undefined;
  if (text === undefined) return undefined;
  const { code, mapUrl } = splitComment(text);
  if (mapUrl.startsWith("data:")) {
    return { code, json: decodeDataUrl(mapUrl), baseUrl: url, generatedUrl: url };
  }
  const { href, protocol } = new URL(mapUrl || new URL(url).pathname + ".map", url);
  if (protocol !== "file:") throw new Error(`source map ${href} is not a file`);
  const json = readIfThere(fromFileUrl(href));
  if (json !== undefined) return { code, json, baseUrl: href, generatedUrl: url };
  // Many packages name maps that they do not bring along: nothing that our user could do about.
  const isOwn = frames.every(({ kind }) => kind === "app");
  if (mapUrl && isOwn) throw new Error(`source map ${href} is missing`);
  return undefined;
}

/** Throws an Error when the map is broken or the code is not what the frames are from. */
function mappedScript(found: FoundMap, frames: readonly Frame[]): SourceMappedScript {
  const { code, json, baseUrl, generatedUrl, sourceUrl } = found;
  const map = parseSourceMap(json);
  const sourceUrls = map.sources.map((source) => source && canonicalUrl(source, baseUrl));
  if (sourceUrl && !sourceUrls.includes(canonicalUrl(sourceUrl, baseUrl))) {
    throw new Error(`${generatedUrl} is that of ${sourceUrls.join(", ")}`);
  }
  const script = new SourceMappedScript({ code, map, sourceUrls, generatedUrl });
  // The file may have been written again since the child loaded it. Deno's hashes of the source do not
  // help (they depend on its settings), but positions of other code rarely all hit the start of a function.
  const stranger = frames.find((frame) => !script.hasFunctionAt(frame));
  if (!stranger) return script;
  const { name, line, column } = stranger;
  throw new Error(`${generatedUrl} is not the code that ran, ${name} is not at ${line}:${column}`);
}

/** One spelling for one file, as tools differ in what they percent-encode and Deno adds queries. */
function canonicalUrl(source: string, baseUrl: string): string {
  const url = new URL(source, baseUrl);
  return url.protocol === "file:" ? toFileUrl(fromFileUrl(url)).href : url.href;
}

function readIfThere(path: string): string | undefined {
  try {
    return Deno.readTextFileSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}
