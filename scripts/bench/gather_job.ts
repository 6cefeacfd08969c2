// deno-lint-ignore-file no-console -- a program: what it prints is its result
// One measured job in a process of its own: `gather_job.ts JOB FOLDER OUT`. Prints milliseconds and peak memory.
import { runCli } from "../../src/cli/cli.ts";
import { peakBytes } from "./peak_bytes.ts";

const BATCH = 16;
const AHEAD = 2;

const jobs: Readonly<Record<string, (folder: string, out: string) => Promise<void>>> = {
  async gather(folder, out) {
    const code = await runCli(["gather", folder, "-o", out, "--quiet"]);
    if (code !== 0) throw new Error(`gather ended with ${code}`);
  },

  /** JSON.parse of all files on as many workers as gather takes on this machine. */
  async json(folder) {
    const names = [...Deno.readDirSync(folder)].map(({ name }) => `${folder}/${name}`).sort();
    const count = Math.min(navigator.hardwareConcurrency, 8);
    await Promise.all(Array.from({ length: count }, () => parseFrom(names)));
  },
};

/** Takes batches off `names` until there are none. */
function parseFrom(names: string[]): Promise<void> {
  const worker = new Worker(new URL("./parse_worker.ts", import.meta.url), { type: "module" });
  const done = Promise.withResolvers<void>();
  let ahead = 0;
  const fill = () => {
    for (; ahead < AHEAD && names.length > 0; ahead++) worker.postMessage(names.splice(0, BATCH));
    if (ahead === 0) done.resolve();
  };
  worker.onmessage = () => {
    ahead--;
    fill();
  };
  worker.onerror = ({ message }) => done.reject(new Error(message));
  fill();
  return done.promise.finally(() => worker.terminate());
}

const [name = "", folder = "", out = ""] = Deno.args;
const start = performance.now();
await jobs[name]!(folder, out);
const ms = performance.now() - start;
console.log(JSON.stringify({ ms, peakBytes: await peakBytes() }));
