// deno-lint-ignore-file no-console -- its output is the result
// One job on one file in a process of its own, so that no code is warm and no memory used by another:
// conversion_job.ts JOB FILE prints the milliseconds and the process' largest resident memory in bytes as JSON.
import { createRequire } from "node:module";
import process from "node:process";
import { readRecording } from "../../src/cli/read_recording.ts";
import { codecByName } from "../../src/format/codecs.ts";
import { SourceFiles } from "../../src/store/source_files.ts";

/** Where a checkout of chrome2calltree with its dependencies has its index.js, for want of the npm package. */
const CHROME2CALLTREE = Deno.env.get("CHROME2CALLTREE");

const jobs: Readonly<Record<string, (file: string) => Promise<() => unknown>>> = {
  /** The yardstick. */
  json: (file) => Promise.resolve(async () => JSON.parse(await Deno.readTextFile(file))),

  /** What `convert --to callgrind` does. */
  callgrind(file) {
    const codec = codecByName("callgrind");
    return Promise.resolve(async () => {
      const recording = await readRecording(file);
      const { read: readSource } = new SourceFiles();
      const bytes = codec.encode(recording, { base: "/srv/app", creator: "bench", readSource });
      await Deno.writeFile(`${file}.callgrind`, bytes);
    });
  },

  /** As its own command line does it, but for the file that it writes: that is left out in its favour. */
  async chrome2calltree(file) {
    // Not known before it runs: `deno check` must not need the package.
    const specifier: string = "npm:chrome2calltree@1.0.1";
    const { chromeProfileToCallgrind } = CHROME2CALLTREE
      ? createRequire(CHROME2CALLTREE)(CHROME2CALLTREE)
      : (await import(specifier)).default;
    return async () => {
      const profile = JSON.parse(await Deno.readTextFile(file));
      chromeProfileToCallgrind(profile, { write: () => true }, false);
    };
  },
};

const [name = "", file = ""] = Deno.args;
const job = await jobs[name]!(file);
const start = performance.now();
await job();
const ms = performance.now() - start;
console.log(JSON.stringify({ ms, peakBytes: await peakBytes() }));

/** Linux passes the maximum of a parent on to its children, but /proc tells the process' own. */
async function peakBytes(): Promise<number> {
  const status = await Deno.readTextFile("/proc/self/status").catch(() => "");
  const own = /^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1];
  // Kilobytes on every system, as in Node.js.
  return Number(own ?? process.resourceUsage().maxRSS) * 1024;
}
