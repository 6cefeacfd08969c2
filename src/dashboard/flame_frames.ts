// A profile's frames as the browser shows them: labels that are safe to print, and addresses to go to.
import { frameLabel } from "../format/frame_label.ts";
import { packagePath } from "../format/package_path.ts";
import type { Frame } from "../model/profile.ts";
import type { FlameFrame, Tint } from "./client/flame_types.d.ts";

/** Where frames lead to. */
export interface FrameLinks {
  /** Of the recording. */
  readonly title: string;
  /** Folder that places are shown relative to, without a trailing slash. */
  readonly base: string;
  /** Address of the annotated source of a frame, "" when it may not be shown. */
  sourceOf(frame: Frame): string;
  /** Address that opens an editor, "" for none. */
  editorOf(frame: Frame): string;
  /** The text of a line of a frame's function, "" when it may not be shown or has changed since. */
  codeAt(frame: Frame, line: number): string;
}

const TINT_BY_MARKER: Readonly<Record<string, Tint>> = {
  "(root)": "root",
  "(garbage collector)": "gc",
  "(not sampled)": "unsampled",
};

/** One frame for the browser. */
export function flameFrame(frame: Frame, links: FrameLinks): FlameFrame {
  const { name, place } = frameLabel(frame, links.base);
  const tint = tintOf(frame);
  return {
    // It stands for the whole recording, which has a better name.
    name: tint === "root" ? links.title : name,
    place,
    tint,
    package: packageOf(frame),
    source: links.sourceOf(frame),
    editor: links.editorOf(frame),
  };
}

function tintOf({ name, url, kind }: Frame): Tint {
  if (kind === "wait") return /^\((queued|behind)\b/.test(name) ? "queued" : "wait";
  return (url === "" && TINT_BY_MARKER[name]) || kind;
}

/** What groups of frames are called; "" = the frame stands for itself. */
function packageOf({ url, kind }: Frame): string {
  if (kind === "runtime") return url.startsWith("node:") ? "node" : "runtime";
  if (kind !== "dependency") return "";
  const found = packagePath(url.replaceAll("\\", "/"));
  return found?.name ?? (URL.canParse(url) ? new URL(url).host : "");
}
