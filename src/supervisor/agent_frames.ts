// Which frames of a stack are the agent's, to keep profiles free of what the app's author did not write.
import type { Fate } from "../model/drop_frames.ts";

/** Functions of the agent that call the app's handler: what called them is the server's plumbing. */
const ENTRY_NAMES = new Set(["serveRequest", "serveEvent"]);

/** What becomes of a frame of the app's process. */
export function agentFrameFate(name: string, url: string, agentUrl: string): Fate {
  if (!url.startsWith(agentUrl)) return "keep";
  return ENTRY_NAMES.has(name) ? "entry" : "drop";
}
