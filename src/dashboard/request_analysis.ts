// What pages compute from a recording, kept as long as the recording itself.
import type { Recording } from "../format/codec.ts";
import { FrameSources } from "../format/source/frame_sources.ts";
import type { Frame } from "../model/profile.ts";
import { SourceDir } from "../store/source_dir.ts";
import type { DashboardContext } from "./dashboard_context.ts";
import { editorUrl } from "./editor_url.ts";
import { flameFrame, type FrameLinks } from "./flame_frames.ts";
import { encodeFlameFile } from "./flame_file.ts";
import { sourceHref } from "./links.ts";
import { entryTitle } from "./entry_title.ts";

const flameFiles = new WeakMap<Recording, Uint8Array<ArrayBuffer>>();

/** Links of frames for the recording `name`. */
export function frameLinks(context: DashboardContext, name: string): FrameLinks {
  const sources = new SourceDir(context.projectRoot);
  const code = new FrameSources(sources.reader);
  const entry = context.store.entry(name);
  return {
    title: entry ? entryTitle(entry) : name,
    base: context.projectRoot,
    sourceOf: ({ url, line }) => {
      return sources.pathOf(url) === undefined ? "" : sourceHref(name, { url, line });
    },
    editorOf: ({ url, line, column }) => {
      const file = sources.pathOf(url);
      return file === undefined ? "" : editorUrl(context.editor, { file, line, column }) ?? "";
    },
    codeAt: (frame, line) => code.code(frame, line),
  };
}

/** The flame file of a recording. */
export function flameFileOf(recording: Recording, links: FrameLinks): Uint8Array<ArrayBuffer> {
  let file = flameFiles.get(recording);
  if (!file) {
    const frames = recording.profile.frames.map((frame: Frame) => flameFrame(frame, links));
    const hasTime = recording.aggregate === undefined;
    flameFiles.set(recording, file = encodeFlameFile(recording.profile, frames, hasTime));
  }
  return file;
}
