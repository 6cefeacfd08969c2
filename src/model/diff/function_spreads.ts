// How the time of each function varies over the requests of a group.
import type { FunctionTimes } from "../function_times.ts";
import type { FunctionSpread } from "../request_statistics.ts";
import { type SquareColumns, SquareSums } from "../statistics/square_sums.ts";

/** FunctionSpreads as columns, to be sent to another thread. */
export interface SpreadColumns {
  /** Numbers of frames. */
  readonly frames: Uint32Array;
  readonly self: SquareColumns;
  readonly total: SquareColumns;
}

/** Running sums of squares by function. */
export class FunctionSpreads {
  readonly #placeByFrame = new Map<number, number>();
  readonly #self = new SquareSums();
  readonly #total = new SquareSums();

  /** Takes in one request. */
  add(times: FunctionTimes): void {
    for (const frame of times.functions) {
      const place = this.#place(frame);
      this.#self.add(place, times.self(frame));
      this.#total.add(place, times.total(frame));
    }
  }

  /** Adds what another thread has; `numbers` maps the numbers of its frames to ours. */
  addColumns({ frames, self, total }: SpreadColumns, numbers: Uint32Array): void {
    for (let from = 0; from < frames.length; from++) {
      const place = this.#place(numbers[frames[from]!]!);
      this.#self.addSum(place, self, from);
      this.#total.addSum(place, total, from);
    }
  }

  columns(): SpreadColumns {
    return {
      frames: Uint32Array.from(this.#placeByFrame.keys()),
      self: this.#self.columns(),
      total: this.#total.columns(),
    };
  }

  /** Ordered by node; `nodeByFrame` has the node that stands for a frame. */
  spreads(nodeByFrame: ReadonlyMap<number, number>): FunctionSpread[] {
    const spreads = Array.from(this.#placeByFrame, ([frame, place]) => ({
      node: nodeByFrame.get(frame)!,
      selfSquares: this.#self.sum(place),
      totalSquares: this.#total.sum(place),
    }));
    return spreads.sort((a, b) => a.node - b.node);
  }

  #place(frame: number): number {
    let place = this.#placeByFrame.get(frame);
    if (place === undefined) this.#placeByFrame.set(frame, place = this.#placeByFrame.size);
    return place;
  }
}
