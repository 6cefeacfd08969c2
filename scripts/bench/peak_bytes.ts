// The most memory that this process has had.
import process from "node:process";

/** Resident bytes, of all threads. */
export async function peakBytes(): Promise<number> {
  // Linux passes the maximum of a parent on to its children, but /proc tells the process' own.
  const status = await Deno.readTextFile("/proc/self/status").catch(() => "");
  const own = /^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1];
  // Kilobytes on every system, as in Node.js.
  return Number(own ?? process.resourceUsage().maxRSS) * 1024;
}
