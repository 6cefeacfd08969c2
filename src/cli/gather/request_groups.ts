// Gather's groups. They can be sent from one thread to another and added up there.
import { FrameIndex } from "../../model/frame_index.ts";
import { FunctionTimes } from "../../model/function_times.ts";
import type { Frame, Profile } from "../../model/profile.ts";
import { type GroupColumns, type GroupMemory, RequestGroup } from "../../model/request_group.ts";
import type { RequestRecord } from "../../model/request_record.ts";
import type { RequestStatistics } from "../../model/request_statistics.ts";
import type { GroupKey } from "./group_key.ts";

/** One request's profile on its way into a group. */
export interface GroupMember {
  readonly group: GroupKey;
  /** As shown to the user. */
  readonly file: string;
  readonly profile: Profile;
  /** Missing for files of other programs: then cpu and waits of the whole group are unknown. */
  readonly request?: RequestRecord;
}

/** A group's profile and what its requests were like. */
export interface BuiltGroup {
  readonly profile: Profile;
  readonly statistics: RequestStatistics;
}

/** What became of one group. */
export interface GroupResult {
  readonly key: string;
  /** Name for its files, a safeName(); other groups may have the same one. */
  readonly fileBase: string;
  /** Made when called: the profiles of all groups at once would take twice the memory. */
  readonly build: () => BuiltGroup;
  /** Samples recorded; the profile may have fewer. */
  readonly sampleCount: number;
  /** The first by name of those that took longest. */
  readonly slowestFile: string;
}

/** All groups of one thread as columns. */
export interface GroupsColumns {
  readonly frames: readonly Frame[];
  readonly groups: readonly {
    readonly key: string;
    readonly fileBase: string;
    readonly columns: GroupColumns;
  }[];
}

interface Group {
  readonly fileBase: string;
  readonly sums: RequestGroup;
}

/** Same members in any order, in one thread or several, make the same results, to the last bit. */
export class RequestGroups {
  readonly #groupByKey = new Map<string, Group>();
  readonly #memory: GroupMemory = { frames: new FrameIndex(), times: new FunctionTimes() };

  add({ group, file, profile, request }: GroupMember): void {
    this.#group(group).add(file, profile, request);
  }

  /** Adds what columns() of another thread has returned. */
  addColumns({ frames, groups }: GroupsColumns): void {
    const numbers = Uint32Array.from(frames, (frame) => this.#memory.frames.number(frame));
    for (const { key, fileBase, columns } of groups) {
      this.#group({ key, fileBase }).addColumns(columns, numbers);
    }
  }

  /** Everything so far; good until more is added. */
  columns(): GroupsColumns {
    return {
      frames: this.#memory.frames.frames,
      groups: Array.from(this.#groupByKey, ([key, { fileBase, sums }]) => (
        { key, fileBase, columns: sums.columns() }
      )),
    };
  }

  /** Ordered by key, by code units: the order must not depend on anybody's language. */
  results(): GroupResult[] {
    const entries = [...this.#groupByKey].sort(([a], [b]) => a < b ? -1 : 1);
    return entries.map(([key, { fileBase, sums }]) => ({
      key,
      fileBase,
      build: () => sums.build(),
      sampleCount: sums.sampleCount,
      slowestFile: sums.slowest.file,
    }));
  }

  #group(name: GroupKey): RequestGroup {
    let group = this.#groupByKey.get(name.key);
    if (!group) {
      group = { fileBase: name.fileBase, sums: new RequestGroup(this.#memory) };
      this.#groupByKey.set(name.key, group);
    }
    return group.sums;
  }
}
