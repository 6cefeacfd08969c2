// Apps with fewer permissions than all: they are profiled, and may do as little as without us.
import assert from "node:assert/strict";
import { cpuprofileCodec } from "../../src/format/cpuprofile/cpuprofile.ts";
import { childrenOf } from "./children_of.ts";
import { programKind } from "./program.ts";
import { ServedApp } from "./served_app.ts";

/** Tells what it may do, as an app without a terminal to ask finds it out: by trying. */
const APP = `const attempt = (act) => { try { act(); return "yes"; } catch { return "no"; } };
const may = () => ({
  env: attempt(() => Deno.env.get("HOME")),
  agentEnv: attempt(() => Deno.env.get("RUNPROFILESERVER_AGENT")),
  write: attempt(() => Deno.writeTextFileSync("written", "")),
  read: attempt(() => Deno.readTextFileSync("deno.json")),
  sys: attempt(() => Deno.hostname()),
  run: attempt(() => new Deno.Command("true").outputSync()),
});
function spin() { const end = Date.now() + 30; while (Date.now() < end); }
export default { fetch() { spin(); return Response.json(may()); } };`;
const NODE_APP = `import { createServer } from "node:http";
${APP.replace(/export default[^]*/, "")}
createServer((request, response) => { spin(); response.end(JSON.stringify(may())); }).listen(8000);`;

type Rights = Readonly<Record<"env" | "agentEnv" | "write" | "read" | "sys" | "run", string>>;
const NONE: Rights = { env: "no", agentEnv: "no", write: "no", read: "no", sys: "no", run: "no" };
const ALL: Rights = {
  env: "yes",
  agentEnv: "yes",
  write: "yes",
  read: "yes",
  sys: "yes",
  run: "yes",
};

const CASES: readonly (readonly [flags: string, rights: Rights])[] = [
  ["--unstable-kv", ALL],
  ["--deny-env=HOME --deny-net=example.com", { ...ALL, env: "no" }],
  ["--allow-net", NONE],
  ["--allow-net=0.0.0.0:8000", NONE],
  ["--allow-net --allow-read", { ...NONE, read: "yes" }],
  ["-NR --allow-env=HOME", { ...NONE, read: "yes", env: "yes" }],
  ["-NE --deny-env=HOME", { ...NONE, agentEnv: "yes" }],
  ["-N --allow-write=. --allow-sys --allow-run=true", {
    ...NONE,
    write: "yes",
    sys: "yes",
    run: "yes",
  }],
  ["-RWNES", { ...ALL, run: "no" }],
  ["-NW --deny-write=/nowhere --allow-env=HOME --deny-env", { ...NONE, env: "yes", write: "yes" }],
];

async function appDir(source: string, config = "{}"): Promise<string> {
  const dir = await Deno.makeTempDir();
  await Deno.writeTextFile(`${dir}/deno.json`, config);
  await Deno.writeTextFile(`${dir}/app.js`, source);
  return dir;
}

const argsFor = (flags: string) => [
  "app.js",
  "0",
  "--prof-path",
  "profiles",
  ...["--no-prompt", ...flags.split(" ")].map((flag) => `--deno-flag=${flag}`),
];

/** What the app may do, and the functions in the profile of the request that asked. */
async function ask(dir: string, flags: string) {
  const served = await ServedApp.start(argsFor(flags), { cwd: dir });
  await using _served = served;
  const rights: Rights = await (await fetch(served.url)).json();
  assert.equal(await served.stop(), 0);
  assert.ok(!served.lines.some((line) => /^(warning|error)/.test(line)), served.stderr);
  const files = [...Deno.readDirSync(`${dir}/profiles`)].map(({ name }) => name);
  assert.equal(files.length, 1);
  const { profile } = cpuprofileCodec.decode!(Deno.readFileSync(`${dir}/profiles/${files[0]}`));
  return { rights, functions: profile.frames.map(({ name }) => name) };
}

function test(name: string, run: () => Promise<void>): void {
  // Without a Deno of its own an app has all permissions, and flags are refused.
  Deno.test({ name, ignore: programKind === "self-hosted", fn: run });
}

for (const [flags, expected] of CASES) {
  test(`serve profiles an app with ${flags}, which may do no more than that`, async () => {
    const { rights, functions } = await ask(await appDir(APP), flags);
    assert.deepEqual(rights, expected);
    assert.ok(functions.includes("spin"), functions.join());
  });
}

test("serve profiles a node:http app with --allow-net", async () => {
  const { rights, functions } = await ask(await appDir(NODE_APP), "--allow-net");
  assert.deepEqual(rights, NONE);
  assert.ok(functions.includes("spin"), functions.join());
});

test("serve gives an app with narrow permissions its folders of --media", async () => {
  const dir = await appDir(APP);
  await Deno.mkdir(`${dir}/public`);
  await Deno.writeTextFile(`${dir}/public/a.txt`, "text");
  const args = [...argsFor("--allow-net"), "--media", "/static=public"];
  await using served = await ServedApp.start(args, { cwd: dir });
  assert.equal(await (await fetch(`${served.url}/static/a.txt`)).text(), "text");
  assert.deepEqual(await (await fetch(served.url)).json(), NONE);
});

test("serve reloads an app with narrow permissions, from a spare as well", async () => {
  const dir = await appDir(APP);
  await using served = await ServedApp.start(argsFor("--allow-net"), { cwd: dir });
  for (let i = 1; i <= 2; i++) {
    if (Deno.build.os === "linux") {
      await served.until(() => childrenOf(served.pid).length === 2, "a spare");
    }
    await Deno.writeTextFile(`${dir}/app.js`, `${APP}\n// ${i}`);
    await served.until(
      () => served.lines.filter((line) => /^Reloaded in/.test(line)).length === i,
      "the reload",
    );
    assert.deepEqual(await (await fetch(served.url)).json(), NONE);
  }
});

for (const flags of ["--deny-sys", "-N --allow-sys=hostname"]) {
  test(`serve goes on without profiles with ${flags}, and says so`, async () => {
    const dir = await appDir(APP);
    await using served = await ServedApp.start(argsFor(flags), { cwd: dir });
    await served.line(/^warning: Cannot sample: .*--allow-sys.*without profiles$/);
    assert.equal((await fetch(served.url)).status, 200);
    assert.equal(await served.stop(), 0);
    assert.match(served.accessLines[0]!, /unprofiled/);
  });
}

const LACKING: readonly (readonly [flags: string, config: string, kind: string])[] = [
  ["-A --deny-env", "{}", "env"],
  ["-A --deny-write", "{}", "write"],
  ["-A --deny-net=127.0.0.1", "{}", "net"],
  ["-P", '{"permissions":{"default":{"net":true}}}', "env"],
];
for (const [flags, config, kind] of LACKING) {
  test(`serve says what the profiler lacks with ${flags}`, async () => {
    const dir = await appDir(APP, config);
    await using served = ServedApp.spawn([...argsFor(flags), "--noreload"], { cwd: dir });
    await served.line(
      new RegExp(`^error: Cannot load app\\.js: the profiler lacks ${kind} access$`),
    );
    await served.line(
      new RegExp(
        `^ {2}hint: It runs in the app's process: give --deno-flag=--allow-${kind}, deny `,
      ),
    );
    assert.equal((await served.ended()).code, 1);
  });
}
