// The options of serve that change which requests are profiled, and how they are let in.
import assert from "node:assert/strict";
import { cpuprofileCodec } from "../../src/format/cpuprofile/cpuprofile.ts";
import type { RequestRecord } from "../../src/model/request_record.ts";
import { samplingIntervals } from "../../src/cli/sampling_intervals.ts";
import { ServedApp } from "./served_app.ts";

const APP = `const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
Deno.serve(async (request) => {
  const { pathname } = new URL(request.url);
  if (pathname.startsWith("/slow")) await sleep(60);
  return new Response(Deno.args.join(" ") || "ok", { headers: { "content-type": "text/x-app" } });
});`;

async function start(
  ...options: string[]
): Promise<{ served: ServedApp; dir: string; profiles: string }> {
  const dir = await Deno.makeTempDir();
  await Deno.writeTextFile(`${dir}/app.ts`, APP);
  await Deno.mkdir(`${dir}/public`);
  await Deno.writeTextFile(`${dir}/public/site.css`, "body { color: teal }");
  const profiles = `${dir}/profiles`;
  const args = ["app.ts", "0", "--prof-path", profiles, "--noreload", ...options];
  return { served: await ServedApp.start(args, { cwd: dir }), dir, profiles };
}

async function get(url: string): Promise<{ text: string; id: string | null; type: string | null }> {
  const response = await fetch(url);
  return {
    text: await response.text(),
    id: response.headers.get("x-profile-id"),
    type: response.headers.get("content-type"),
  };
}

function records(profiles: string): RequestRecord[] {
  return [...Deno.readDirSync(profiles)].map(({ name }) =>
    cpuprofileCodec.decode!(Deno.readFileSync(`${profiles}/${name}`)).request!
  );
}

Deno.test("serve --only and --skip choose which paths are profiled", async () => {
  const { served, profiles } = await start("--only", "/api/**", "--skip", "/api/health");
  await using _served = served;
  assert.equal((await get(`${served.url}/`)).id, null);
  assert.equal((await get(`${served.url}/api/health`)).id, null);
  assert.notEqual((await get(`${served.url}/api/users/7`)).id, null);
  assert.equal(await served.stop(), 0);
  assert.deepEqual(records(profiles).map(({ path }) => path), ["/api/users/7"]);
  assert.equal(served.accessLines.length, 3, "every request has its access line");
});

Deno.test("serve --min-ms keeps only the profiles of slow requests", async () => {
  const { served, profiles } = await start("--min-ms", "50");
  await using _served = served;
  await get(`${served.url}/fast`);
  await get(`${served.url}/slow`);
  assert.equal(await served.stop(), 0);
  assert.deepEqual(records(profiles).map(({ path }) => path), ["/slow"]);
});

Deno.test("serve --media serves files, profiled unless --nomedia", async () => {
  for (const isProfiled of [true, false]) {
    const { served, profiles } = await start(
      "--media",
      "/static/=public",
      ...(isProfiled ? [] : ["--nomedia"]),
    );
    await using _served = served;
    const file = await get(`${served.url}/static/site.css`);
    assert.equal(file.text, "body { color: teal }");
    assert.match(file.type!, /^text\/css/);
    assert.equal((await get(`${served.url}/staticfoo`)).type, "text/x-app");
    assert.equal(await served.stop(), 0);
    const expected = isProfiled ? ["/static/site.css", "/staticfoo"] : ["/staticfoo"];
    assert.deepEqual(records(profiles).map(({ path }) => path).sort(), expected);
  }
});

Deno.test("serve --nothreading lets one request in at a time and shows the others as queued", async () => {
  const { served, profiles } = await start("--nothreading");
  await using _served = served;
  await Promise.all(Array.from({ length: 4 }, () => get(`${served.url}/slow`)));
  assert.equal(await served.stop(), 0);
  const durations = records(profiles).map(({ start, end }) => (end - start) / 1000).sort((a, b) =>
    a - b
  );
  assert.equal(durations.length, 4);
  // Not 240: the first has run for a while when the last one comes.
  assert.ok(durations[3]! >= 200, `the last one waited for three others: ${durations} ms`);
});

Deno.test("serve --keep and --keep-mb delete the oldest profiles, those of earlier runs first", async () => {
  const first = await start("--prof-file", "{path}");
  await using _first = first.served;
  for (const path of ["/1", "/2", "/3"]) await get(first.served.url + path);
  assert.equal(await first.served.stop(), 0);
  await Deno.writeTextFile(`${first.profiles}/notes.txt`, "mine");
  const args = ["app.ts", "0", "--prof-path", "profiles", "--prof-file", "{path}", "--noreload"];
  const more = [...args, "--keep", "3", "--kcachegrind"];
  await using second = await ServedApp.start(more, { cwd: first.dir });
  for (const path of ["/4", "/5"]) await get(second.url + path);
  assert.equal(await second.stop(), 0);
  const names = () => [...Deno.readDirSync(first.profiles)].map(({ name }) => name).sort();
  assert.deepEqual(names(), [
    "3.cpuprofile",
    "callgrind.out.4.callgrind",
    "callgrind.out.5.callgrind",
    "notes.txt",
  ]);
  await using third = await ServedApp.start([...args, "--keep-mb", "1"], { cwd: first.dir });
  await get(`${third.url}/6`);
  assert.equal(await third.stop(), 0);
  assert.equal(names().length, 5);
});

Deno.test("serve passes arguments after -- to the app", async () => {
  const dir = await Deno.makeTempDir();
  await Deno.writeTextFile(`${dir}/app.ts`, APP);
  await using served = await ServedApp.start(
    ["app.ts", "0", "--prof-path", "profiles", "--", "--db", "x y"],
    { cwd: dir },
  );
  assert.equal((await get(served.url)).text, "--db x y");
});

/** What the newest profile says of its sampling interval; undefined as long as there is none. */
function newestInterval(profiles: string): string | undefined {
  // What is being written has another name.
  const names = [...Deno.readDirSync(profiles)].map(({ name }) => name);
  const ids = names.filter((name) => name.endsWith(".cpuprofile")).map((name) => parseInt(name));
  if (ids.length === 0) return undefined;
  const bytes = Deno.readFileSync(`${profiles}/${Math.max(...ids)}.cpuprofile`);
  return cpuprofileCodec.decode!(bytes).notes?.find(({ name }) => name === "Sampling interval")
    ?.value;
}

Deno.test("serve samples less often under load", async () => {
  const { served, profiles } = await start("--prof-file", "{id}");
  await using _served = served;
  await get(served.url);
  const fine = `${samplingIntervals.fine} us asked`;
  const loaded = `${samplingIntervals.loaded} us asked`;
  const deadline = performance.now() + 30_000;
  const intervals = new Set<string | undefined>();
  while (!intervals.has(loaded) && performance.now() < deadline) {
    const half = performance.now() + 500;
    while (performance.now() < half) await Promise.all([get(served.url), get(served.url)]);
    intervals.add(newestInterval(profiles));
  }
  intervals.delete(undefined);
  assert.deepEqual([...intervals], [fine, loaded]);
});

Deno.test("serve --sampling-interval is what every profile says", async () => {
  const { served, profiles } = await start("--prof-file", "{id}", "--sampling-interval", "500");
  await using _served = served;
  await get(served.url);
  assert.equal(await served.stop(), 0);
  assert.equal(newestInterval(profiles), "500 us asked");
});
