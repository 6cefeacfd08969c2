// Flame models of profiles given as text, for the tests of everything that is computed from one.
import type { Profile } from "../../model/profile.ts";
import { ProfileBuilder } from "../../model/profile_builder.ts";
import { frameKind } from "../../format/frame_kind.ts";
import { encodeFlameFile } from "../flame_file.ts";
import { flameFrame } from "../flame_frames.ts";
import { readFlameFile } from "./flame_file.js";
import { FlameModel } from "./flame_model.js";
import type { Boxes, FlameFile, FlameFrame } from "./flame_types.d.ts";

/** Frames that lead nowhere. */
export const LINKS = {
  title: "all",
  base: "",
  sourceOf: () => "",
  editorOf: () => "",
  codeAt: () => "",
};
const URLS: Readonly<Record<string, string>> = {
  h: "file:///srv/node_modules/hono/hono.js",
  k: "file:///srv/node_modules/koa/koa.js",
  r: "ext:core/01_core.js",
};

/**
 * A profile of samples in order, each "stack micros", e.g. "a h:next b 30". A letter and ":" before a name tell
 * its file: h and k are packages, r is the runtime; names in parentheses are native, and "_" is a space in them.
 */
export function profileOf(...samples: readonly string[]): Profile {
  const builder = new ProfileBuilder(0);
  for (const sample of samples) {
    const names = sample.split(" ");
    const micros = Number(names.pop());
    let node = 0;
    for (const text of names) {
      const [, file, bare] = text.match(/^([hkr]):(.*)/) ?? [];
      const isNative = text.startsWith("(");
      const name = bare ?? (isNative ? text.replaceAll("_", " ") : text);
      const url = file ? URLS[file]! : isNative ? "" : "file:///srv/app.ts";
      node = builder.node(node, { name, url, line: 1, column: 1, kind: frameKind(name, url) });
    }
    builder.sample(node, micros);
  }
  return builder.build();
}

/** The profile as the browser gets it. */
export function fileOf(profile: Profile): FlameFile {
  const frames = profile.frames.map((frame) => flameFrame(frame, LINKS));
  return readFlameFile(encodeFlameFile(profile, frames, true).buffer);
}

/** The profile as the worker has it. */
export function modelOf(profile: Profile): FlameModel {
  return new FlameModel(fileOf(profile));
}

/** Boxes as text, row by row: "name start+width". */
export function textOf(boxes: Boxes, frames: readonly FlameFrame[]): string[] {
  return Array.from({ length: boxes.rowStarts.length - 1 }, (_, row) => {
    const texts = [];
    for (let box = boxes.rowStarts[row]; box < boxes.rowStarts[row + 1]; box++) {
      texts.push(`${frames[boxes.frame[box]]!.name} ${boxes.start[box]}+${boxes.width[box]}`);
    }
    return texts.join(", ");
  });
}
