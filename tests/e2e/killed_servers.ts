// Kills `serve` with SIGKILL at random instants under load, starts it again each time, and counts at the end what
// has become of every request. The next start takes over what the one before has left, and may be killed at that.
import { readRecording } from "../../src/cli/read_recording.ts";
import type { RequestRecord } from "../../src/model/request_record.ts";
import { FaultLibrary, type Faults } from "./fault_library.ts";
import { isCodeCache } from "./program.ts";
import { ServedApp } from "./served_app.ts";

const APP = `
const spin = (ms) => { const end = performance.now() + ms; while (performance.now() < end); };
Deno.serve(async (request) => {
  spin(Math.random() * 2);
  if (request.url.endsWith("0")) await new Promise((resolve) => setTimeout(resolve, 20));
  return new Response("ok");
});
`;
const CONNECTIONS = 8;
/** Longer than it takes from the first request to its file. */
const MAX_LIFE_MS = 700;
const DEADLINE_MS = 30_000;
/** On a busy machine no server lives long enough to recover anything, so now and then one may take its time. */
const MOST_SPOOLS = 5;
const RECOVERY_MS = 120_000;

/** What is different from a plain folder of .cpuprofile files. */
export interface KillOptions {
  /** Of the folder of profiles. */
  readonly faults?: Faults;
  /** Of every profile; cpuprofile, and such as have nothing but their names as extension. */
  readonly formats?: readonly string[];
}

/** What is there at the end. */
export interface KillReport {
  readonly answered: number;
  /** Paths of answered requests without a file in each format. */
  readonly missing: readonly string[];
  /** Requests with more files than one in a format. */
  readonly twice: readonly string[];
  /** Files that cannot be read, and anything in the folder that is no profile. */
  readonly damaged: readonly string[];
  /** Spool folders that nobody has removed. */
  readonly leftovers: readonly string[];
  /** What the servers said of recoveries. */
  readonly recoveredLines: readonly string[];
}

/** Runs that many servers to a violent death, and one to a good end. */
export async function killServers(
  rounds: number,
  { faults, formats = ["cpuprofile"] }: KillOptions = {},
): Promise<KillReport> {
  const dir = await Deno.makeTempDir({ prefix: "killed_servers-" });
  try {
    await Deno.mkdir(`${dir}/tmp`);
    await Deno.mkdir(`${dir}/profiles`);
    await Deno.writeTextFile(`${dir}/app.js`, APP);
    const library = faults && await FaultLibrary.compile(dir, `${dir}/profiles`);
    library?.set(faults!);
    const start = () => startIn(dir, { formats, env: library?.env });
    const answered: string[] = [];
    const said: string[] = [];
    for (let round = 0; round < rounds; round++) {
      const { lines, paths } = await oneLife(dir, { round, start });
      said.push(...lines);
      answered.push(...paths);
    }
    said.push(...await lastLife(dir, start));
    return { ...await inspect(dir, { answered, formats }), recoveredLines: recoveredLines(said) };
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

function startIn(
  dir: string,
  { formats, env = {} }: { formats: readonly string[]; env: FaultLibrary["env"] | undefined },
): Promise<ServedApp> {
  const args = [`${dir}/app.js`, "0", "--prof-path", `${dir}/profiles`, "--prof-file", "{path}"];
  const written = formats.flatMap((format) => ["--format", format]);
  return ServedApp.start([...args, ...written, "--noreload", "--no-dashboard"], {
    env: { ...env, TMPDIR: `${dir}/tmp` },
  });
}

async function oneLife(
  dir: string,
  { round, start }: { round: number; start: () => Promise<ServedApp> },
) {
  await using served = await start();
  if (spoolsIn(dir).length > MOST_SPOOLS) await untilRecovered(dir);
  const load = new Load(served.url, `/r${round}`);
  await load.firstAnswer;
  await new Promise((resolve) => setTimeout(resolve, Math.random() * MAX_LIFE_MS));
  served.signal("SIGKILL");
  await served.ended();
  await load.ended;
  return { lines: served.lines, paths: load.answered };
}

/** Serves nothing, but has the time to recover everything. */
async function lastLife(
  dir: string,
  start: () => Promise<ServedApp>,
): Promise<readonly string[]> {
  await using served = await start();
  await untilRecovered(dir);
  await served.stop();
  return served.lines;
}

/** Until the server that runs is the only one that has left something. */
async function untilRecovered(dir: string): Promise<void> {
  const deadline = Date.now() + RECOVERY_MS;
  while (spoolsIn(dir).length > 1) {
    if (Date.now() > deadline) throw new Error(`Not recovered: ${spoolsIn(dir)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Asks until the server is gone; each path is asked for once. */
class Load {
  readonly answered: string[] = [];
  readonly ended: Promise<unknown>;
  readonly #first = Promise.withResolvers<void>();
  #count = 0;

  constructor(url: string, prefix: string) {
    const timeout = setTimeout(() => this.#first.reject(new Error("No answer")), DEADLINE_MS);
    this.#first.promise.finally(() => clearTimeout(timeout));
    const connections = Array.from({ length: CONNECTIONS }, () => this.#ask(url, prefix));
    this.ended = Promise.all(connections);
  }

  get firstAnswer(): Promise<void> {
    return this.#first.promise;
  }

  async #ask(url: string, prefix: string): Promise<void> {
    try {
      for (;;) {
        const path = `${prefix}-${this.#count++}`;
        const response = await fetch(url + path);
        await response.text();
        this.answered.push(path);
        this.#first.resolve();
      }
    } catch {
      // It has been killed.
    }
  }
}

function spoolsIn(dir: string): string[] {
  const names = Array.from(Deno.readDirSync(`${dir}/tmp`), ({ name }) => name);
  return names.filter((name) => !isCodeCache(name));
}

function recoveredLines(said: readonly string[]): string[] {
  return said.filter((line) => line.startsWith("Recovered "));
}

async function inspect(
  dir: string,
  { answered, formats }: { answered: readonly string[]; formats: readonly string[] },
): Promise<Omit<KillReport, "recoveredLines">> {
  /** "/r0-1" for each file of another format. */
  const others = new Set<string>();
  const paths = new Set<string>();
  const countByKey = new Map<string, number>();
  const damaged: string[] = [];
  for await (const { name } of Deno.readDir(`${dir}/profiles`)) {
    const file = `${dir}/profiles/${name}`;
    const [base, extension] = name.split(/\.(?=[^.]+$)/) as [string, string];
    if (extension !== "cpuprofile" && formats.includes(extension)) {
      if (Deno.statSync(file).size > 0) others.add(`/${base}`);
      else damaged.push(name);
      continue;
    }
    const request = await requestIn(file);
    if (!request) {
      damaged.push(name);
      continue;
    }
    // By id: a client may ask again by itself when its connection breaks.
    const { path, pid, id } = request;
    paths.add(path);
    const key = `${path} ${pid}#${id}`;
    countByKey.set(key, (countByKey.get(key) ?? 0) + 1);
  }
  const isWhole = (path: string) => paths.has(path) && (formats.length === 1 || others.has(path));
  return {
    answered: answered.length,
    missing: answered.filter((path) => !isWhole(path)),
    twice: [...countByKey].filter(([, count]) => count > 1).map(([key]) => key),
    damaged,
    leftovers: spoolsIn(dir),
  };
}

/** The record in the file; undefined when it is no whole profile. */
async function requestIn(file: string): Promise<RequestRecord | undefined> {
  try {
    return (await readRecording(file)).request;
  } catch {
    return undefined;
  }
}
