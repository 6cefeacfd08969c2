// What other users of the machine get to see, and what of a request's secrets is written anywhere: nothing.
import assert from "node:assert/strict";
import { join } from "@std/path";
import { isCodeCache } from "./program.ts";
import { ServedApp } from "./served_app.ts";

const APP = `Deno.serve(() => new Response("ok"));`;
const isLinux = Deno.build.os === "linux";

async function withDir(test: (dir: string) => Promise<void>): Promise<void> {
  const dir = await Deno.makeTempDir({ prefix: "faults_privacy-" });
  try {
    await Deno.mkdir(join(dir, "tmp"));
    await Deno.writeTextFile(join(dir, "app.js"), APP);
    await test(dir);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

function start(dir: string, ...options: string[]): Promise<ServedApp> {
  return ServedApp.start([join(dir, "app.js"), "0", ...options], {
    env: { TMPDIR: join(dir, "tmp") },
    // Whoever has such a umask has not asked for private files; the defaults must be private all the same.
    launcher: isLinux ? ["sh", "-c", 'umask 000; exec "$0" "$@"'] : [],
  });
}

/** Every file and folder below, without hidden ones that come and go. */
function* entriesBelow(folder: string): Generator<string> {
  for (const { name, isDirectory } of Deno.readDirSync(folder)) {
    yield join(folder, name);
    if (isDirectory) yield* entriesBelow(join(folder, name));
  }
}

Deno.test({
  name: "with the default folder nobody else can read profiles or spool, whatever the umask",
  ignore: !isLinux,
  fn: () =>
    withDir(async (dir) => {
      await using served = await start(dir);
      await (await fetch(served.url)).text();
      await served.line(/"GET \/ /);
      const entries = [...entriesBelow(join(dir, "tmp"))].filter((path) => !isCodeCache(path));
      assert.ok(entries.some((path) => path.endsWith(".cpuprofile")), entries.join("\n"));
      assert.ok(entries.some((path) => path.includes("spool-1.0")), entries.join("\n"));
      for (const path of entries) {
        const { mode, isDirectory } = Deno.lstatSync(path);
        assert.equal(mode! & 0o777, isDirectory ? 0o700 : 0o600, path);
      }
    }),
});

Deno.test({
  name: "a default folder that is deleted while serving is private when it is made again",
  ignore: !isLinux,
  fn: () =>
    withDir(async (dir) => {
      await using served = await start(dir);
      const profiles = join(dir, "tmp", "runprofileserver");
      await Deno.remove(profiles, { recursive: true });
      await (await fetch(served.url)).text();
      await served.line(/"GET \/ /);
      assert.equal(Deno.statSync(profiles).mode! & 0o777, 0o700);
    }),
});

/** The process and all that it has started. */
function processTree(pid: number): number[] {
  const text = Deno.readTextFileSync(`/proc/${pid}/task/${pid}/children`);
  const children = text.trim().split(" ").filter((word) => word !== "").map(Number);
  return [pid, ...children.flatMap(processTree)];
}

/** "127.0.0.1:8000" of every TCP socket of these processes that listens; IPv6 as in /proc. */
function listeners(pids: readonly number[]): string[] {
  const inodes = new Set<string>();
  for (const pid of pids) {
    for (const { name } of Deno.readDirSync(`/proc/${pid}/fd`)) {
      const inode = readLink(`/proc/${pid}/fd/${name}`)?.match(/^socket:\[(\d+)\]$/)?.[1];
      if (inode !== undefined) inodes.add(inode);
    }
  }
  return ["/proc/net/tcp", "/proc/net/tcp6"].flatMap((table) => {
    const rows = Deno.readTextFileSync(table).trim().split("\n").slice(1);
    return rows.map((row) => row.trim().split(/\s+/))
      .filter(([, , , state, , , , , , inode]) => state === "0A" && inodes.has(inode!))
      .map(([, local]) => addressOf(local!));
  });
}

function readLink(path: string): string | undefined {
  try {
    return Deno.readLinkSync(path);
  } catch {
    return undefined;
  }
}

function addressOf(hex: string): string {
  const [host, port] = hex.split(":") as [string, string];
  const bytes = host.match(/../g)!.map((byte) => parseInt(byte, 16));
  return `${host.length === 8 ? bytes.reverse().join(".") : host}:${parseInt(port, 16)}`;
}

Deno.test({
  name: "every port is on loopback, and none of them lets a debugger or a stranger in",
  ignore: !isLinux,
  fn: () =>
    withDir(async (dir) => {
      await using served = await start(dir, "--no-dashboard", "--noreload");
      const addresses = listeners(processTree(served.pid));
      for (const address of addresses) assert.match(address, /^127\.0\.0\.1:\d+$/);
      // The public port, the app's own behind it, and the control link.
      assert.equal(addresses.length, 3, addresses.join(" "));
      for (const address of addresses) {
        const port = Number(address.split(":")[1]);
        const answer = await askRaw(port, `GET /json/version HTTP/1.1\r\nHost: ${address}\r\n\r\n`);
        assert.ok(!answer.includes("Debugger"), `${address}: ${answer}`);
      }
      assert.equal(await (await fetch(served.url)).text(), "ok");
    }),
});

/** What comes back within a moment; "" when the connection is closed. */
async function askRaw(port: number, text: string): Promise<string> {
  using connection = await Deno.connect({ hostname: "127.0.0.1", port });
  await connection.write(new TextEncoder().encode(text));
  const buffer = new Uint8Array(4096);
  const count = await connection.read(buffer).catch(() => null);
  return new TextDecoder().decode(buffer.subarray(0, count ?? 0));
}

Deno.test({
  name: "the secret of the control link is in no command line, and not in the app's environment",
  ignore: !isLinux,
  fn: () =>
    withDir(async (dir) => {
      await Deno.writeTextFile(
        join(dir, "app.js"),
        `Deno.serve(() => new Response(JSON.stringify([Deno.env.toObject(), Deno.args])));`,
      );
      await using served = await start(dir, "--noreload");
      const [env, args] = await (await fetch(served.url)).json();
      // Of values only those that are new: what the tests themselves run in may speak of tokens.
      const news = Object.entries(env).filter(([key, value]) => Deno.env.get(key) !== value);
      assert.ok(!Object.keys(env).some((key) => /^runprofileserver/i.test(key)), `${news}`);
      assert.ok(!/token/i.test(`${news} ${args}`), `${news} ${args}`);
      for (const pid of processTree(served.pid)) {
        assert.ok(!/token/i.test(Deno.readTextFileSync(`/proc/${pid}/cmdline`)));
        assert.equal(Deno.statSync(`/proc/${pid}/environ`).mode! & 0o077, 0);
      }
    }),
});

const SECRET = "hunter2";
const FORMATS = ["cpuprofile", "callgrind", "pprof", "speedscope", "folded", "markdown"];

/** Everything that a run with a secret in its query leaves: names, contents, terminal. */
async function traces(dir: string, ...options: string[]): Promise<string> {
  const profiles = join(dir, "profiles");
  const formats = FORMATS.flatMap((format) => ["--format", format]);
  const names = ["--prof-path", profiles, "--prof-file", "{path}{query}{host}{route}"];
  await using served = await start(dir, "--noreload", ...names, ...formats, ...options);
  await (await fetch(`${served.url}/a;sid=${SECRET}?page=2&access_token=${SECRET}&x=1`)).text();
  await served.line(/"GET \/a/);
  await served.stop();
  const files = [...entriesBelow(profiles)];
  assert.equal(files.length, FORMATS.length, files.join("\n"));
  const contents = await Promise.all(files.map(readText));
  return [...files, ...contents, ...served.lines].join("\n");
}

async function readText(path: string): Promise<string> {
  const bytes = await Deno.readFile(path);
  if (bytes[0] !== 0x1f) return new TextDecoder().decode(bytes);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return await new Response(stream).text();
}

Deno.test("secrets in a target are in no name, no file of any format and no line of the log", () =>
  withDir(async (dir) => {
    const text = await traces(dir);
    assert.ok(!text.includes(SECRET));
    assert.match(text, /"GET \/a;sid=\*\*\*\?page=2&access_token=\*\*\*&x=1 HTTP\/1.1"/);
    assert.match(text, /page=2&access_token=___&x=1/);
  }));

Deno.test("--no-mask records everything but what --mask names", () =>
  withDir(async (dir) => {
    const text = await traces(dir, "--no-mask", "--mask", "pag*");
    assert.match(text, /"GET \/a;sid=hunter2\?page=\*\*\*&access_token=hunter2&x=1 HTTP\/1.1"/);
  }));
