// What the profiler costs, against no profiler and against the naive way, when it is warm. Machines are noisy, and no two
// processes of one program are equally fast, so all ways live side by side: each round runs every one of them for a
// moment while the others are stopped, and what counts is the median of the rounds.
import { fileURLToPath } from "node:url";
import { AppProcess, type Host } from "./app_process.ts";
import { GateProcess } from "./gate_process.ts";
import { HttpLoad } from "./http_load.ts";
import { processUsage } from "./process_usage.ts";
import { median, quantile } from "./quantile.ts";
import type { Bar, Report } from "./report.ts";

/** Until V8 has optimised the app, and the recording has seen its first chunks. After 4 s the page was still getting faster. */
const WARM_UP_MS = 8_000;
/** While other processes warmed up this one was stopped: its profiler has ended for want of requests, and starts cold. */
const SETTLE_MS = 2_000;
/** What a handler works that is said to work so long. */
const WORK_MS = 2;
const NAIVE = new URL("./naive_profiler.ts", import.meta.url).href;

/** A way to run the app. */
type Way = "none" | "gate only" | "profiled" | "--no-wait" | "naive";
const WAYS: readonly Way[] = ["none", "profiled", "--no-wait", "naive"];

interface Workload {
  readonly name: string;
  readonly ways: readonly Way[];
  /** Times that all ways are started anew: no two processes of one program are equally fast. */
  readonly starts: number;
  /** Per start. */
  readonly rounds: number;
  /**
   * Milliseconds of every way in every round, as long as a chunk under load: its end costs too, and one that is due falls
   * into those before them that do not count, as the first requests after a pause are slower.
   */
  readonly measureMs: number;
  readonly leadInMs: number;
  readonly app: string;
  /** Behind one that ends with "rounds=" goes the number of them that takes WORK_MS. */
  readonly path: string;
  readonly inFlight: number;
}

const app = (file: string) => fileURLToPath(new URL(`../../tests/apps/${file}`, import.meta.url));
const WORKLOADS = {
  hello: {
    name: "Hello world, 1 in flight",
    ways: WAYS,
    starts: 1,
    rounds: 15,
    measureMs: 1_000,
    leadInMs: 250,
    app: app("bench_plain.ts"),
    path: "/hello",
    inFlight: 1,
  },
  work: {
    name: "2 ms of CPU and 5 ms of wait, 16 in flight",
    ways: WAYS,
    starts: 3,
    rounds: 20,
    measureMs: 1_000,
    leadInMs: 150,
    app: app("bench_plain.ts"),
    path: "/work?rounds=",
    inFlight: 16,
  },
  page: {
    name: "Hono page: 400 rows of JSX, 3 middlewares, 2 queries at once, 16 in flight",
    ways: ["none", "gate only", "profiled", "--no-wait"],
    starts: 4,
    rounds: 25,
    measureMs: 1_000,
    leadInMs: 50,
    app: app("bench_page.tsx"),
    path: "/page",
    // Fewer leave the thread idle in between, and then the gate alone costs it 4 % less to 10 % more, by the hour.
    inFlight: 16,
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
  // Removed at the very end: for minutes after thousands of files were deleted, ext4 takes 0.5 ms to make one.
  const profPath = await Deno.makeTempDir();
  try {
    const hello = await runRounds(WORKLOADS.hello, profPath);
    yield report(WORKLOADS.hello, hello, helloBars(hello));
    const work = await runRounds(WORKLOADS.work, profPath);
    yield report(WORKLOADS.work, work, workBars(work));
    const page = await runRounds(WORKLOADS.page, profPath);
    yield report(WORKLOADS.page, page, pageBars(page));
  } finally {
    await Deno.remove(profPath, { recursive: true });
  }
}

/** No two machines are equally fast, nor is this one always: what takes 2 ms is found out without a profiler, under the same load. */
async function calibrated(workload: Workload): Promise<Workload> {
  if (!workload.path.endsWith("rounds=")) return workload;
  const withRounds = (rounds: number) => ({ ...workload, path: workload.path + rounds });
  const guess = 100;
  const app = await MeasuredApp.start(withRounds(guess), { flags: [] }, false);
  try {
    await app.warmUp(WARM_UP_MS);
    const { mainThread } = await app.measure();
    return withRounds(Math.round(guess * WORK_MS / mainThread));
  } finally {
    await app.stop();
  }
}

async function runRounds(uncalibrated: Workload, profPath: string): Promise<Rounds> {
  const rounds = new Map(uncalibrated.ways.map((way) => [way, [] as Figures[]]));
  for (let start = 0; start < uncalibrated.starts; start++) {
    const workload = await calibrated(uncalibrated);
    const apps = new Map<Way, MeasuredApp>();
    try {
      for (const way of workload.ways) {
        const host = hostOf(way, `${profPath}/${crypto.randomUUID()}`);
        const app = await MeasuredApp.start(workload, host, way === "gate only");
        apps.set(way, app);
        await app.warmUp(WARM_UP_MS);
      }
      for (const app of apps.values()) await app.warmUp(SETTLE_MS);
      for (let round = 0; round < workload.rounds; round++) {
        for (const [way, app] of shuffled([...apps])) rounds.get(way)!.push(await app.measure());
      }
    } finally {
      for (const app of apps.values()) await app.stop();
    }
  }
  return rounds;
}

/** No way shall always come after the same one: there and back, the first and the last would come after themselves. */
function shuffled<T>(items: readonly T[]): T[] {
  const keyed = items.map((item) => ({ item, key: Math.random() }));
  return keyed.sort((a, b) => a.key - b.key).map(({ item }) => item);
}

function hostOf(way: Way, profPath: string): Host {
  if (way === "none" || way === "gate only") return { flags: [] };
  if (way === "naive") return { flags: ["--preload", NAIVE] };
  // Access lines are for people; here they would only be piped and dropped.
  return { profPath, options: way === "--no-wait" ? ["--quiet", "--no-wait"] : ["--quiet"] };
}

/** The app of a workload, run one way; stopped whenever it is not measured. */
class MeasuredApp {
  readonly #workload: Workload;
  readonly #process: AppProcess;
  readonly #gate: GateProcess | undefined;
  readonly #appPid: number;
  readonly #clients: HttpLoad;

  private constructor(
    { workload, process, gate, appPid, clients }: {
      workload: Workload;
      process: AppProcess;
      gate: GateProcess | undefined;
      appPid: number;
      clients: HttpLoad;
    },
  ) {
    this.#workload = workload;
    this.#process = process;
    this.#gate = gate;
    this.#appPid = appPid;
    this.#clients = clients;
  }

  static async start(workload: Workload, host: Host, isBehindGate: boolean): Promise<MeasuredApp> {
    const process = await AppProcess.start(workload.app, host);
    const appPid = Number(await (await fetch(`${process.origin}/__pid`)).text());
    const gate = isBehindGate ? await GateProcess.start(process.port) : undefined;
    const { port } = gate ?? process;
    const clients = await HttpLoad.connect({ port, inFlight: workload.inFlight });
    return new MeasuredApp({ workload, process, gate, appPid, clients });
  }

  /** Load that is not measured; stopped afterwards. */
  async warmUp(durationMs: number): Promise<void> {
    this.#signal("SIGCONT");
    await this.#load(durationMs);
    this.#signal("SIGSTOP");
  }

  /** A moment of load. */
  async measure(): Promise<Figures> {
    const { leadInMs, measureMs } = this.#workload;
    this.#signal("SIGCONT");
    await this.#load(leadInMs);
    const before = await this.#usage();
    const { latencies, seconds } = await this.#load(measureMs);
    const after = await this.#usage();
    this.#signal("SIGSTOP");
    const count = latencies.length;
    return {
      p50: median(latencies),
      p99: quantile(latencies, 0.99),
      perSecond: count / seconds,
      cpu: (after.app.cpuMs - before.app.cpuMs) / count,
      mainThread: (after.app.mainThreadMs - before.app.mainThreadMs) / count,
      supervisor: (after.supervisorMs - before.supervisorMs) / count,
    };
  }

  async stop(): Promise<void> {
    try {
      this.#signal("SIGCONT");
    } catch {
      // One has ended already: the others shall end too.
    }
    this.#clients[Symbol.dispose]();
    await this.#process.stop();
    await this.#gate?.stop();
  }

  #load(durationMs: number) {
    return this.#clients.run({ path: this.#workload.path, durationMs });
  }

  get #isHosted(): boolean {
    return this.#appPid !== this.#process.pid;
  }

  async #usage() {
    const supervisorMs = this.#isHosted ? (await processUsage(this.#process.pid)).cpuMs : 0;
    return { app: await processUsage(this.#appPid), supervisorMs };
  }

  #signal(signal: Deno.Signal): void {
    // The one that ends the other first.
    if (this.#isHosted) Deno.kill(this.#process.pid, signal);
    if (this.#gate) Deno.kill(this.#gate.pid, signal);
    Deno.kill(this.#appPid, signal);
  }
}

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
    "of none",
    "supervisor",
  ];
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
      ratio(rounds, way, "mainThread").toFixed(3),
      of("supervisor", 3),
    ];
  });
  const { name, starts } = workload;
  const title = `${name}, median of ${starts * workload.rounds} rounds` +
    (starts > 1 ? ` in ${starts} processes each` : "");
  return { title, columns, rows, bars };
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
