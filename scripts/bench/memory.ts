// A server runs for days: memory after very many requests is what it was after the first thousand.
import { fileURLToPath } from "node:url";
import { AppProcess } from "./app_process.ts";
import { loadHttp } from "./http_load.ts";
import { processUsage } from "./process_usage.ts";
import type { Report } from "./report.ts";

const APP = fileURLToPath(new URL("../../tests/apps/bench_plain.ts", import.meta.url));
const MARKS = [1_000, 50_000, 100_000];
const IN_FLIGHT = 8;
const POLL_MS = 100;
const CATCH_UP_TIMEOUT_MS = 120_000;
const REST_MS = 35_000;
const MB = 1e6;

/** The bench: resident memory of both processes after ever more requests. */
export async function* memory(): AsyncGenerator<Report> {
  const profPath = await Deno.makeTempDir();
  const readings: number[][] = [];
  try {
    await using app = await AppProcess.start(APP, { profPath, options: ["--quiet"] });
    const { port, origin } = app;
    const pids = [Number(await (await fetch(`${origin}/__pid`)).text()), app.pid];
    let done = 0;
    for (const mark of MARKS) {
      await loadHttp({ port, path: "/hello", inFlight: IN_FLIGHT, requests: mark - done });
      done = mark;
      await untilWritten(profPath, mark);
      readings.push(await restedMemory(pids));
    }
    yield report(readings);
  } finally {
    await Deno.remove(profPath, { recursive: true });
  }
}

/** What is still there when nothing has happened for as long as it takes until the profiler stops. */
async function restedMemory(pids: readonly number[]): Promise<number[]> {
  await new Promise((resolve) => setTimeout(resolve, REST_MS));
  return (await Promise.all(pids.map(processUsage))).map(({ rssBytes }) => rssBytes);
}

/** The supervisor may be behind: what it still holds is no leak. */
async function untilWritten(dir: string, files: number): Promise<void> {
  const deadline = performance.now() + CATCH_UP_TIMEOUT_MS;
  for (;;) {
    let count = 0;
    for await (const _ of Deno.readDir(dir)) count++;
    if (count >= files) return;
    if (performance.now() > deadline) throw new Error(`Only ${count} of ${files} profiles came`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

function report(readings: readonly (readonly number[])[]): Report {
  const names = ["app", "supervisor"];
  return {
    title: `Resident memory ${REST_MS / 1e3} s after the last request, MB`,
    columns: ["requests", ...names],
    rows: MARKS.map((mark, i) => [`${mark}`, ...readings[i]!.map((rss) => (rss / MB).toFixed(1))]),
    bars: names.map((name, i) => ({
      what: `growth of the ${name} since the first ${MARKS[0]}`,
      value: (readings.at(-1)![i]! - readings[0]![i]!) / MB,
      unit: "MB",
      limit: { atMost: 30 },
    })),
  };
}
