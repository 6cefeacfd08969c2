// Mixed routes under load, with reloads and crashes in between, and an account of every answer at the end. A few
// thousand requests for the tests, half a million for `deno task bench soak`.
import { join } from "@std/path";
import { readRecording } from "../../src/cli/read_recording.ts";
import { DELAY_WARNING } from "./delay_warning.ts";
import { ServedApp } from "./served_app.ts";

const LANES = 8;
const ANSWER_MS = 30_000;
const APP = `
const spin = (ms) => { const end = performance.now() + ms; while (performance.now() < end); };
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const routes = {
  "/plain": () => new Response("plain"),
  "/work": () => (spin(1), new Response("work")),
  "/wait": async () => (await pause(3), new Response("wait")),
  "/mixed": async () => (spin(0.5), await Promise.all([pause(1), pause(2)]), new Response("mixed")),
  "/json": async (request) => Response.json({ length: (await request.text()).length }),
  "/stream": () => new Response(ReadableStream.from(["a", "b", "c"]).pipeThrough(new TextEncoderStream())),
  "/fails": () => { throw new Error("as it is meant to"); },
  "/crash": () => Deno.exit(3),
};
const handler = (request) => routes[new URL(request.url).pathname](request);
export default { fetch: handler };
`;
/** A crash may hit a process that is being replaced. */
const LAST_CRASH = /^warning: app\.js ended with exit code 3 when it was stopped/;
const PATHS = ["/plain", "/work", "/wait", "/mixed", "/json", "/stream", "/fails"] as const;

/** How much is asked for; counts of requests. */
export interface SoakLoad {
  readonly requests: number;
  readonly reloadEvery: number;
  readonly crashEvery: number;
}

/** The supervisor at some moment. */
export interface SoakReading {
  readonly done: number;
  /** NaN where the system does not tell. */
  readonly rssBytes: number;
  readonly descriptors: number;
}

/** The account; `missing`, `damaged` and `wrong` are empty when all is well. */
export interface SoakReport {
  readonly answered: number;
  /** Requests that got no whole answer, because the app was made to crash. */
  readonly broken: number;
  readonly files: number;
  /** Requests that the log calls lost. */
  readonly lost: number;
  /** Ids of answered requests without a file that are not called lost either. */
  readonly missing: readonly number[];
  readonly damaged: readonly string[];
  /** Answers that are not the app's, and warnings that are not about lost requests. */
  readonly wrong: readonly string[];
  readonly readings: readonly SoakReading[];
  readonly exitCode: number;
}

/** Runs the load against a server of its own. */
export async function soakRun(load: SoakLoad): Promise<SoakReport> {
  const dir = await Deno.makeTempDir({ prefix: "soak_run-" });
  try {
    return await new Soak(dir, load).run();
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

class Soak {
  readonly #dir: string;
  readonly #load: SoakLoad;
  readonly #answered = new Set<number>();
  readonly #seen = new Set<number>();
  readonly #damaged: string[] = [];
  readonly #wrong: string[] = [];
  readonly #readings: SoakReading[] = [];
  #begun = 0;
  #broken = 0;

  constructor(dir: string, load: SoakLoad) {
    this.#dir = dir;
    this.#load = load;
  }

  async run(): Promise<SoakReport> {
    const app = join(this.#dir, "app.js");
    await Deno.mkdir(join(this.#dir, "tmp"));
    await Deno.writeTextFile(app, APP);
    const profiles = join(this.#dir, "profiles");
    const served = await ServedApp.start(
      [app, "0", "--no-dashboard", "--prof-path", profiles, "--prof-file", "{id}"],
      { env: { TMPDIR: join(this.#dir, "tmp") } },
    );
    await Promise.all(Array.from({ length: LANES }, () => this.#lane(served, app, profiles)));
    const exitCode = await served.stop();
    await this.#collect(profiles, Infinity);
    return this.#report(served, exitCode);
  }

  #report(served: ServedApp, exitCode: number): SoakReport {
    const warnings = served.lines
      .filter((line) => line.startsWith("warning: "))
      .filter((line) => !DELAY_WARNING.test(line) && !LAST_CRASH.test(line));
    const lost = warnings.filter((line) => line.startsWith("warning: Lost request "));
    // Of a stream, whose last byte may have left when the app did not know yet.
    const lostIds = new Set(lost.map((line) => Number(line.match(/request (\d+)/)![1])));
    return {
      answered: this.#answered.size,
      broken: this.#broken,
      files: this.#seen.size,
      lost: lost.length,
      missing: [...this.#answered].filter((id) => !this.#seen.has(id) && !lostIds.has(id)),
      damaged: this.#damaged,
      wrong: [...this.#wrong, ...warnings.filter((line) => !lost.includes(line))],
      readings: this.#readings,
      exitCode,
    };
  }

  async #lane(served: ServedApp, app: string, profiles: string): Promise<void> {
    const { requests, reloadEvery, crashEvery } = this.#load;
    while (this.#begun < requests) {
      const number = ++this.#begun;
      if (number % reloadEvery === 0) await Deno.writeTextFile(app, `${APP}// ${number}\n`);
      const isCrash = number % crashEvery === 0;
      await this.#ask(served.url, isCrash ? "/crash" : PATHS[number % PATHS.length]!);
      if (number % 2_000 === 0) await this.#read(served, profiles);
    }
  }

  async #ask(url: string, path: string): Promise<void> {
    try {
      const response = await fetch(url + path, {
        signal: AbortSignal.timeout(ANSWER_MS),
        ...(path === "/json" && { method: "POST", body: "x".repeat(1000) }),
      });
      await response.text();
      const id = Number(response.headers.get("x-profile-id") ?? NaN);
      // A failing handler's answer is Deno's own, without our header.
      if (path === "/fails" && response.status === 500) return;
      // The gate's, when the app was gone before it had answered.
      if (response.status === 502) this.#broken++;
      else if (Number.isNaN(id)) this.#wrong.push(`${path}: ${response.status} without an id`);
      else this.#answered.add(id);
    } catch (error) {
      this.#broken++;
      const isTimeout = error instanceof DOMException;
      if (isTimeout) this.#wrong.push(`${path}: ${error}`);
    }
  }

  /** Files are checked and deleted on the way: half a million of them would fill the disk. */
  async #read(served: ServedApp, profiles: string): Promise<void> {
    this.#readings.push({
      done: this.#begun,
      rssBytes: await rssOf(served.pid),
      descriptors: descriptorsOf(served.pid),
    });
    await this.#collect(profiles, 4_000);
  }

  async #collect(profiles: string, most: number): Promise<void> {
    const names: string[] = [];
    for (const { name } of Deno.readDirSync(profiles)) {
      if (names.length < most && !name.startsWith(".")) names.push(name);
    }
    for (const name of names) await this.#check(join(profiles, name), name);
  }

  async #check(path: string, name: string): Promise<void> {
    try {
      const { request } = await readRecording(path);
      if (`${request!.id}.cpuprofile` !== name || this.#seen.has(request!.id)) {
        this.#damaged.push(name);
      }
      this.#seen.add(request!.id);
      await Deno.remove(path);
    } catch (error) {
      // Another lane was faster.
      if (await exists(path)) this.#damaged.push(`${name}: ${error}`);
    }
  }
}

async function exists(path: string): Promise<boolean> {
  return await Deno.lstat(path).then(() => true, () => false);
}

async function rssOf(pid: number): Promise<number> {
  const status = await Deno.readTextFile(`/proc/${pid}/status`).catch(() => "");
  return Number(status.match(/^VmRSS:\s+(\d+) kB/m)?.[1] ?? NaN) * 1024;
}

function descriptorsOf(pid: number): number {
  try {
    return [...Deno.readDirSync(`/proc/${pid}/fd`)].length;
  } catch {
    return NaN;
  }
}
