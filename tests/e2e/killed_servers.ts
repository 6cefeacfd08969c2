// Kills `serve` with SIGKILL at random instants under load, starts it again each time, and counts at the end what
// has become of every request. The next start takes over what the one before has left, and may be killed at that.
import { readRecording } from "../../src/cli/read_recording.ts";
import type { RequestRecord } from "../../src/model/request_record.ts";
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

/** What is there at the end. */
export interface KillReport {
  readonly answered: number;
  /** Paths of answered requests without a file. */
  readonly missing: readonly string[];
  /** Requests with more files than one. */
  readonly twice: readonly string[];
  /** Files that cannot be read, and anything in the folder that is no profile. */
  readonly damaged: readonly string[];
  /** Spool folders that nobody has removed. */
  readonly leftovers: readonly string[];
  /** What the servers said of recoveries. */
  readonly recoveredLines: readonly string[];
}

/** Runs that many servers to a violent death, and one to a good end. */
export async function killServers(rounds: number): Promise<KillReport> {
  const dir = await Deno.makeTempDir({ prefix: "killed_servers-" });
  try {
    await Deno.mkdir(`${dir}/tmp`);
    await Deno.mkdir(`${dir}/profiles`);
    await Deno.writeTextFile(`${dir}/app.js`, APP);
    const answered: string[] = [];
    const said: string[] = [];
    for (let round = 0; round < rounds; round++) {
      const { lines, paths } = await oneLife(dir, round);
      said.push(...lines);
      answered.push(...paths);
    }
    said.push(...await lastLife(dir));
    return await inspect(dir, answered, said);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

function start(dir: string): Promise<ServedApp> {
  const args = [`${dir}/app.js`, "0", "--prof-path", `${dir}/profiles`, "--prof-file", "{path}"];
  return ServedApp.start([...args, "--noreload", "--no-dashboard"], {
    env: { TMPDIR: `${dir}/tmp` },
  });
}

async function oneLife(dir: string, round: number) {
  await using served = await start(dir);
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
async function lastLife(dir: string): Promise<readonly string[]> {
  await using served = await start(dir);
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
  return Array.from(Deno.readDirSync(`${dir}/tmp`), ({ name }) => name);
}

async function inspect(dir: string, answered: string[], said: string[]): Promise<KillReport> {
  const paths = new Set<string>();
  const countByKey = new Map<string, number>();
  const damaged: string[] = [];
  for await (const { name } of Deno.readDir(`${dir}/profiles`)) {
    const request = await requestIn(`${dir}/profiles/${name}`);
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
  return {
    answered: answered.length,
    missing: answered.filter((path) => !paths.has(path)),
    twice: [...countByKey].filter(([, count]) => count > 1).map(([key]) => key),
    damaged,
    leftovers: spoolsIn(dir),
    recoveredLines: said.filter((line) => line.startsWith("Recovered ")),
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
