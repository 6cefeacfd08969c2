// What is true of the executable alone. RPS_EXECUTABLE names it; without it these tests are skipped, in CI they fail.
// deno-lint-ignore-file no-console -- a skipped test says why
import assert from "node:assert/strict";
import { join, toFileUrl } from "@std/path";
import { smoke } from "../../scripts/smoke.ts";
import { type ProfiledRequest, readProfiles } from "../../scripts/bench/read_profiles.ts";
import { childrenOf } from "./children_of.ts";
import { executablePath, withoutDeno } from "./program.ts";
import { ServedApp } from "./served_app.ts";

const isThere = Deno.env.get("RPS_EXECUTABLE") !== undefined;
const isWindows = Deno.build.os === "windows";
/** More than the base runtime may have, in bytes. */
const MAX_ADDED = 6e6;
const MAX_START_MS = 100;

function test(name: string, run: () => Promise<void>): void {
  Deno.test(name, async () => {
    if (isThere || Deno.env.get("CI")) return await run();
    console.log("skipped: set RPS_EXECUTABLE to what deno task compile has made");
  });
}

const HONO_APP = `import { Hono } from "hono";
import { answer } from "./answer.js";
const app = new Hono();
function spinHere(ms) {
  const end = performance.now() + ms;
  while (performance.now() < end);
}
app.get("/users/:id", async (c) => {
  spinHere(20);
  await new Promise((resolve) => setTimeout(resolve, 30));
  return c.text(answer + Deno.args.join(" "));
});
export default app;
`;

/** A folder with an app in plain JavaScript whose packages are installed; removed at the end. */
async function inAppFolder(
  { files, packages = {} }: {
    files: Readonly<Record<string, string>>;
    packages?: Readonly<Record<string, string>>;
  },
  run: (dir: string) => Promise<void>,
): Promise<void> {
  // The temp folder's real name: an app knows itself by it.
  const dir = await Deno.realPath(await Deno.makeTempDir({ prefix: "executable_test-" }));
  try {
    const manifest = { type: "module", dependencies: packages };
    await Deno.writeTextFile(join(dir, "package.json"), JSON.stringify(manifest));
    for (const [name, text] of Object.entries(files)) {
      await Deno.writeTextFile(join(dir, name), text);
    }
    if (Object.keys(packages).length > 0) await install(dir);
    await run(dir);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

async function install(dir: string): Promise<void> {
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["install", "--quiet", "--node-modules-dir=auto"],
    cwd: dir,
  }).output();
  assert.ok(success, new TextDecoder().decode(stderr));
}

/** `serve` by the executable where no Deno can be found. */
function selfHosted(args: readonly string[], cwd: string): Promise<ServedApp> {
  return ServedApp.start(args, { cwd, env: withoutDeno(), executable: executablePath() });
}

/** Runs the executable where no Deno can be found to its end. */
async function run(
  args: readonly string[],
  cwd: string,
): Promise<{ code: number; stderr: string }> {
  const { code, stderr } = await new Deno.Command(executablePath(), {
    args: [...args],
    cwd,
    env: { NO_COLOR: "1", ...withoutDeno() },
    stdin: "null",
  }).output();
  return { code, stderr: new TextDecoder().decode(stderr) };
}

test("executable tells its version in less than 100 ms", async () => {
  const times: number[] = [];
  // The fastest counts, and there are many tries: a busy machine is no slow program.
  for (let i = 0; i < 50 && !times.some((ms) => ms < MAX_START_MS); i++) {
    const startedAt = performance.now();
    const { success } = await new Deno.Command(executablePath(), { args: ["--version"] }).output();
    times.push(performance.now() - startedAt);
    assert.ok(success);
  }
  assert.ok(Math.min(...times) < MAX_START_MS, `${times.map(Math.round).join(", ")} ms`);
});

test("executable does on this system what a release has to do on each", () =>
  smoke(executablePath()));

test("executable is little larger than its base runtime", async () => {
  const base = Deno.env.get("DENORT_BIN");
  if (!base) return console.log("skipped: DENORT_BIN does not name the base runtime");
  const [{ size }, { size: baseSize }] = await Promise.all([
    Deno.stat(executablePath()),
    Deno.stat(base),
  ]);
  assert.ok(size > baseSize && size - baseSize <= MAX_ADDED, `${size - baseSize} bytes more`);
});

test("executable profiles a Hono app with its own packages where there is no Deno", async () => {
  const files = { "app.js": HONO_APP, "answer.js": 'export const answer = "hello ";' };
  await inAppFolder({ files, packages: { hono: "4.13.19" } }, async (dir) => {
    const args = ["app.js", "0", "--prof-path", "profiles", "--", "Ada", "Grace"];
    await using app = await selfHosted(args, dir);
    const response = await fetch(`${app.url}/users/7`);
    assert.equal(await response.text(), "hello Ada Grace");
    assert.equal(await app.stop(), 0);
    const announced = app.lines.findIndex((line) => /^warning: No Deno found/.test(line));
    const checked = app.lines.findIndex((line) => line.startsWith("Checking "));
    assert.ok(announced >= 0 && announced < checked, app.lines.join("\n"));
    assert.match(app.lines[announced]!, /jsr:.*Install Deno .* --deno/);
    const [profiled, ...others] = await readProfiles(join(dir, "profiles"));
    assert.equal(others.length, 0);
    assertHonoProfile(profiled!, join(dir, "app.js"));
  });
});

/** CPU at its function, the wait at its line, and nothing of ours. */
function assertHonoProfile({ record, profile }: ProfiledRequest, app: string): void {
  assert.equal(record.route, "/users/:id");
  assert.ok(record.cpu >= 19_000, `cpu ${record.cpu} us of 20 ms that were burned`);
  assert.ok(record.wait >= 28_000, `wait ${record.wait} us of 30 ms`);
  const url = toFileUrl(app).href;
  const frames = profile.frames.map(({ name, url, line }) => `${name} ${url}:${line}`);
  assert.ok(frames.includes(`spinHere ${url}:4`), frames.join("\n"));
  assert.ok(frames.includes(`(await) ${url}:10`), frames.join("\n"));
  assert.deepEqual(frames.filter((frame) => frame.includes("deno-compile")), []);
}

test("executable reloads an app that it hosts itself, also for a file that the app imports", async () => {
  const files = {
    "app.js": 'import { text } from "./text.js"; Deno.serve(() => new Response(text));',
    "text.js": 'export const text = "old";',
  };
  await inAppFolder({ files }, async (dir) => {
    await using app = await selfHosted(["app.js", "0", "--prof-path", "profiles"], dir);
    assert.equal(await (await fetch(app.url)).text(), "old");
    await Deno.writeTextFile(join(dir, "text.js"), 'export const text = "new";');
    await app.line(/text\.js changed, reloading\./);
    assert.equal(await (await fetch(app.url)).text(), "new");
    await Deno.writeTextFile(join(dir, "text.js"), "export const text = ;");
    await app.line(/^error: Cannot load app\.js/);
    assert.match(app.lines.join("\n"), /text\.js:1:21/);
  });
});

for (
  const [where, env] of [["in a Deno", () => ({})], ["that it hosts itself", withoutDeno]] as const
) {
  test(`executable reloads an app ${where} into the process that waits for it`, async () => {
    if (Deno.build.os !== "linux") return;
    const source = (text: string) =>
      `console.error("pid " + Deno.pid); Deno.serve(() => new Response("${text}"));`;
    await inAppFolder({ files: { "app.js": source("0") } }, async (dir) => {
      const args = ["app.js", "0", "--prof-path", "profiles"];
      const options = { cwd: dir, env: env(), executable: executablePath() };
      await using app = await ServedApp.start(args, options);
      const isAlone = app.lines.some((line) => line.includes("No Deno found"));
      assert.equal(isAlone, where === "that it hosts itself");
      const pids = () => app.lines.flatMap((line) => line.match(/^pid (\d+)/)?.slice(1) ?? []);
      for (let i = 1; i <= 2; i++) {
        await app.until(() => childrenOf(app.pid).length === 2, "the app and a spare");
        const [before] = pids().slice(-1);
        const spare = childrenOf(app.pid).find((pid) => pid !== Number(before));
        await Deno.writeTextFile(join(dir, "app.js"), source(String(i)));
        await app.until(() => pids().length === i + 1, "the reload");
        assert.deepEqual(pids().slice(-1), [String(spare)]);
        assert.equal(await (await fetch(app.url)).text(), String(i));
      }
    });
  });
}

test("executable hosts a CommonJS app with Express", async () => {
  const app = 'const app = require("express")(); ' +
    'app.get("/users/:id", (request, response) => response.json(require("./answer.json"))); ' +
    "module.exports = app;";
  const files = { "app.cjs": app, "answer.json": '{"ok":true}' };
  await inAppFolder({ files, packages: { express: "5.1.0" } }, async (dir) => {
    await using app = await selfHosted(["app.cjs", "0", "--prof-path", "profiles"], dir);
    assert.ok(app.lines.includes("Checking app.cjs... ok (Express app, default export)"));
    assert.deepEqual(await (await fetch(`${app.url}/users/7`)).json(), { ok: true });
    assert.equal(await app.stop(), 0);
    const [{ record }] = await readProfiles(join(dir, "profiles")) as [ProfiledRequest];
    assert.equal(record.route, "/users/:id");
  });
});

test("executable says before it starts what an app needs that it has not", async () => {
  const app = 'import "jsr:@me/x"; import "./deep.js"; throw new Error("loaded");';
  const files = { "app.js": app, "deep.js": 'import { Hono } from "not-installed";' };
  await inAppFolder({ files }, async (dir) => {
    const { code, stderr } = await run(["serve", "app.js", "0", "--noreload"], dir);
    assert.equal(code, 1);
    const lines = stderr.split("\n");
    assert.match(lines[0]!, /^warning: No Deno found, so app\.js runs in the Deno \d/);
    assert.match(lines[1]!, /^warning: app\.js imports "jsr:@me\/x": /);
    assert.match(
      lines[2]!,
      /^warning: deep\.js imports "not-installed": it is not in node_modules/,
    );
    assert.match(stderr, /error: Cannot load app\.js/);
  });
});

test("executable refuses flags for a Deno that is not there", async () => {
  await inAppFolder({ files: { "app.js": "" } }, async (dir) => {
    const refused = await run(["serve", "app.js", "0", "--deno-flag=--allow-net"], dir);
    assert.equal(refused.code, 1);
    assert.match(
      refused.stderr,
      /^error: Cannot use --deno-flag "--allow-net": .*\n.*hint: Install/,
    );
  });
});

test("executable runs TypeScript where there is no Deno, or says that it cannot", async () => {
  const files = { "app.ts": "const text: string = 'typed'; Deno.serve(() => new Response(text));" };
  await inAppFolder({ files }, async (dir) => {
    // Which of them holds depends on the version inside, and the program finds it out by trying.
    const served = ServedApp.spawn(["app.ts", "0", "--noreload"], {
      cwd: dir,
      env: withoutDeno(),
      executable: executablePath(),
    });
    await using _served = served;
    const line = await served.line(
      /^Checking app\.ts\.\.\. ok|^error: Cannot serve "app\.ts": no Deno/,
    );
    if (line.startsWith("error:")) await served.line(/hint: Install Deno/);
  });
});

test("executable finds the Deno in a node_modules folder above", async () => {
  if (isWindows) return;
  await inAppFolder(
    { files: { "app.ts": "Deno.serve(() => new Response('hi'));" } },
    async (dir) => {
      await Deno.mkdir(join(dir, "node_modules", "deno"), { recursive: true });
      await Deno.symlink(Deno.execPath(), join(dir, "node_modules", "deno", "deno"));
      await Deno.mkdir(join(dir, "src"));
      await using app = await selfHosted(["../app.ts", "0", "--noreload"], join(dir, "src"));
      assert.ok(app.lines.some((line) => line.includes(`, Deno ${Deno.version.deno}, `)));
      assert.ok(!app.lines.some((line) => line.includes("No Deno found")));
    },
  );
});

test("executable profiles an app in the oldest Deno that there is", async () => {
  const deno = Deno.env.get("RPS_OLDEST_DENO");
  if (!deno) return console.log("skipped: RPS_OLDEST_DENO does not name one");
  const files = { "app.js": HONO_APP, "answer.js": 'export const answer: string = "";' };
  await inAppFolder({ files, packages: { hono: "4.13.19" } }, async (dir) => {
    await Deno.rename(join(dir, "answer.js"), join(dir, "answer.ts"));
    const source = HONO_APP.replace("answer.js", "answer.ts");
    await Deno.writeTextFile(join(dir, "app.js"), source);
    const args = ["app.js", "0", "--prof-path", "profiles", "--deno", deno];
    await using app = await selfHosted(args, dir);
    await (await fetch(`${app.url}/users/7`)).text();
    assert.equal(await app.stop(), 0);
    const [profiled] = await readProfiles(join(dir, "profiles"));
    assertHonoProfile(profiled!, join(dir, "app.js"));
  });
});

test("executable has all that its dashboard consists of inside", async () => {
  const files = { "app.js": "Deno.serve(() => new Response('hi'));" };
  await inAppFolder({ files }, async (dir) => {
    const served = ["app.js", "0", "--prof-path", "profiles", "--dashboard", "0"];
    await using app = await selfHosted(served, dir);
    const page = (await app.line(/^Profiles are at http/)).match(/http\S+/)![0];
    await (await fetch(`${app.url}/orders/41`)).text();
    await app.until(() => app.accessLines.length > 0, "an access line");
    const html = await (await fetch(page)).text();
    const assets = [...html.matchAll(/(?:href|src)="(\/[^"]+\.(?:css|js))"/g)].map(([, path]) =>
      path!
    );
    assert.ok(assets.length > 0, html);
    for (const path of assets) {
      const response = await fetch(new URL(path, page));
      assert.equal(response.status, 200, path);
      assert.ok((await response.text()).length > 0, path);
    }
    assert.match(html, /\/orders\/41/);
  });
});
