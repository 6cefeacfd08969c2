// The line of every call of a profile in the source of its caller: what is known, what can be found, or where
// the caller begins.
import type { Frame } from "../../model/profile.ts";
import type { SourceReader } from "../codec.ts";
import { FrameSources } from "./frame_sources.ts";

/** Finds lines of calls; nothing but waits has one when there is no `readSource`. */
export class CallLines {
  readonly #sources: FrameSources | undefined;
  /** Callee -> line, by caller: the same few calls make up most of the stacks. */
  readonly #lines = new Map<Frame, Map<Frame, number>>();

  constructor(readSource: SourceReader | undefined) {
    this.#sources = readSource && new FrameSources(readSource);
  }

  /** The line in the caller's file on which it calls `callee`; 0 = unknown. */
  line(caller: Frame, callee: Frame): number {
    let lines = this.#lines.get(caller);
    if (!lines) this.#lines.set(caller, lines = new Map());
    let line = lines.get(callee);
    if (line === undefined) lines.set(callee, line = this.#find(caller, callee));
    return line;
  }

  #find(caller: Frame, callee: Frame): number {
    // The place of an await is one in the caller; in another file its line would mean nothing.
    if (callee.kind === "wait") {
      return callee.line > 0 && callee.url === caller.url ? callee.line : caller.line;
    }
    return this.#sources?.callLine(caller, callee) || caller.line;
  }
}
