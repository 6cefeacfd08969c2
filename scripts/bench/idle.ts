// Half a minute after the last request nothing of the profiler may be left running.
import { fileURLToPath } from "node:url";
import { AppProcess } from "./app_process.ts";
import { loadHttp } from "./http_load.ts";
import { processUsage } from "./process_usage.ts";
import type { Report } from "./report.ts";

const APP = fileURLToPath(new URL("../../tests/apps/bench_plain.ts", import.meta.url));
const REQUESTS = 200;
/** The sampler stops after 30 s. */
const REST_MS = 36_000;
const WATCH_MS = 5_000;

/** The bench: CPU of both processes, just after the last request and much later. */
export async function* idle(): AsyncGenerator<Report> {
  const profPath = await Deno.makeTempDir();
  try {
    await using app = await AppProcess.start(APP, { profPath, options: ["--quiet"] });
    const { port, origin } = app;
    const appPid = Number(await (await fetch(`${origin}/__pid`)).text());
    await loadHttp({ port, path: "/work", inFlight: 4, requests: REQUESTS });
    const pids = [appPid, app.pid];
    const soon = await cpuWhileIdle(pids);
    await sleep(REST_MS - WATCH_MS);
    const later = await cpuWhileIdle(pids);
    yield report(soon, later);
  } finally {
    await Deno.remove(profPath, { recursive: true });
  }
}

/** CPU milliseconds of each process over WATCH_MS. */
async function cpuWhileIdle(pids: readonly number[]): Promise<number[]> {
  const before = await Promise.all(pids.map(processUsage));
  await sleep(WATCH_MS);
  const after = await Promise.all(pids.map(processUsage));
  return after.map(({ cpuMs }, i) => cpuMs - before[i]!.cpuMs);
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function report(soon: readonly number[], later: readonly number[]): Report {
  const names = ["app", "supervisor"];
  const seconds = WATCH_MS / 1000;
  return {
    title: `CPU over ${seconds} s without requests`,
    columns: ["process", "at once ms", `${REST_MS / 1000} s later ms`],
    rows: names.map((name, i) => [name, `${soon[i]}`, `${later[i]}`]),
    // One tick of the kernel's clock is the least that can be seen.
    bars: names.map((name, i) => ({
      what: `idle CPU of the ${name} in ${seconds} s`,
      value: later[i]!,
      unit: "ms",
      limit: { atMost: 10 },
    })),
  };
}
