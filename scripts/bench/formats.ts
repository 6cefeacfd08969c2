// Large files: a conversion must cost not much more than what JSON.parse alone takes for the file.
import { fileURLToPath } from "node:url";
import { largeProfile, type LargeProfileSize } from "./large_profile.ts";
import { median } from "./quantile.ts";
import type { Report } from "./report.ts";

const JOB = fileURLToPath(new URL("./conversion_job.ts", import.meta.url));
/** 100 MB. */
const LARGE: LargeProfileSize = { nodes: 347_000, samples: 1_500_000, functions: 10_000 };
/** What chrome2calltree can still do; it is quadratic. */
const SMALL: LargeProfileSize = { nodes: 20_000, samples: 90_000, functions: 2_300 };
/** Jobs take turns, so that what else the machine does hits all of them. */
const ROUNDS = 7;
const MB = 1e6;

/** The bench: time and memory from .cpuprofile to callgrind, against JSON.parse and against chrome2calltree. */
export async function* formats(): AsyncGenerator<Report> {
  const folder = await Deno.makeTempDir();
  try {
    yield await againstJsonParse(`${folder}/large.cpuprofile`);
    yield await againstChrome2calltree(`${folder}/small.cpuprofile`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function againstJsonParse(file: string): Promise<Report> {
  const bytes = largeProfile(LARGE);
  await Deno.writeFile(file, bytes);
  const [json, callgrind] = await takeTurns(["json", "callgrind"], file);
  const size = bytes.length;
  const fileMb = (size / MB).toFixed(1);
  return {
    title: `A .cpuprofile of ${fileMb} MB, ${LARGE.nodes} nodes, ${LARGE.samples} samples`,
    columns: COLUMNS,
    rows: [row("JSON.parse(readTextFile)", json!), row("convert to callgrind", callgrind!)],
    bars: [
      {
        what: "convert takes",
        value: ratio(callgrind!, json!),
        unit: "times JSON.parse",
        limit: { atMost: 2.5 },
      },
      {
        what: "peak memory of convert",
        value: median(callgrind!.map(({ peakBytes }) => peakBytes)) / size,
        unit: "times the file",
        limit: { atMost: 6 },
      },
    ],
  };
}

async function againstChrome2calltree(file: string): Promise<Report> {
  await Deno.writeFile(file, largeProfile(SMALL));
  const [theirs, ours] = await takeTurns(["chrome2calltree", "callgrind"], file);
  const title = `A .cpuprofile of ${SMALL.nodes} nodes`;
  const isThere = theirs!.length > 0;
  const bar = {
    what: "faster than chrome2calltree",
    value: isThere ? ratio(theirs!, ours!) : NaN,
    unit: "times",
    limit: { atLeast: 10 },
  };
  return {
    title: isThere ? title : `${title} (npm has no chrome2calltree here: set CHROME2CALLTREE)`,
    columns: COLUMNS,
    rows: [
      ...(isThere ? [row("chrome2calltree", theirs!)] : []),
      row("convert to callgrind", ours!),
    ],
    bars: isThere || Deno.env.get("CI") ? [bar] : [],
  };
}

const COLUMNS = ["median of", "runs", "ms", "from", "to", "peak MB"];

/** What conversion_job.ts prints. */
interface Measured {
  readonly ms: number;
  readonly peakBytes: number;
}

/** job -> what it measured in each round; nothing for a job that cannot be done here. */
async function takeTurns(jobs: readonly string[], file: string): Promise<Measured[][]> {
  const measured: Measured[][] = jobs.map(() => []);
  for (let round = 0; round < ROUNDS; round++) {
    for (const [i, job] of jobs.entries()) {
      const one = await measure(job, file);
      if (one) measured[i]!.push(one);
    }
  }
  return measured;
}

async function measure(job: string, file: string): Promise<Measured | undefined> {
  const args = ["run", "-A", "--no-lock", JOB, job, file];
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), { args }).output();
  if (success) return JSON.parse(new TextDecoder().decode(stdout));
  const reason = new TextDecoder().decode(stderr);
  if (/npm package 'chrome2calltree' does not exist/.test(reason)) return undefined;
  throw new Error(`Job ${job} failed: ${reason}`);
}

/** The median of the ratios of each round, whose jobs ran one right after the other. */
function ratio(of: readonly Measured[], to: readonly Measured[]): number {
  return median(of.map(({ ms }, round) => ms / to[round]!.ms));
}

function row(name: string, measured: readonly Measured[]): string[] {
  const times = measured.map(({ ms }) => ms);
  const peak = median(measured.map(({ peakBytes }) => peakBytes));
  const figures = [median(times), Math.min(...times), Math.max(...times)].map((ms) =>
    ms.toFixed(0)
  );
  return [name, `${measured.length}`, ...figures, (peak / MB).toFixed(0)];
}
