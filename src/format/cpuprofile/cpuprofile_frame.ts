// The call frame of a .cpuprofile node -> our Frame. V8 counts lines and columns from 0 (-1 = none);
// the "head" tree of old Chrome counts from 1 and has no object of its own for the call frame.
import type { Frame } from "../../model/profile.ts";
import { brokenProfile, objectAt, optionalNumber } from "./cpuprofile_json.ts";
import type { JsonObject } from "../json_value.ts";
import { frameKind } from "../frame_kind.ts";

/** V8's own pseudo functions have a script id in some versions; they are native all the same. */
const PSEUDO = new Set(["(root)", "(program)", "(idle)", "(garbage collector)", "(unknown)"]);

/** The call frame of a node, 0-based also for a flat node. `place` names the node in complaints. */
export function callFrameOf(node: JsonObject, place: () => string): JsonObject {
  if (node.callFrame !== undefined || node.functionName === undefined) {
    return objectAt(node.callFrame, () => `${place()}.callFrame`);
  }
  return {
    ...node,
    lineNumber: optionalNumber(node, "lineNumber", { place, missing: 0 }) - 1,
    columnNumber: optionalNumber(node, "columnNumber", { place, missing: 0 }) - 1,
  };
}

/** The frame of a node. Throws a UserError for members of a wrong type. */
export function readFrame(node: JsonObject, place: () => string): Frame {
  const call = callFrameOf(node, place);
  const callPlace = (): string => `${place()}.callFrame`;
  const name = text(call, "functionName", callPlace);
  const url = text(call, "url", callPlace) || evalUrl(call.scriptId, name);
  if (url === "") {
    // A position without a file means nothing, and would tell apart what is the same native function.
    const native = name || "(anonymous native)";
    return { name: native, url, line: 0, column: 0, kind: frameKind(native, url) };
  }
  const named = name || "(anonymous)";
  return {
    name: named,
    url,
    line: position(call, "lineNumber", callPlace),
    column: position(call, "columnNumber", callPlace),
    kind: frameKind(named, url),
  };
}

/** Gives each source a script id that no eval of the profile has. */
export class ScriptIds {
  readonly #idByUrl = new Map<string, string>();
  #last = 0;

  constructor(frames: readonly Frame[]) {
    for (const { url } of frames) {
      const id = Number(evalId(url));
      if (id > this.#last) this.#last = id;
    }
  }

  /** A number as text, like V8's own; "0" for native code. */
  idOf(url: string): string {
    if (url === "") return "0";
    let id = this.#idByUrl.get(url);
    if (id === undefined) this.#idByUrl.set(url, id = String(++this.#last));
    return id;
  }
}

/** The inverse of readFrame(), for frames whose kind follows from name and URL. */
export function writeFrame(frame: Frame, scriptIds: ScriptIds): JsonObject {
  const anonymous = frame.url === "" ? "(anonymous native)" : "(anonymous)";
  const evalScript = evalId(frame.url);
  return {
    functionName: frame.name === anonymous ? "" : frame.name,
    scriptId: evalScript ?? scriptIds.idOf(frame.url),
    url: evalScript === undefined ? frame.url : "",
    lineNumber: frame.line - 1,
    columnNumber: frame.column - 1,
  };
}

/** The script id in the URL that evalUrl() made up. */
function evalId(url: string): string | undefined {
  return /^eval:(?!0?$)(.*)$/s.exec(url)?.[1];
}

/** Names and URLs may be missing (some tools leave out what is empty), but not of another type. */
function text(call: JsonObject, key: string, place: () => string): string {
  const value = call[key] ?? "";
  if (typeof value !== "string") throw brokenProfile(`${place()}.${key}`, value, "text");
  return value;
}

/** Code from eval or new Function has a script id only. */
function evalUrl(scriptId: unknown, name: string): string {
  const id = String(scriptId ?? "0");
  return id === "" || id === "0" || PSEUDO.has(name) ? "" : `eval:${id}`;
}

/** V8's 0-based lineNumber or columnNumber, 1-based; 0 = unknown. */
function position(call: JsonObject, key: string, place: () => string): number {
  const zeroBased = Math.trunc(optionalNumber(call, key, { place, missing: -1 }));
  if (zeroBased >= 0xffff_ffff) {
    throw brokenProfile(`${place()}.${key}`, zeroBased, "less than 2^32");
  }
  return Math.max(0, zeroBased + 1);
}
