// What a process has used so far, from Linux' /proc; elsewhere nobody tells it for other processes.
// The kernel tells the CPU of a process in ticks of 10 ms, so only differences over seconds mean anything.

/** Sums since the process began. */
export interface ProcessUsage {
  /** All threads, user and system. */
  readonly cpuMs: number;
  /** To the microsecond. */
  readonly mainThreadMs: number;
  readonly rssBytes: number;
}

/** Of _SC_CLK_TCK, which is 100 on every Linux that Deno runs on. */
const TICK_MS = 10;

/** NaN for all on other systems. Throws an Error when the process is gone. */
export async function processUsage(pid: number): Promise<ProcessUsage> {
  if (Deno.build.os !== "linux") return { cpuMs: NaN, mainThreadMs: NaN, rssBytes: NaN };
  const [stat, main, status] = await Promise.all(
    [`stat`, `task/${pid}/schedstat`, `status`].map((file) =>
      Deno.readTextFile(`/proc/${pid}/${file}`)
    ),
  ) as [string, string, string];
  return {
    cpuMs: cpuMsOf(stat),
    // Nanoseconds on a CPU come first.
    mainThreadMs: parseInt(main) / 1e6,
    rssBytes: Number(status.match(/^VmRSS:\s+(\d+) kB/m)?.[1]) * 1024,
  };
}

/** proc(5): fields 14 and 15; the name in field 2 may contain anything, so counting begins behind it. */
function cpuMsOf(stat: string): number {
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
}
