// How often one request waited at each place of its code.
// Each wait of a request is one sample of its own, and one request waits for one thing after the other, so
// samples at one site are waits in sequence. Waits that overlap (Promise.all) show as one wait for the first
// answer and then only the pauses between answers, which are too short to get a site.
import { type NodeSums, nodeSums } from "./node_sums.ts";
import type { Frame, Micros, Profile } from "./profile.ts";
import { AWAIT_NAME } from "./slice.ts";

/** The waits at one site. */
export interface SiteWaits {
  /** The first node of the site's frame: who waits is its parent. */
  readonly node: number;
  waits: number;
  micros: Micros;
}

/**
 * Index in the profile's frames -> the waits there, in the order of the first nodes. Of what is queued, and of
 * waits at unknown places, nothing is said.
 */
export function waitsBySite(
  profile: Profile,
  sums: NodeSums = nodeSums(profile),
): Map<number, SiteWaits> {
  const { frames, nodeFrame } = profile;
  const isSite = frames.map((frame) => isAwait(frame) && frame.url !== "");
  const waitsByFrame = new Map<number, SiteWaits>();
  for (let node = 0; node < nodeFrame.length; node++) {
    const frame = nodeFrame[node]!;
    if (!isSite[frame] || sums.counts[node] === 0) continue;
    const before = waitsByFrame.get(frame);
    if (before) {
      before.waits += sums.counts[node]!;
      before.micros += sums.self[node]!;
    } else waitsByFrame.set(frame, { node, waits: sums.counts[node]!, micros: sums.self[node]! });
  }
  return waitsByFrame;
}

/** Whether a frame is a pause of a request that could not run, at a known site or not. */
export function isAwait({ name, kind }: Frame): boolean {
  return kind === "wait" && name === AWAIT_NAME;
}

/** The function that waits at a node; undefined right below the root and below another wait, where none is known. */
export function waitingFunction(
  { frames, nodeFrame, nodeParent }: Profile,
  node: number,
): Frame | undefined {
  const parent = nodeParent[node]!;
  const caller = frames[nodeFrame[parent]!]!;
  return parent === 0 || caller.kind === "wait" ? undefined : caller;
}
