// What the profiler costs, against no profiler and against the naive way. Machines are noisy, so every round runs
// all ways one after the other, and what counts is the median of the rounds.
import { fileURLToPath } from "node:url";
import { AppProcess, type Host } from "./app_process.ts";
import { loadHttp } from "./http_load.ts";
import { processUsage } from "./process_usage.ts";
import { median, quantile } from "./quantile.ts";
import type { Bar, Report } from "./report.ts";

const ROUNDS = 5;
const NAIVE = new URL("./naive_profiler.ts", import.meta.url).href;

/** A way to run the app. */
type Way = "none" | "profiled" | "--no-wait" | "naive";
const WAYS: readonly Way[] = ["none", "profiled", "--no-wait", "naive"];

interface Workload {
  readonly name: string;
  readonly app: string;
  readonly path: string;
  readonly inFlight: number;
  readonly warmUpMs: number;
  readonly measureMs: number;
}

const app = (file: string) => fileURLToPath(new URL(`../../tests/apps/${file}`, import.meta.url));
const WORKLOADS = {
  hello: {
    name: "Hello world, 1 in flight",
    app: app("bench_plain.ts"),
    path: "/hello",
    inFlight: 1,
    warmUpMs: 700,
    measureMs: 1500,
  },
  work: {
    name: "2 ms of CPU and 5 ms of wait, 16 in flight",
    app: app("bench_plain.ts"),
    path: "/work",
    inFlight: 16,
    warmUpMs: 700,
    measureMs: 2500,
  },
  page: {
    name: "Hono page: 400 rows of JSX, 3 middlewares, 2 queries at once, 4 in flight",
    app: app("bench_page.tsx"),
    path: "/page",
    inFlight: 4,
    warmUpMs: 1000,
    measureMs: 2500,
  },
} satisfies Record<string, Workload>;

/** One workload run one way in one round. */
interface Figures {
  readonly p50: number;
  readonly p99: number;
  readonly perSecond: number;
  /** Milliseconds per request, of the app's process and of its main thread. */
  readonly cpu: number;
  readonly mainThread: number;
  /** Of the supervisor, which works in another core; 0 where there is none. */
  readonly supervisor: number;
}

type Rounds = ReadonlyMap<Way, Figures[]>;

/** The bench: latency, throughput and CPU per request for three workloads. */
export async function* overhead(): AsyncGenerator<Report> {
  const hello = await runRounds(WORKLOADS.hello);
  yield report(WORKLOADS.hello, hello, helloBars(hello));
  const work = await runRounds(WORKLOADS.work);
  yield report(WORKLOADS.work, work, workBars(work));
  const page = await runRounds(WORKLOADS.page);
  yield report(WORKLOADS.page, page, pageBars(page));
}

async function runRounds(workload: Workload): Promise<Rounds> {
  const rounds = new Map(WAYS.map((way) => [way, [] as Figures[]]));
  for (let round = 0; round < ROUNDS; round++) {
    for (const way of WAYS) rounds.get(way)!.push(await runOnce(workload, way));
  }
  return rounds;
}

async function runOnce(workload: Workload, way: Way): Promise<Figures> {
  const profPath = await Deno.makeTempDir();
  try {
    await using process = await AppProcess.start(workload.app, hostOf(way, profPath));
    return await measure(workload, process);
  } finally {
    await Deno.remove(profPath, { recursive: true });
  }
}

function hostOf(way: Way, profPath: string): Host {
  if (way === "none") return { flags: [] };
  if (way === "naive") return { flags: ["--preload", NAIVE] };
  // Access lines are for people; here they would only be piped and dropped.
  return { profPath, options: way === "--no-wait" ? ["--quiet", "--no-wait"] : ["--quiet"] };
}

async function measure(workload: Workload, process: AppProcess): Promise<Figures> {
  const { path, inFlight, warmUpMs, measureMs } = workload;
  const { port } = process;
  const appPid = Number(await (await fetch(`${process.origin}/__pid`)).text());
  await loadHttp({ port, path, inFlight, durationMs: warmUpMs });
  const usage = () => Promise.all([appPid, process.pid].map(processUsage));
  const [appBefore, hostBefore] = await usage() as [Usage, Usage];
  const { latencies, seconds } = await loadHttp({ port, path, inFlight, durationMs: measureMs });
  const [appAfter, hostAfter] = await usage() as [Usage, Usage];
  const count = latencies.length;
  return {
    p50: median(latencies),
    p99: quantile(latencies, 0.99),
    perSecond: count / seconds,
    cpu: (appAfter.cpuMs - appBefore.cpuMs) / count,
    mainThread: (appAfter.mainThreadMs - appBefore.mainThreadMs) / count,
    supervisor: appPid === process.pid ? 0 : (hostAfter.cpuMs - hostBefore.cpuMs) / count,
  };
}

type Usage = Awaited<ReturnType<typeof processUsage>>;

function report(workload: Workload, rounds: Rounds, bars: readonly Bar[]): Report {
  const columns = [
    "",
    "p50 ms",
    "p99 ms",
    "req/s",
    "of none",
    "cpu ms/req",
    "of none",
    "main thread",
  ]
    .concat(["supervisor"]);
  const rows = [...rounds].map(([way, all]) => {
    const of = (part: keyof Figures, digits: number) =>
      median(all.map((one) => one[part])).toFixed(digits);
    return [
      way,
      of("p50", 3),
      of("p99", 2),
      of("perSecond", 0),
      ratio(rounds, way, "perSecond").toFixed(3),
      of("cpu", 3),
      ratio(rounds, way, "cpu").toFixed(2),
      of("mainThread", 3),
      of("supervisor", 3),
    ];
  });
  return { title: `${workload.name}, median of ${ROUNDS} rounds`, columns, rows, bars };
}

/** Of `way` to `base`, in the middle of the rounds: both were measured seconds apart in each. */
function ratio(rounds: Rounds, way: Way, part: keyof Figures, base: Way = "none"): number {
  const others = rounds.get(base)!;
  return median(rounds.get(way)!.map((one, round) => one[part] / others[round]![part]));
}

function helloBars(rounds: Rounds): Bar[] {
  const none = rounds.get("none")!;
  const added = rounds.get("profiled")!.map(({ p50 }, round) => p50 - none[round]!.p50);
  return [
    { what: "added latency", value: median(added), unit: "ms", limit: { atMost: 0.4 } },
    {
      what: "CPU per request, naive to profiled",
      value: ratio(rounds, "naive", "cpu", "profiled"),
      unit: "times",
      limit: { atLeast: 20 },
    },
  ];
}

function workBars(rounds: Rounds): Bar[] {
  const value = 100 * ratio(rounds, "profiled", "perSecond");
  return [{ what: "throughput", value, unit: "% of none", limit: { atLeast: 90 } }];
}

function pageBars(rounds: Rounds): Bar[] {
  const added = (way: Way) => 100 * (ratio(rounds, way, "mainThread") - 1);
  const what = "added main-thread time";
  return [
    { what: `${what}, --no-wait`, value: added("--no-wait"), unit: "%", limit: { atMost: 10 } },
    { what, value: added("profiled"), unit: "%", limit: { atMost: 25 } },
  ];
}
