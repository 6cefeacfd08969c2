// The main job on the demo shop: every request leaves one file with a right record, whatever its path.
// deno-lint-ignore-file no-console -- a skipped test says why
import assert from "node:assert/strict";
import { basename, fromFileUrl } from "@std/path";
import { cpuprofileCodec } from "../../src/format/cpuprofile/cpuprofile.ts";
import { checkProfile } from "../../src/model/profile.ts";
import type { RequestRecord } from "../../src/model/request_record.ts";
import { ServedApp } from "./served_app.ts";

const SHOP = fromFileUrl(new URL("../apps/shop.ts", import.meta.url));
const ROUTES: readonly { target: string; route: string; status: number; method?: string }[] = [
  { target: "/", route: "/", status: 200 },
  { target: "/products/7", route: "/products/:id", status: 200 },
  { target: "/search?q=oak+kettle", route: "/search", status: 200 },
  { target: "/cart/ada", route: "/cart/:user", status: 200 },
  { target: "/export.csv", route: "/export.csv", status: 200 },
  { target: "/recommendations/5", route: "/recommendations/:id", status: 200 },
];

function read(path: string): { record: RequestRecord; weights: Float64Array } {
  const { profile, request } = cpuprofileCodec.decode!(Deno.readFileSync(path));
  checkProfile(profile);
  assert.ok(request, `${path} has no record`);
  return { record: request, weights: profile.weights };
}

function filesBelow(dir: string): string[] {
  return [...Deno.readDirSync(dir)].map(({ name }) => name).sort();
}

Deno.test("serve leaves exactly one right file per request, 20 at a time", async () => {
  const dir = await Deno.makeTempDir();
  await using app = await ServedApp.start([
    SHOP,
    "0",
    "--prof-path",
    dir,
    "--prof-file",
    "<time>-<path>-<duration>ms",
  ]);
  const asked = Array.from({ length: 200 }, (_, i) => ROUTES[i % ROUTES.length]!);
  const startedAt = Date.now();
  const idByIndex = new Map<number, (typeof ROUTES)[number]>();
  const queue = [...asked];
  await Promise.all(Array.from({ length: 20 }, async () => {
    for (let next = queue.pop(); next; next = queue.pop()) {
      const response = await fetch(app.url + next.target);
      await response.text();
      assert.equal(response.status, next.status, next.target);
      idByIndex.set(Number(response.headers.get("x-profile-id")), next);
    }
  }));
  assert.equal(idByIndex.size, 200, "every response names its own profile");
  await app.until(() => app.accessLines.length >= 200, "200 access lines");
  assert.equal(await app.stop(), 0);
  assert.equal(app.accessLines.length, 200);

  const files = filesBelow(dir);
  assert.equal(files.length, 200);
  const ids = new Set<number>();
  for (const file of files) {
    const { record, weights } = read(`${dir}/${file}`);
    const expected = idByIndex.get(record.id)!;
    assert.ok(expected, `record ${record.id} belongs to a response`);
    ids.add(record.id);
    assert.equal(record.method, "GET");
    assert.equal(record.path + record.query, expected.target);
    assert.equal(record.route, expected.route);
    assert.equal(record.status, 200);
    assert.equal(record.outcome, "completed");
    assert.ok(record.startedAt >= startedAt - 5 && record.startedAt <= Date.now());
    const duration = record.end - record.start;
    const parts = record.cpu + record.gc + record.wait + record.queued + record.unsampled;
    assert.ok(Math.abs(parts - duration) <= 1, `${file}: parts ${parts}, duration ${duration}`);
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    assert.ok(Math.abs(total - duration) <= 1, `${file}: weights ${total}, duration ${duration}`);
    assert.match(file, namePattern(record), "the name follows the template");
  }
  assert.equal(ids.size, 200);
});

function namePattern({ path, startedAt, start, end }: RequestRecord): RegExp {
  const seconds = Math.trunc((startedAt + (end - start) / 1000) / 1000);
  const name = path === "/" ? "root" : path.slice(1).replaceAll("/", ".");
  const milliseconds = Math.trunc((end - start) / 1000);
  const stem = `${seconds}-${name}-${milliseconds}ms`;
  return new RegExp(`^${RegExp.escape(stem)}(-\\d+)?\\.cpuprofile$`);
}

Deno.test("serve names profiles by a Python template and makes hostile paths safe", async () => {
  const dir = await Deno.makeTempDir();
  await using app = await ServedApp.start([
    SHOP,
    "0",
    "--prof-path",
    dir,
    "--prof-file",
    "{duration:06d}ms.{path}.{time}",
  ]);
  const { hostname, port } = new URL(app.url);
  const targets = [
    "/",
    "/a/b",
    "/..%2f..%2fetc",
    "/" + "x".repeat(5000),
    "/" + "y".repeat(5000),
    "/%E6%97%A5%E6%9C%AC",
    "/CON",
    "/a:b",
    "/%00%1b[31m",
  ];
  for (const target of targets) {
    assert.match(await rawGet(hostname, Number(port), target), /^HTTP\/1.1 (200|404) /, target);
  }
  await app.until(() => app.accessLines.length >= targets.length, "all access lines");
  assert.equal(await app.stop(), 0);
  const files = filesBelow(dir);
  assert.equal(files.length, targets.length);
  for (const file of files) {
    assert.match(file, /^\d{6}ms\./);
    assert.ok(new TextEncoder().encode(file).length <= 255, file);
    // deno-lint-ignore no-control-regex
    assert.doesNotMatch(file, /[\x00-\x1f<>:"/\\|?*]/);
  }
  assert.ok(files.some((file) => /^\d{6}ms\.root\.\d+\.cpuprofile$/.test(file)), "/ is root");
  assert.ok(files.some((file) => /^\d{6}ms\.a\.b\.\d+\.cpuprofile$/.test(file)), "/a/b is a.b");
  const paths = files.map((file) => read(`${dir}/${file}`).record.path);
  assert.deepEqual(new Set(paths), new Set(targets), "the record keeps the path as it was asked");
});

/** fetch() would tidy the path up. */
async function rawGet(hostname: string, port: number, target: string): Promise<string> {
  using connection = await Deno.connect({ hostname, port });
  await connection.write(
    new TextEncoder().encode(`GET ${target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`),
  );
  return await new Response(connection.readable).text();
}

Deno.test("serve --kcachegrind writes files whose total callgrind_annotate confirms", async () => {
  if (!hasCallgrindAnnotate()) return;
  const dir = await Deno.makeTempDir();
  await using app = await ServedApp.start([
    SHOP,
    "0",
    "--prof-path",
    dir,
    "--kcachegrind",
    "--format",
    "cpuprofile",
  ]);
  for (const { target } of ROUTES) await (await fetch(app.url + target)).text();
  await app.until(() => app.accessLines.length >= ROUTES.length, "all access lines");
  assert.equal(await app.stop(), 0);
  const files = filesBelow(dir);
  const callgrind = files.filter((file) => file.startsWith("callgrind.out."));
  assert.equal(callgrind.length, ROUTES.length);
  assert.equal(files.length, 2 * ROUTES.length);
  for (const file of callgrind) {
    const twin = basename(file, ".callgrind").slice("callgrind.out.".length) + ".cpuprofile";
    const total = read(`${dir}/${twin}`).weights.reduce((sum, weight) => sum + weight, 0);
    const output = await new Deno.Command("callgrind_annotate", {
      args: ["--show=Busy_us,Wait_us", `${dir}/${file}`],
      cwd: "/",
    }).output();
    assert.equal(new TextDecoder().decode(output.stderr), "");
    const text = new TextDecoder().decode(output.stdout);
    const numbers = text.match(/^(.*)PROGRAM TOTALS/m)![1]!.replaceAll(/\([^)]*\)|,/g, "");
    const sum = numbers.trim().split(/\s+/).reduce((all, each) => all + Number(each), 0);
    assert.equal(sum, total, file);
  }
});

function hasCallgrindAnnotate(): boolean {
  try {
    // Its exit code for --version is 255; that it starts is what counts.
    new Deno.Command("callgrind_annotate", { args: ["--version"] }).outputSync();
    return true;
  } catch (error) {
    if (Deno.env.get("CI")) throw error;
    console.log("skipped: callgrind_annotate (Debian's valgrind) is not installed");
    return false;
  }
}
