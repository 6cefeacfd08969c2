// From saving a file to the first answer by the new code, as a developer at the browser waits for it.
import { AppProcess } from "./app_process.ts";
import { processUsage } from "./process_usage.ts";
import { quantile } from "./quantile.ts";
import type { Report } from "./report.ts";

/** Calm ones, of which the bar speaks: a spare is ready by then. */
const SAVES = 30;
/** A save just after another one finds none. */
const HASTY_SAVES = 15;
const PAUSE_MS = 1_000;
const MODULES = 20;
const ANSWER_TIMEOUT_MS = 20_000;
const WATCH_MS = 5_000;

const PLAIN = "Deno.serve((request) => new Response(answer(request.url)));";
const HONO = `const app = new Hono();
app.use(logger());
app.get("/*", (c) => c.html(<main>{answer(c.req.url)}</main>));
export default app;`;
const HONO_IMPORTS = 'import { Hono } from "hono";\nimport { logger } from "hono/logger";\n';

/** The bench: a plain server and a Hono app with JSX, both with a number of modules of their own. */
export async function* reload(): AsyncGenerator<Report> {
  const kinds = [
    { kind: "Deno.serve", source: PLAIN },
    { kind: "Hono and JSX", source: HONO_IMPORTS + HONO },
  ];
  const measured = [];
  for (const { kind, source } of kinds) measured.push({ kind, ...await measure(source) });
  yield report(measured);
}

interface Measured {
  /** Milliseconds from the end of the save to the end of the answer. */
  readonly calm: readonly number[];
  readonly hasty: readonly number[];
  /** Over WATCH_MS, milliseconds; NaN where nobody tells. */
  readonly spareCpuMs: number;
  readonly spareBytes: number;
}

async function measure(source: string): Promise<Measured> {
  const dir = await Deno.makeTempDir({ prefix: "reload-bench-" });
  const app = new SavedApp(dir, source);
  try {
    await app.create();
    await using host = await AppProcess.start(app.path, {
      profPath: `${dir}/profiles`,
      options: ["--quiet"],
      isReloading: true,
    });
    const calm: number[] = [];
    for (let i = 0; i < SAVES; i++) {
      await sleep(PAUSE_MS);
      calm.push(await app.saveAndAsk(host.origin));
    }
    const hasty: number[] = [];
    for (let i = 0; i < HASTY_SAVES; i++) {
      await sleep(PAUSE_MS);
      await app.saveAndAsk(host.origin);
      hasty.push(await app.saveAndAsk(host.origin));
    }
    await sleep(PAUSE_MS);
    return { calm, hasty, ...await usageOfSpare(host, await app.pid(host.origin)) };
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

/** An app on disk that tells which save it is of. */
class SavedApp {
  readonly path: string;
  readonly #dir: string;
  readonly #source: string;
  #version = 0;

  constructor(dir: string, source: string) {
    this.#dir = dir;
    this.#source = source;
    this.path = `${dir}/app.tsx`;
  }

  async create(): Promise<void> {
    const config = {
      imports: { "hono": "npm:hono@4.13.19", "hono/": "npm:/hono@4.13.19/" },
      compilerOptions: { jsx: "precompile", jsxImportSource: "hono/jsx" },
    };
    await Deno.writeTextFile(`${this.#dir}/deno.json`, JSON.stringify(config));
    for (let i = 0; i < MODULES; i++) {
      const next = i + 1 < MODULES ? `export * from "./part${i + 1}.ts";\n` : "";
      const text = `${next}export const part${i}: readonly number[] = [${i}];\n`;
      await Deno.writeTextFile(`${this.#dir}/part${i}.ts`, text);
    }
    await this.#save();
  }

  /** Saves by turns as editors do, by writing and by renaming; returns after how many milliseconds it is answered. */
  async saveAndAsk(origin: string): Promise<number> {
    await this.#save();
    const start = performance.now();
    const expected = `version ${this.#version} `;
    while (!(await this.#ask(origin)).includes(expected)) {
      if (performance.now() - start > ANSWER_TIMEOUT_MS) throw new Error("It is not reloaded");
    }
    return performance.now() - start;
  }

  async pid(origin: string): Promise<number> {
    return Number((await this.#ask(origin)).match(/pid (\d+)/)![1]);
  }

  async #ask(origin: string): Promise<string> {
    return await (await fetch(`${origin}/page`)).text();
  }

  async #save(): Promise<void> {
    const text = `${this.#source}
import * as parts from "./part0.ts";
function answer(url: string): string {
  return "version ${++this.#version} of " + Object.keys(parts).length + " pid " + Deno.pid + url;
}`;
    const isRenaming = this.#version % 2 === 0;
    await Deno.writeTextFile(isRenaming ? this.path + ".tmp" : this.path, text);
    if (isRenaming) await Deno.rename(this.path + ".tmp", this.path);
  }
}

/** The other child of the supervisor. */
async function usageOfSpare(host: AppProcess, appPid: number) {
  if (Deno.build.os !== "linux") return { spareCpuMs: NaN, spareBytes: NaN };
  const children = await Deno.readTextFile(`/proc/${host.pid}/task/${host.pid}/children`);
  const spare = children.split(" ").map(Number).find((pid) => pid > 0 && pid !== appPid);
  if (spare === undefined) throw new Error("There is no spare");
  const before = await processUsage(spare);
  await sleep(WATCH_MS);
  const after = await processUsage(spare);
  return { spareCpuMs: after.cpuMs - before.cpuMs, spareBytes: after.rssBytes };
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function report(measured: readonly (Measured & { readonly kind: string })[]): Report {
  const cells = (times: readonly number[]) =>
    [0, 0.5, 0.9, 1].map((share) => quantile(times, share).toFixed(0));
  return {
    title: `From the save to the first answer by new code, ms; ${MODULES} modules, profiler on`,
    columns: ["app", "saves", "least", "median", "p90", "most"],
    rows: measured.flatMap(({ kind, calm, hasty }) => [
      [`${kind}`, `${calm.length}`, ...cells(calm)],
      [`${kind}, just reloaded`, `${hasty.length}`, ...cells(hasty)],
    ]),
    bars: measured.flatMap(({ kind, calm, spareCpuMs, spareBytes }) => [
      {
        what: `${kind}: median`,
        value: quantile(calm, 0.5),
        unit: "ms",
        limit: { atMost: 150 },
      },
      // One tick of the kernel's clock is the least that can be seen.
      {
        what: `${kind}: CPU of the spare in ${WATCH_MS / 1000} s`,
        value: spareCpuMs,
        unit: "ms",
        limit: { atMost: 10 },
      },
      {
        what: `${kind}: memory of the spare`,
        value: spareBytes / 1e6,
        unit: "MB",
        limit: { atMost: 100 },
      },
    ]),
  };
}
