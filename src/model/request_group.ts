// The running sums of the requests that belong together: each profile is added at once and then forgotten, so
// memory depends on the size of the common tree, not on the number of requests. Sums of two threads can be
// added up; the result does not depend on who summed up what, to the last bit.
import { DistributionBuilder } from "./statistics/distribution.ts";
import type { FrameIndex } from "./frame_index.ts";
import { FunctionSpreads, type SpreadColumns } from "./diff/function_spreads.ts";
import type { FunctionTimes } from "./function_times.ts";
import { type MergedTree, ProfileMerger } from "./merge.ts";
import { nodeSums } from "./node_sums.ts";
import type { Micros, Profile } from "./profile.ts";
import { RepeatedWaits, type SiteRows } from "./repeated_waits.ts";
import type { RequestRecord } from "./request_record.ts";
import type { RequestStatistics } from "./request_statistics.ts";

const QUANTITIES = ["durations", "cpu", "wait", "waits"] as const;
type Quantity = typeof QUANTITIES[number];

/** The request that took longest. */
export interface Slowest {
  /** As shown to the user. */
  readonly file: string;
  readonly duration: Micros;
}

/** A group's sums as columns, to be sent to another thread. */
export interface GroupColumns {
  readonly tree: MergedTree;
  readonly values: Readonly<Record<Quantity, Float64Array>>;
  readonly spreads: SpreadColumns;
  readonly sites: SiteRows;
  readonly slowest: Slowest;
}

/** What groups of one thread share. */
export interface GroupMemory {
  readonly frames: FrameIndex;
  readonly times: FunctionTimes;
}

/** One group. */
export class RequestGroup {
  readonly #memory: GroupMemory;
  readonly #merger: ProfileMerger;
  readonly #values: Readonly<Record<Quantity, DistributionBuilder>> = {
    durations: new DistributionBuilder(),
    cpu: new DistributionBuilder(),
    wait: new DistributionBuilder(),
    waits: new DistributionBuilder(),
  };
  readonly #spreads = new FunctionSpreads();
  readonly #waits = new RepeatedWaits();
  #slowest: Slowest = { file: "", duration: -Infinity };

  constructor(memory: GroupMemory) {
    this.#memory = memory;
    this.#merger = new ProfileMerger(memory.frames);
  }

  /** Samples recorded; the profile may have fewer. */
  get sampleCount(): number {
    return this.#merger.sampleCount;
  }

  /** The first by name of those that took longest. */
  get slowest(): Slowest {
    return this.#slowest;
  }

  /** Adds a request; without `request`, a profile of another program, whose CPU and waits nobody knows. */
  add(file: string, profile: Profile, request?: RequestRecord): void {
    const { start, end } = request ?? profile;
    const sums = nodeSums(profile);
    const numbers = this.#merger.add(profile, sums);
    this.#memory.times.fill(profile, sums, { ...numbers, merger: this.#merger });
    this.#spreads.add(this.#memory.times);
    this.#values.durations.add(end - start);
    this.#values.cpu.add(request?.cpu ?? NaN);
    this.#values.wait.add(request?.wait ?? NaN);
    const waits = this.#waits.add(profile, sums, numbers);
    this.#values.waits.add(request ? waits : NaN);
    this.#compare({ file, duration: end - start });
  }

  /** Adds what another thread has; `numbers` maps the numbers of its frames to ours. */
  addColumns({ tree, values, spreads, sites, slowest }: GroupColumns, numbers: Uint32Array): void {
    this.#merger.addTree(tree, numbers);
    for (const quantity of QUANTITIES) this.#values[quantity].addAll(values[quantity]);
    this.#spreads.addColumns(spreads, numbers);
    this.#waits.addRows(sites, numbers);
    this.#compare(slowest);
  }

  columns(): GroupColumns {
    const { durations, cpu, wait, waits } = this.#values;
    return {
      tree: this.#merger.tree(),
      values: {
        durations: durations.values(),
        cpu: cpu.values(),
        wait: wait.values(),
        waits: waits.values(),
      },
      spreads: this.#spreads.columns(),
      sites: this.#waits.rows(),
      slowest: this.#slowest,
    };
  }

  /** The sum of the profiles, and what the statistics need to know of it. */
  build(): { profile: Profile; statistics: RequestStatistics } {
    const profile = this.#merger.build();
    const nodeByFrame = new Map<number, number>();
    profile.nodeFrame.forEach((index, node) => {
      const frame = this.#memory.frames.number(profile.frames[index]!);
      if (!nodeByFrame.has(frame)) nodeByFrame.set(frame, node);
    });
    const [cpu, wait, waits] = [this.#values.cpu, this.#values.wait, this.#values.waits].map(
      (values) => values.distribution(),
    );
    const statistics = {
      durations: this.#values.durations.distribution()!,
      ...(cpu && { cpu }),
      ...(wait && { wait }),
      ...(waits && { waits }),
      functions: this.#spreads.spreads(nodeByFrame),
      repeated: this.#waits.sites(nodeByFrame),
    };
    return { profile, statistics };
  }

  #compare(other: Slowest): void {
    const difference = other.duration - this.#slowest.duration;
    if (difference > 0 || (difference === 0 && other.file < this.#slowest.file)) {
      this.#slowest = other;
    }
  }
}
