// Where requests of a group wait again and again: a query in a loop costs little each time and shows in no CPU
// profile.
import type { MergedNumbers } from "./merge.ts";
import type { NodeSums } from "./node_sums.ts";
import type { Micros, Profile } from "./profile.ts";
import { REPEATED_WAITS, type WaitSite } from "./request_statistics.ts";
import { isAwait, waitsBySite } from "./waits_by_site.ts";

/** The agent gives shorter pauses no site: they are turns of the event loop rather than waits. */
const UNNAMED_WAIT: Micros = 250;

interface SiteSums {
  waits: number;
  most: number;
  repeating: number;
  micros: Micros;
}

/** Sites as rows, to be sent to another thread. */
export type SiteRows = readonly (readonly [frame: number, sums: Readonly<SiteSums>])[];

/** Running sums by site. */
export class RepeatedWaits {
  readonly #sums = new Map<number, SiteSums>();

  /** Takes in one request and returns how often it waited, wherever it was. */
  add(profile: Profile, sums: NodeSums, numbers: MergedNumbers): number {
    let all = countUnnamed(profile);
    for (const [frame, { waits, micros }] of waitsBySite(profile, sums)) {
      all += waits;
      const repeating = waits >= REPEATED_WAITS ? 1 : 0;
      this.#add(numbers.frames[frame]!, { waits, micros, most: waits, repeating });
    }
    return all;
  }

  /** Adds what another thread has; `numbers` maps the numbers of its frames to ours. */
  addRows(rows: SiteRows, numbers: Uint32Array): void {
    for (const [frame, sums] of rows) this.#add(numbers[frame]!, sums);
  }

  rows(): SiteRows {
    return [...this.#sums];
  }

  /** Sites with repeated waits, ordered by node; `nodeByFrame` has the node that stands for a frame. */
  sites(nodeByFrame: ReadonlyMap<number, number>): WaitSite[] {
    const repeated = [...this.#sums].filter(([, { repeating }]) => repeating > 0);
    const sites = repeated.map(([frame, sums]) => ({ node: nodeByFrame.get(frame)!, ...sums }));
    return sites.sort((a, b) => a.node - b.node);
  }

  #add(frame: number, { waits, most, repeating, micros }: Readonly<SiteSums>): void {
    const sums = this.#sums.get(frame);
    if (!sums) {
      this.#sums.set(frame, { waits, most, repeating, micros });
      return;
    }
    sums.waits += waits;
    sums.most = Math.max(sums.most, most);
    sums.repeating += repeating;
    sums.micros += micros;
  }
}

/** Pauses without a site that are long enough to have one: serve was asked not to record it, or it is not known. */
function countUnnamed({ frames, nodeFrame, samples, weights }: Profile): number {
  const unnamed = frames.findIndex((frame) => isAwait(frame) && frame.url === "");
  if (unnamed < 0) return 0;
  let count = 0;
  for (let i = 0; i < samples.length; i++) {
    if (nodeFrame[samples[i]!] === unnamed && weights[i]! >= UNNAMED_WAIT) count++;
  }
  return count;
}
