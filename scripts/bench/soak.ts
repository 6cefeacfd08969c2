// What only shows after very many requests, deaths and attacks: leaks, losses and damage. The tests in
// tests/e2e/faults_* are the short versions. RPS_SOAK_REQUESTS asks for another number than half a million.
import { hostileLoad } from "../../tests/e2e/hostile_load.ts";
import { type KillOptions, killServers } from "../../tests/e2e/killed_servers.ts";
import { soakRun } from "../../tests/e2e/soak_run.ts";
import { median } from "./quantile.ts";
import type { Bar, Report } from "./report.ts";

const REQUESTS = Number(Deno.env.get("RPS_SOAK_REQUESTS") ?? 500_000);
const DEATHS = 200;
/** Where names are given in more than one step. */
const DEATHS_WITHOUT_LINKS = 50;
const HOSTILE_EXCHANGES = 80_000;
const MB = 1e6;

/** By what serves. */
const HOSTILE_APPS = {
  "Deno.serve": `Deno.serve(async (request) => {
  const body = await request.text().catch(() => "");
  return new Response("ok " + body.length);
});`,
  "node:http": `import { createServer } from "node:http";
createServer((request, response) => {
  request.on("error", () => {}).resume().on("end", () => response.end("ok"));
}).listen(0);`,
} as const;

/** The bench: half a million requests, 250 deaths of the supervisor, 100,000 hostile requests to each kind of server. */
export async function* soak(): AsyncGenerator<Report> {
  yield await accountReport();
  yield await deathReport("The supervisor killed under load, at random instants", DEATHS);
  yield await deathReport("The same without hard links, in two formats", DEATHS_WITHOUT_LINKS, {
    formats: ["cpuprofile", "folded"],
    faults: { hasNoLinks: 1, delayMicros: 1_000 },
  });
  let first = 1_000_000;
  for (const [name, app] of Object.entries(HOSTILE_APPS)) {
    yield await hostileReport(name, app, first += HOSTILE_EXCHANGES);
  }
}

async function accountReport(): Promise<Report> {
  const run = await soakRun({ requests: REQUESTS, reloadEvery: 20_000, crashEvery: 25_000 });
  // The first quarter fills caches.
  const readings = run.readings.slice(Math.floor(run.readings.length / 4));
  const half = Math.floor(readings.length / 2);
  const growth = (of: (reading: typeof readings[number]) => number) =>
    median(readings.slice(half).map(of)) - median(readings.slice(0, half).map(of));
  const rss = median(readings.map(({ rssBytes }) => rssBytes));
  return {
    title: "Soak: mixed routes, a reload per 20,000 requests, a crash per 25,000",
    columns: ["requests", "answered", "interrupted", "files", "called lost", "supervisor MB"],
    rows: [[
      `${REQUESTS}`,
      ...[run.answered, run.broken, run.files, run.lost].map(String),
      (rss / MB).toFixed(0),
    ]],
    bars: [
      ...none({
        "answers without a profile or a word": run.missing,
        "damaged files": run.damaged,
        "wrong answers and warnings": run.wrong,
      }),
      {
        what: "growth of the supervisor's memory, last half against the one before",
        value: 100 * growth(({ rssBytes }) => rssBytes) / rss,
        unit: "%",
        limit: { atMost: 10 },
      },
      {
        what: "growth of its open files",
        value: growth(({ descriptors }) => descriptors),
        unit: "",
        limit: { atMost: 5 },
      },
    ],
  };
}

async function deathReport(
  title: string,
  deaths: number,
  options: KillOptions = {},
): Promise<Report> {
  const report = await killServers(deaths, options);
  const { answered, recoveredLines, missing, twice, damaged, leftovers } = report;
  return {
    title,
    columns: ["deaths", "answered", "recoveries told"],
    rows: [[`${deaths}`, `${answered}`, `${recoveredLines.length}`]],
    bars: none({
      "answers without a profile": missing,
      "profiles written twice": twice,
      "damaged files": damaged,
      "folders left behind": leftovers,
    }),
  };
}

async function hostileReport(name: string, app: string, first: number): Promise<Report> {
  const report = await hostileLoad(app, { first, exchanges: HOSTILE_EXCHANGES });
  return {
    title: `Hostile requests to ${name}`,
    columns: ["connections", "requests in them", "served", "files"],
    rows: [[HOSTILE_EXCHANGES, report.requests, report.accessLines, report.profiles].map(String)],
    bars: none({
      "files outside, or with bad names": report.strayFiles,
      "damaged files": report.damagedFiles,
      "lines that act on a terminal, warnings": report.badLines,
      "served requests without a file": Array(report.accessLines - report.profiles).fill("a file"),
      "ends of the server": report.isAlive ? [] : ["it does not answer"],
    }),
  };
}

/** A bar per list that has to be empty, which shows its first entries. */
function none(lists: Readonly<Record<string, readonly (string | number)[]>>): Bar[] {
  return Object.entries(lists).map(([name, list]) => ({
    what: list.length === 0 ? name : `${name} (${list.slice(0, 3).join("; ").slice(0, 200)})`,
    value: list.length,
    unit: "",
    limit: { atMost: 0 },
  }));
}
