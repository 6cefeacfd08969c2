// Profiles of made-up requests of a shop, the same in every run: files as `serve` writes them, small and many.
import { cpuprofileCodec } from "../../src/format/cpuprofile/cpuprofile.ts";
import type { Profile } from "../../src/model/profile.ts";
import { ProfileBuilder } from "../../src/model/profile_builder.ts";
import type { RequestRecord } from "../../src/model/request_record.ts";

/** What a test may care about; the rest follows from the number. */
export type MadeRecord = Partial<Omit<RequestRecord, "start" | "end">>;

const APP = "file:///srv/shop";
const ROUTES = [
  { method: "GET", route: "/", path: () => "/", ms: 2 },
  { method: "GET", route: "/products", path: () => "/products", query: "?page=", ms: 24 },
  { method: "GET", route: "/products/:id", path: (n: number) => `/products/${n % 90}`, ms: 9 },
  { method: "GET", route: "/search", path: () => "/search", query: "?q=tea%20", ms: 70 },
  { method: "POST", route: "/cart", path: () => "/cart", ms: 14 },
  {
    method: "GET",
    route: "/orders/:id",
    path: (n: number) => `/orders/${1000 + n % 700}`,
    ms: 160,
  },
  {
    method: "PUT",
    route: "/users/:id/address",
    path: (n: number) => `/users/${n % 40}/address`,
    ms: 31,
  },
  { method: "GET", route: "", path: (n: number) => `/static/app-${n % 3}.js`, ms: 0.6 },
  { method: "DELETE", route: "/cart/:item", path: (n: number) => `/cart/${n % 12}`, ms: 5 },
] as const;

/** Numbers between 0 and 1 that look random (mulberry32). */
export function randomNumbers(seed: number): () => number {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let bits = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits;
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The record of request `id`, which ended `id` seconds after `since` (epoch milliseconds). */
export function madeRecord(id: number, since: number, made: MadeRecord = {}): RequestRecord {
  const random = randomNumbers(id);
  const route = ROUTES[Math.floor(random() * ROUTES.length)]!;
  const micros = Math.round(
    route.ms * 1000 * Math.exp((random() + random() + random() - 1.5) * 1.6),
  );
  const shares = [0.15 + random() * 0.6, random() * 0.08, 0.2 + random() * 0.8, random() ** 6];
  const sum = shares.reduce((total, share) => total + share, 0);
  const [cpu = 0, gc = 0, wait = 0, queued = 0] = shares.map((s) => Math.round(micros * s / sum));
  const end = 1e9 + cpu + gc + wait + queued;
  const luck = random();
  return {
    id,
    pid: 4711,
    method: route.method,
    path: route.path(Math.floor(random() * 1e4)),
    query: "query" in route ? `${route.query}${Math.floor(random() * 9)}` : "",
    host: "127.0.0.1:8000",
    route: route.route,
    status: luck < 0.015 ? 500 : luck < 0.06 ? 404 : route.method === "POST" ? 201 : 200,
    responseBytes: Math.round(200 * Math.exp(random() * 6)),
    outcome: luck > 0.995 ? "aborted" : "completed",
    startedAt: since + id * 1000,
    start: 1e9,
    end,
    cpu,
    gc,
    wait,
    queued,
    unsampled: 0,
    ...made,
  };
}

/** A profile that fits to a record: a handler that loads one row after the other and renders them. */
export function madeProfile(record: RequestRecord, rows = 3): Profile {
  const builder = new ProfileBuilder(record.start);
  const frame = (name: string, file: string, line: number, kind: "app" | "wait" = "app") =>
    ({ name, url: `${APP}/${file}`, line, column: 3, kind }) as const;
  const handler = builder.node(0, frame("handler", "app.ts", 12));
  const load = builder.node(handler, frame("loadRow", "db.ts", 40));
  const query = builder.node(load, frame("(await)", "db.ts", 44, "wait"));
  const render = builder.node(handler, frame("render", "view.ts", 7));
  const queued = builder.node(handler, { ...frame("(queued)", "", 0, "wait"), url: "" });
  const collector = {
    name: "(garbage collector)",
    url: "",
    line: 0,
    column: 0,
    kind: "engine",
  } as const;
  for (let row = 0; row < rows; row++) {
    builder.sample(load, record.cpu * 0.4 / rows);
    builder.line(load, 42, record.cpu * 0.4 / rows);
    builder.sample(query, record.wait / rows);
  }
  builder.sample(render, record.cpu * 0.6);
  builder.line(render, 9, record.cpu * 0.6);
  builder.sample(builder.node(0, collector), record.gc);
  builder.sample(queued, record.queued);
  return builder.build();
}

/** The bytes of a request's file. */
export function madeFile(record: RequestRecord, rows?: number): Uint8Array {
  const recording = { profile: madeProfile(record, rows), request: record };
  return cpuprofileCodec.encode(recording, { base: "", creator: "test" });
}

/** Writes a request's file as the store does: it is there at once and whole. Returns its name. */
export async function writeMadeFile(
  folder: string,
  record: RequestRecord,
  rows?: number,
): Promise<string> {
  const name = `${
    record.path.replace(/^\/+/, "").replaceAll("/", ".") || "root"
  }.${record.id}.cpuprofile`;
  const hidden = `${folder}/.${crypto.randomUUID()}.tmp`;
  await Deno.writeFile(hidden, madeFile(record, rows));
  await Deno.utime(hidden, record.startedAt / 1000, record.startedAt / 1000);
  await Deno.rename(hidden, `${folder}/${name}`);
  return name;
}

/** Fills a folder with requests 1 to `count`, the last of them a second ago. */
export async function fillFolder(folder: string, count: number): Promise<void> {
  const since = Date.now() - (count + 1) * 1000;
  for (let id = 1; id <= count; id++) await writeMadeFile(folder, madeRecord(id, since));
}
