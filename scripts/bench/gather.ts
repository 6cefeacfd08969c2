// Many files: gathering them must cost not much more than JSON.parse alone takes on the same cores, in memory that
// does not grow with their number. BENCH_GATHER_FILES=1000 makes a smaller folder.
import { fileURLToPath } from "node:url";
import { median } from "./quantile.ts";
import type { Report } from "./report.ts";
import { makeRequestFolder } from "./request_folder.ts";

const JOB = fileURLToPath(new URL("./gather_job.ts", import.meta.url));
/** About 1 GB. */
const FILES = 10_000;
/** What memory is compared with. */
const FEWER = 5;
/** Jobs take turns, so that what else the machine does hits both of them. */
const ROUNDS = 5;
const MB = 1e6;

/** The bench: time and memory of gather, against JSON.parse and against a fifth of the files. */
export async function* gather(): AsyncGenerator<Report> {
  const files = Number(Deno.env.get("BENCH_GATHER_FILES") ?? FILES);
  const folder = await Deno.makeTempDir();
  try {
    const fewer = await measureFolder(`${folder}/fewer`, Math.ceil(files / FEWER));
    const all = await measureFolder(`${folder}/all`, files);
    yield {
      title: `${files} files, ${
        (all.size / MB).toFixed(0)
      } MB, on ${navigator.hardwareConcurrency} cores`,
      columns: ["median of", "runs", "ms", "from", "to", "peak MB"],
      rows: [
        row("JSON.parse of all", all.json),
        row("gather", all.gather),
        row("gather of a fifth", fewer.gather),
      ],
      bars: [
        {
          what: "gather takes",
          value: median(all.gather.map(({ ms }, round) => ms / all.json[round]!.ms)),
          unit: "times JSON.parse",
          limit: { atMost: 1.5 },
        },
        {
          what: "peak memory",
          value: Math.max(...all.gather.map(({ peakBytes }) => peakBytes)) / MB,
          unit: "MB",
          limit: { atMost: 600 },
        },
        {
          what: "five times as many files take",
          value: peak(all.gather) / peak(fewer.gather),
          unit: "times the memory",
          limit: { atMost: 1.25 },
        },
      ],
    };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** What gather_job.ts prints. */
interface Measured {
  readonly ms: number;
  readonly peakBytes: number;
}

interface MeasuredFolder {
  readonly size: number;
  readonly json: readonly Measured[];
  readonly gather: readonly Measured[];
}

async function measureFolder(folder: string, files: number): Promise<MeasuredFolder> {
  await Deno.mkdir(`${folder}/in`, { recursive: true });
  const size = await makeRequestFolder(`${folder}/in`, files);
  const json: Measured[] = [];
  const gather: Measured[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    json.push(await measure(["json", `${folder}/in`]));
    gather.push(await measure(["gather", `${folder}/in`, `${folder}/out`]));
  }
  return { size, json, gather };
}

async function measure(job: readonly string[]): Promise<Measured> {
  const args = ["run", "-A", "--no-lock", JOB, ...job];
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), { args }).output();
  if (success) return JSON.parse(new TextDecoder().decode(stdout));
  throw new Error(`Job ${job[0]} failed: ${new TextDecoder().decode(stderr)}`);
}

function peak(measured: readonly Measured[]): number {
  return median(measured.map(({ peakBytes }) => peakBytes));
}

function row(name: string, measured: readonly Measured[]): string[] {
  const times = measured.map(({ ms }) => ms);
  const figures = [median(times), Math.min(...times), Math.max(...times)].map((ms) =>
    ms.toFixed(0)
  );
  return [name, `${measured.length}`, ...figures, (peak(measured) / MB).toFixed(0)];
}
