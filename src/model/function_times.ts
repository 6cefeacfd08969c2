// What one request's functions cost, by the number of their frame; made again for each request, so the memory
// for it is kept.
import type { MergedNumbers, ProfileMerger } from "./merge.ts";
import type { NodeSums } from "./node_sums.ts";
import type { Micros, Profile } from "./profile.ts";

/** Self and total of each function of the profile it was last filled with. */
export class FunctionTimes {
  #self = new Float64Array(1024);
  #total = new Float64Array(1024);
  #isTouched = new Uint8Array(1024);
  #touched: number[] = [];

  /** Numbers of the frames with any node in the profile. */
  get functions(): readonly number[] {
    return this.#touched;
  }

  self(frame: number): Micros {
    return this.#self[frame]!;
  }

  /** Each sample with the function on its stack once. */
  total(frame: number): Micros {
    return this.#total[frame]!;
  }

  /** Forgets the last profile and takes in one that `merger` has just added. */
  fill(
    { nodeFrame, nodeParent }: Profile,
    { self }: NodeSums,
    { nodes, frames, merger }: MergedNumbers & { readonly merger: ProfileMerger },
  ): void {
    this.#clear(frames);
    const total = self.slice();
    // Parents come before children: one pass from the end carries everything up.
    for (let node = total.length - 1; node >= 0; node--) {
      if (node > 0) total[nodeParent[node]!]! += total[node]!;
      const frame = frames[nodeFrame[node]!]!;
      if (this.#isTouched[frame] === 0) {
        this.#isTouched[frame] = 1;
        this.#touched.push(frame);
      }
      this.#self[frame]! += self[node]!;
      if (merger.isOutermost(nodes[node]!)) this.#total[frame]! += total[node]!;
    }
  }

  #clear(frames: Uint32Array): void {
    for (const frame of this.#touched) {
      this.#self[frame] = this.#total[frame] = this.#isTouched[frame] = 0;
    }
    this.#touched = [];
    let needed = 1;
    for (let i = 0; i < frames.length; i++) needed = Math.max(needed, frames[i]! + 1);
    if (needed <= this.#self.length) return;
    this.#self = new Float64Array(needed * 2);
    this.#total = new Float64Array(needed * 2);
    this.#isTouched = new Uint8Array(needed * 2);
  }
}
