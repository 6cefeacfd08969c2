// The stack of an await, as the agent captured it -> frames for a profile, outermost first, with the await
// itself as the last one.
import type { CallSiteRecord } from "../wire/records.ts";
import type { Frame } from "../model/profile.ts";
import { frameKind } from "../format/frame_kind.ts";
import { AWAIT_NAME } from "../model/slice.ts";
import { agentFrameFate } from "./agent_frames.ts";
import type { FunctionStarts } from "./function_starts.ts";
import type { ScriptMaps } from "./script_maps.ts";

/** What is known of the process that the stack is from. */
export interface StackContext {
  readonly agentUrl: string;
  readonly maps: Pick<ScriptMaps, "place">;
  readonly starts: FunctionStarts;
}

/**
 * The agent's own frames and those of the runtime below the await are left out: who awaits Deno.readTextFile()
 * waits at that line, not inside of the runtime.
 */
export function waitStack(
  site: readonly CallSiteRecord[],
  { agentUrl, maps, starts }: StackContext,
): Frame[] {
  const frames = appFrames(site, agentUrl).map((frame) => maps.place(frame));
  const own = frames.slice(Math.max(0, frames.findIndex(({ kind }) => kind !== "runtime")));
  const [at] = own;
  if (!at) return [{ name: AWAIT_NAME, url: "", line: 0, column: 0, kind: "wait" }];
  const callers = own.map((frame) => starts.find(frame) ?? frame).reverse();
  return [...callers, { ...at, name: AWAIT_NAME, kind: "wait" }];
}

/** Innermost first, down from where the agent called the app; as dropFrames() does it with sampled stacks. */
function appFrames(site: readonly CallSiteRecord[], agentUrl: string): Frame[] {
  const frames: Frame[] = [];
  for (const [name, url, line, column] of site) {
    const fate = agentFrameFate(name, url, agentUrl);
    if (fate !== "keep") {
      while (frames.at(-1)?.kind === "runtime") frames.pop();
      if (fate === "entry") break;
    } else if (url !== "") {
      const shown = name || "(anonymous)";
      frames.push({ name: shown, url, line, column, kind: frameKind(shown, url) });
    }
  }
  return frames;
}
