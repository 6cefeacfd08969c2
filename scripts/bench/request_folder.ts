// A folder of profiles of requests as a busy server leaves it: thousands of files of 100 KB, a few routes, and
// stacks that come again and again.
import { cpuprofileCodec } from "../../src/format/cpuprofile/cpuprofile.ts";
import { largeProfile, type LargeProfileSize } from "./large_profile.ts";

/** 100 KB, with the proportions of large files: what takes time does not depend on the size. */
const SIZE: LargeProfileSize = { nodes: 370, samples: 1_600, functions: 320 };
/** Recordings that differ; a longer folder has the same ones more often, as the same code runs more often. */
const VARIANTS = 64;
const ROUTES = 20;
const WRITERS = 8;
const EPOCH_MS = 1_795_333_599_000;

/** Writes `count` files into `folder`, the same ones every time, and returns their size in bytes. */
export async function makeRequestFolder(folder: string, count: number): Promise<number> {
  const variants = Array.from({ length: VARIANTS }, (_, i) => {
    const bytes = largeProfile(SIZE, 7919 * (i + 1));
    const { profile: { start, end } } = cpuprofileCodec.decode!(bytes);
    // Without the last brace: there the record is added.
    return { text: new TextDecoder().decode(bytes).slice(0, -1), start, end };
  });
  let size = 0;
  let next = 0;
  const write = async () => {
    while (next < count) {
      const id = ++next;
      const { text, start, end } = variants[id % VARIANTS]!;
      const record = recordOf(id, start, end);
      const file = `${text},"runprofileserver":${JSON.stringify({ version: 1, request: record })}}`;
      const bytes = new TextEncoder().encode(file);
      await Deno.writeFile(`${folder}/items.${id}.${id}.cpuprofile`, bytes);
      size += bytes.length;
    }
  };
  await Promise.all(Array.from({ length: WRITERS }, write));
  return size;
}

function recordOf(id: number, start: number, end: number) {
  const route = id % ROUTES;
  // A fraction, as real records have them.
  const cpu = (end - start) / 3;
  return {
    id,
    pid: 4711,
    method: route % 5 === 0 ? "POST" : "GET",
    path: `/area${route}/items/${id}`,
    query: "",
    host: "localhost:8000",
    route: `/area${route}/items/:id`,
    status: 200,
    responseBytes: 1000,
    outcome: "completed",
    startedAt: EPOCH_MS + id,
    start,
    end,
    cpu,
    gc: 0,
    wait: end - start - cpu,
    queued: 0,
    unsampled: 0,
  };
}
