// Ends an app in every way that there is, while it answers requests, and compares what was answered with what is on
// disk. For the bench and, with fewer rounds, for the test.
import { AppProcess } from "./app_process.ts";
import { readProfiles } from "./read_profiles.ts";

/** How an app may end, and how the server says it; the code stands in a handler. */
export const CRASHES: Readonly<Record<string, { readonly code: string; readonly told: RegExp }>> = {
  "uncaught error": {
    code: `setTimeout(() => { throw new Error("nobody catches this"); });`,
    told: /ended: .*nobody catches this/,
  },
  "unhandled rejection": {
    code: `void Promise.reject(new Error("nobody handles this"));`,
    told: /ended: .*nobody handles this/,
  },
  "Deno.exit": { code: "Deno.exit(3);", told: /ended: Deno\.exit\(3\)/ },
  "SIGKILL": { code: `Deno.kill(Deno.pid, "SIGKILL");`, told: /ended: SIGKILL/ },
  "out of memory": {
    code: "const all = []; for (;;) all.push(new Array(10_000).fill(Math.random()));",
    told: /ended: (SIG\w+|exit code \d+)/,
  },
};

/** What one crash has left behind. */
export interface CrashRound {
  /** Ids of the requests whose answers have come. */
  readonly answered: readonly number[];
  /** Ids of the profiles in the folder. */
  readonly onDisk: readonly number[];
  readonly inFlight: number;
  /** Entries of requests that were reported as lost. */
  readonly lost: readonly string[];
  /** The end was told, with its reason. */
  readonly isTold: boolean;
  /** The app answered again. */
  readonly isBack: boolean;
}

const SEQUENTIAL = 5;
const CONCURRENT = 8;
const IN_FLIGHT = 2;
const TIMEOUT_MS = 20_000;

/** Runs the app up to its crash and a little further. */
export async function crashRound(kind: string): Promise<CrashRound> {
  const dir = await Deno.makeTempDir({ prefix: "crash-" });
  const { code, told } = CRASHES[kind]!;
  try {
    await Deno.writeTextFile(`${dir}/app.ts`, appThat(code));
    const profPath = `${dir}/profiles`;
    // 4 GB of garbage would take a while.
    const options = ["--deno-flag=-A", "--deno-flag=--v8-flags=--max-old-space-size=64"];
    await using app = await AppProcess.start(`${dir}/app.ts`, { profPath, options });
    const answered = await answeredRequests(app.origin);
    const isBack = await crash(app.origin).catch(async (cause) => {
      throw new Error(`After ${kind}: ${cause}\n${(await app.stop()).stderr}`, { cause });
    });
    const { stderr } = await app.stop();
    const lines = stderr.split("\n");
    return {
      answered,
      onDisk: (await readProfiles(profPath)).map(({ record }) => record.id),
      inFlight: IN_FLIGHT + 1,
      lost: lines.filter((line) => /Lost request \d+, GET \/(hang|crash): /.test(line)),
      isTold: told.test(stderr),
      isBack,
    };
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

function appThat(crashes: string): string {
  return `let hanging = 0;
Deno.serve(async (request) => {
  const { pathname } = new URL(request.url);
  if (pathname === "/__hanging") return new Response(String(hanging));
  if (pathname === "/hang") { hanging++; await new Promise(() => {}); }
  if (pathname === "/crash") { ${crashes} await new Promise(() => {}); }
  const end = performance.now() + 2;
  while (performance.now() < end);
  return new Response(pathname);
});`;
}

/** Some one after the other, then some at once: the last ones are answered just before the crash. */
async function answeredRequests(origin: string): Promise<number[]> {
  const ids: number[] = [];
  const ask = async (path: string) => {
    const response = await fetch(origin + path);
    if (await response.text() !== path) throw new Error(`${path} is answered ${response.status}`);
    ids.push(Number(response.headers.get("x-profile-id")));
  };
  for (let i = 0; i < SEQUENTIAL; i++) await ask(`/one/${i}`);
  await Promise.all(Array.from({ length: CONCURRENT }, (_, i) => ask(`/more/${i}`)));
  return ids;
}

/** Crashes the app with others in flight; whether it answers afterwards. */
async function crash(origin: string): Promise<boolean> {
  // Their answers are an error of the gate, or none.
  const lost = (path: string) =>
    fetch(origin + path).then((response) => response.body?.cancel(), () => {});
  const hanging = Array.from({ length: IN_FLIGHT }, () => lost("/hang"));
  // What has not begun by then is rightly asked of the next process.
  while (await textOf(`${origin}/__hanging`) !== String(IN_FLIGHT));
  await lost("/crash");
  await Promise.all(hanging);
  return await textOf(`${origin}/__back`) === "/__back";
}

async function textOf(url: string): Promise<string> {
  return await (await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) })).text();
}
