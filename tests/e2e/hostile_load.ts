// Sends hostile requests to a server of its own, and says what is wrong afterwards. In a few thousand for the tests,
// in a hundred thousand for `deno task bench soak`.
import { join } from "@std/path";
import { readRecording } from "../../src/cli/read_recording.ts";
import { DELAY_WARNING } from "./delay_warning.ts";
import { hostileExchange } from "./hostile_requests.ts";
import { isCodeCache } from "./program.ts";
import { ServedApp } from "./served_app.ts";

const LANES = 16;
/** Servers wait for more of a request that has no end. */
const PATIENCE_MS = 300;
/** Of the text that comes from clients nothing may act on the terminal that shows it. */
const ACTING = /(?!\n)[\p{Cc}\u2028\u2029\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\ufeff]/u;

/** A request that never came to its end is called so. */
const LOST = /^warning: Lost request \d+, /;

/** What has been seen; all lists are empty when all is well. */
export interface HostileReport {
  readonly requests: number;
  readonly profiles: number;
  readonly accessLines: number;
  /** Files outside of the folder, or with names that nobody should have. */
  readonly strayFiles: readonly string[];
  readonly damagedFiles: readonly string[];
  /** Lines that would act on a terminal, and warnings and errors. */
  readonly badLines: readonly string[];
  /** After all of it: an ordinary request is answered, and the server ends well. */
  readonly isAlive: boolean;
}

/** Serves `app` (JavaScript) and lets `exchanges` hostile connections at it, from number `first` on. */
export async function hostileLoad(
  app: string,
  { first, exchanges }: { first: number; exchanges: number },
): Promise<HostileReport> {
  const dir = await Deno.makeTempDir({ prefix: "hostile_load-" });
  try {
    await Deno.mkdir(join(dir, "tmp"));
    await Deno.writeTextFile(join(dir, "app.js"), app);
    const names = [
      "--prof-path",
      join(dir, "profiles"),
      "--prof-file",
      "{path}{query}{host}/{method}",
    ];
    const served = await ServedApp.start(
      [join(dir, "app.js"), "0", "--noreload", "--no-dashboard", ...names],
      { cwd: dir, env: { TMPDIR: join(dir, "tmp") } },
    );
    const requests = await send(Number(new URL(served.url).port), first, exchanges);
    const isAlive = await isStillFine(served);
    return { requests, isAlive, ...await inspect(dir, served) };
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

/** Returns how many requests have been in all exchanges. */
async function send(port: number, first: number, exchanges: number): Promise<number> {
  let next = first;
  let requests = 0;
  await Promise.all(Array.from({ length: LANES }, async () => {
    while (next < first + exchanges) {
      const exchange = hostileExchange(next++);
      requests += exchange.requests;
      using connection = await Deno.connect({ hostname: "127.0.0.1", port });
      await connection.write(exchange.bytes).catch(() => {});
      if (!exchange.isRude) await readSome(connection);
    }
  }));
  return requests;
}

/** An answer, the end, or no more patience. */
async function readSome(connection: Deno.TcpConn): Promise<void> {
  const timer = setTimeout(() => connection.closeWrite().catch(() => {}), PATIENCE_MS);
  const giveUp = setTimeout(() => close(connection), 10 * PATIENCE_MS);
  await connection.read(new Uint8Array(1 << 16)).catch(() => null);
  clearTimeout(timer);
  clearTimeout(giveUp);
}

function close(connection: Deno.TcpConn): void {
  try {
    connection.close();
  } catch {
    // By the other side.
  }
}

async function isStillFine(served: ServedApp): Promise<boolean> {
  const response = await fetch(`${served.url}/fine`, { signal: AbortSignal.timeout(20_000) });
  const isAnswered = response.status === 200 && await response.text() !== "";
  return await served.stop() === 0 && isAnswered;
}

async function inspect(dir: string, served: ServedApp) {
  const files = [...filesBelow(dir)].map((path) => path.slice(dir.length + 1)).sort();
  const profiles = files.filter((path) => /^profiles\/[^/]+\/[^/]+\.cpuprofile$/.test(path));
  const isExpected = (path: string) =>
    path === "app.js" || profiles.includes(path) || isCodeCache(path);
  const damaged = await Promise.all(profiles.map(async (path) => {
    const isWhole = await readRecording(join(dir, path)).then(
      ({ request }) => !!request,
      () => false,
    );
    return isWhole ? [] : [path];
  }));
  return {
    profiles: profiles.length,
    accessLines: served.accessLines.length,
    strayFiles: files.filter((path) => !isExpected(path) || ACTING.test(path)),
    damagedFiles: damaged.flat(),
    badLines: [
      ...served.stderr.split("\n").filter((line) => ACTING.test(line)),
      ...served.complaints.filter((line) =>
        ![LOST, DELAY_WARNING].some((pattern) => pattern.test(line))
      ),
    ].map((line) => line.slice(0, 300)),
  };
}

function* filesBelow(folder: string): Generator<string> {
  for (const { name, isDirectory } of Deno.readDirSync(folder)) {
    const path = join(folder, name);
    if (isDirectory) yield* filesBelow(path);
    else yield path;
  }
}
