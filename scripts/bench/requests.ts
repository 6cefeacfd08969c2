// Reloading under load: 0 of 20,000 requests may fail over 50 reloads, and none may run twice.
import { AppProcess } from "./app_process.ts";
import type { Report } from "./report.ts";
import { soakRequests, type SoakResult } from "./request_soak.ts";
import { SoakApp, type SoakServer } from "./soak_app.ts";

const REQUESTS = 20_000;
const RELOADS = 50;
const SHOWN_FAILURES = 10;

/** The bench, once per kind of server. */
export async function* requests(): AsyncGenerator<Report> {
  for (const server of ["Deno.serve", "node:http"] as const) yield await soak(server);
}

async function soak(server: SoakServer): Promise<Report> {
  const dir = await Deno.makeTempDir({ prefix: "requests-bench-" });
  try {
    const app = await SoakApp.create(dir, server);
    const options = ["--quiet", "--keep", "1000"];
    const profPath = `${dir}/profiles`;
    const start = performance.now();
    let result: SoakResult;
    {
      await using host = await AppProcess.start(app.path, { profPath, options, isReloading: true });
      result = await soakRequests({
        requests: REQUESTS,
        reloads: RELOADS,
        port: host.port,
        save: (version) => app.save(version),
      });
    }
    const seconds = (performance.now() - start) / 1000;
    return report(server, { ...result, ran: await app.ran(), seconds });
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

function report(
  server: SoakServer,
  { answered, failures, ids, reloads, closedConnections, ran, seconds }: SoakResult & {
    ran: readonly string[];
    seconds: number;
  },
): Report {
  const ranOnce = new Set(ran);
  return {
    title: `${server}: requests without retries over ${reloads} reloads, ${seconds.toFixed(0)} s`,
    columns: ["client", "answered"],
    rows: [
      ...Object.entries(answered).map(([kind, count]) => [kind, `${count}`]),
      ["connections closed after an answer", `${closedConnections}`],
      ...failures.slice(0, SHOWN_FAILURES).map((failure) => [failure]),
    ],
    bars: [
      { what: `${server}: answered`, value: ids.length, unit: "", limit: { atLeast: REQUESTS } },
      { what: `${server}: reloads`, value: reloads, unit: "", limit: { atLeast: RELOADS } },
      { what: `${server}: failed`, value: failures.length, unit: "", limit: { atMost: 0 } },
      {
        what: `${server}: run more than once`,
        value: ran.length - ranOnce.size,
        unit: "",
        limit: { atMost: 0 },
      },
      {
        what: `${server}: answered but not run`,
        value: ids.filter((id) => !ranOnce.has(id)).length,
        unit: "",
        limit: { atMost: 0 },
      },
    ],
  };
}
