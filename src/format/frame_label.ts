// A frame as people read it: what it is called and where it is, told apart. Formats with one text per function
// use functionName() instead; the words are the same.
import type { Frame } from "../model/profile.ts";
import { functionName } from "./callgrind/callgrind_names.ts";
import { shortLine } from "./callgrind/callgrind_text.ts";

/** Name and place of a frame, safe to print. */
export interface FrameLabel {
  /** "handler", without its place. */
  readonly name: string;
  /** "src/main.ts", relative to the base; a package's file is "hono@4.13.19/dist/hono.js". "" for native code. */
  readonly file: string;
  /** "src/main.ts:12:20", or "" for native code. */
  readonly place: string;
  /** The name for where no place is shown: "handler", but "(anonymous) main.ts:12". */
  readonly lone: string;
}

/** The label of one frame. `base` is the folder that files are shown relative to, "" for none. */
export function frameLabel(frame: Frame, base: string): FrameLabel {
  const whole = functionName(frame, base).name;
  const bare = shortLine(frame.name) || "(unknown)";
  const place = whole.startsWith(`${bare} `) ? whole.slice(bare.length + 1) : "";
  const name = place === "" ? whole : bare;
  const file = place.slice(0, place.length - `:${frame.line}:${frame.column}`.length);
  // These would all look alike.
  const isNameless = file !== "" && (frame.kind === "wait" || name === "(anonymous)");
  const line = frame.line > 0 ? `:${frame.line}` : "";
  const lone = isNameless ? `${name} ${file.slice(file.lastIndexOf("/") + 1)}${line}` : name;
  return { name, file, place, lone };
}
