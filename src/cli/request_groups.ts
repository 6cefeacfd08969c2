// Gather's running sums: each profile is folded into its group at once and then forgotten, so memory
// depends on the number of groups and the size of their trees, not on the number of files.
import { ProfileMerger } from "../model/merge.ts";
import { DurationSummary, type Summary } from "../model/summary.ts";
import type { Micros, Profile } from "../model/profile.ts";
import type { RequestRecord } from "../model/request_record.ts";

/** One request's profile on its way into a group. */
export interface GroupMember {
  readonly key: string;
  /** Name for the files of the group, a safeName(). */
  readonly fileBase: string;
  /** As shown to the user. */
  readonly file: string;
  readonly profile: Profile;
  /** Missing for files of other programs: then cpu and wait of the whole group are unknown. */
  readonly request?: RequestRecord;
}

/** What became of one group. */
export interface GroupResult {
  readonly key: string;
  /** Name for its files, a safeName(); other groups may have the same one. */
  readonly fileBase: string;
  /** Made when called: the profiles of all groups at once would take twice the memory. */
  readonly buildProfile: () => Profile;
  /** Samples recorded; the profile may have fewer. */
  readonly sampleCount: number;
  readonly durations: Summary;
  /** Summed over the requests; NaN when unknown for one of them. */
  readonly cpu: Micros;
  /** Likewise. */
  readonly wait: Micros;
  /** File of the request that took longest, the first of several. */
  readonly slowestFile: string;
}

interface Group {
  readonly fileBase: string;
  readonly merger: ProfileMerger;
  readonly durations: DurationSummary;
  cpu: Micros;
  wait: Micros;
  slowest: { file: string; duration: Micros };
}

/** Same members in the same order make the same results, to the last bit. */
export class RequestGroups {
  readonly #groupByKey = new Map<string, Group>();

  add({ key, fileBase, file, profile, request }: GroupMember): void {
    const group = this.#group(key, fileBase);
    const { start, end } = request ?? profile;
    const duration = end - start;
    group.merger.add(profile);
    group.durations.add(duration);
    group.cpu += request?.cpu ?? NaN;
    group.wait += request?.wait ?? NaN;
    if (duration > group.slowest.duration) group.slowest = { file, duration };
  }

  /** Ordered by key, by code units: the order must not depend on anybody's language. */
  results(): GroupResult[] {
    const entries = [...this.#groupByKey].sort(([a], [b]) => a < b ? -1 : 1);
    return entries.map(([key, { fileBase, merger, durations, cpu, wait, slowest }]) => ({
      key,
      fileBase,
      buildProfile: () => merger.build(),
      sampleCount: merger.sampleCount,
      durations: durations.summary(),
      cpu,
      wait,
      slowestFile: slowest.file,
    }));
  }

  #group(key: string, fileBase: string): Group {
    let group = this.#groupByKey.get(key);
    if (!group) {
      group = {
        fileBase,
        merger: new ProfileMerger(),
        durations: new DurationSummary(),
        cpu: 0,
        wait: 0,
        slowest: { file: "", duration: -Infinity },
      };
      this.#groupByKey.set(key, group);
    }
    return group;
  }
}
