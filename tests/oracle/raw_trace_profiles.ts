// The CPU profiles in a Chrome trace's JSON, put together by brute force to judge what our reader finds.
import type { RawProfile } from "./raw_profile_costs.ts";

/** One profile: what a .cpuprofile of it would hold, and the line of each sample, 0 where it has none. */
export interface RawTraceProfile {
  readonly pid: number;
  /** Name of the sampled thread, "" for none. */
  readonly thread: string;
  readonly file: RawProfile;
  readonly lines: number[];
}

/** All profiles of a trace in either of its forms. */
export function rawTraceProfiles(trace: RawProfile): RawTraceProfile[] {
  const events: RawProfile[] = trace.traceEvents ?? trace;
  const threadOf = ({ pid, tid }: RawProfile): string =>
    events.find((event) => event.name === "thread_name" && event.pid === pid && event.tid === tid)
      ?.args.name ?? "";
  const whole = events.filter(({ name }) => name === "CpuProfile").map((event) => ({
    pid: event.pid,
    thread: threadOf(event),
    file: event.args.data.cpuProfile,
    lines: [],
  }));
  const started = events.filter(({ name }) => name === "Profile").map((start) => {
    const data = events.filter(({ name, pid, id }) =>
      name === "ProfileChunk" && pid === start.pid && id === start.id
    ).sort((a, b) => a.ts - b.ts).map(({ args }) => args.data);
    return { pid: start.pid, thread: threadOf(start), ...joined(start.args.data.startTime, data) };
  });
  return [...whole, ...started];
}

function joined(startTime: number, data: RawProfile[]): { file: RawProfile; lines: number[] } {
  const file = {
    startTime,
    endTime: data.map(({ endTime }) => endTime).find((endTime) => endTime !== undefined),
    nodes: data.flatMap(({ cpuProfile }) => cpuProfile?.nodes ?? []),
    samples: data.flatMap(({ cpuProfile }) => cpuProfile?.samples ?? []),
    timeDeltas: data.flatMap(({ timeDeltas }) => timeDeltas ?? []),
  };
  const lines = data.flatMap(({ lines, timeDeltas }) => lines ?? timeDeltas?.map(() => 0) ?? []);
  return { file, lines };
}
