// Real child processes with a stand-in for the agent that does what the test's module says.
import assert from "node:assert/strict";
import type { AgentRecord } from "../wire/records.ts";
import { WIRE_VERSION } from "../wire/records.ts";
import type { AgentSettings } from "../wire/settings.ts";
import { AgentProcess } from "./agent_process.ts";
import type { Launch } from "./launch_arguments.ts";
import { ControlServer } from "./control_server.ts";
import { until } from "../gate/gate_test_rig.ts";

const ignore = Deno.build.os === "windows";
const wire = (file: string) => new URL(`../wire/${file}`, import.meta.url).href;

/** Gives the module `say(text)`, which writes a record, or another one, `wake()`, `connect()` and `settings`. */
const AGENT = `
import { encodePacket } from "${wire("packets.ts")}";
import { decodeCommands } from "${wire("settings.ts")}";
const settings = JSON.parse(Deno.env.get("RUNPROFILESERVER_AGENT"));
const say = (message, record = { kind: "warning", message }) => Deno.writeFileSync(
  settings.spool + ".0", encodePacket(record), { append: true });
let link;
async function connect(received = (command) => { say(JSON.stringify(command)); wake(); }) {
  link = await Deno.connect({ hostname: "127.0.0.1", port: settings.controlPort });
  await link.write(new TextEncoder().encode(settings.token + "\\n"));
  const buffer = new Uint8Array(4096);
  (async () => {
    for (let text = "", count; (count = await link.read(buffer)) !== null;) {
      const { commands, rest } = decodeCommands(text + new TextDecoder().decode(buffer.subarray(0, count)));
      text = rest;
      commands.forEach(received);
    }
  })();
}
const wake = () => link.write(Uint8Array.of(10));
Object.assign(globalThis, { say, connect, wake, settings });
`;

const SHARED = {
  hostname: "localhost",
  port: 8000,
  samplingIntervals: { fine: 100, loaded: 100 },
  isSerial: false,
  hasWaits: true,
  media: [],
  profiled: ["^/a"],
  unprofiled: [],
  isSpare: true,
  firstId: 41,
} satisfies Partial<AgentSettings>;

/** One child; its records and its stderr as they come. */
class Rig implements AsyncDisposable {
  readonly dir = Deno.makeTempDirSync({ prefix: "agent_process_test-" });
  readonly control = new ControlServer();
  readonly records: AgentRecord[] = [];
  readonly process: AgentProcess;
  stderr = "";
  #heard = () => {};

  constructor(module: string, launch: Partial<Launch> = {}, endMs?: number) {
    Deno.writeTextFileSync(`${this.dir}/agent.js`, AGENT);
    Deno.writeTextFileSync(`${this.dir}/app.js`, module);
    this.process = new AgentProcess({
      generation: 7,
      launch: {
        deno: Deno.execPath(),
        denoFlags: [],
        agentPath: `${this.dir}/agent.js`,
        module: `${this.dir}/app.js`,
        appArguments: [],
        ...launch,
      },
      settings: SHARED,
      spoolDir: this.dir,
      control: this.control,
      receive: ({ record }) => {
        if (record.kind === "warning" && record.message === "throw") throw new Error("as told");
        this.records.push(record);
        this.#heard();
      },
      stderr: (bytes) => this.stderr += new TextDecoder().decode(bytes),
      ...(endMs !== undefined && { endMs }),
    });
  }

  /** The texts that the module has said. */
  get said(): string[] {
    return this.records.flatMap((record) => record.kind === "warning" ? [record.message] : []);
  }

  /** Until so many records have come; fails when the process ends before. */
  async until(count: number): Promise<void> {
    let hasEnded = false;
    const ended = this.process.ended.then(() => hasEnded = true);
    while (this.records.length < count) {
      await Promise.race([new Promise<void>((resolve) => this.#heard = resolve), ended]);
      assert.ok(!hasEnded || this.records.length >= count, `It ended: ${this.stderr}`);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.process.kill();
    await this.process.ended;
    this.control.close();
    await Deno.remove(this.dir, { recursive: true });
  }
}

Deno.test("AgentProcess gives the agent its settings, and the module its arguments", async () => {
  const module = `say(JSON.stringify({
    settings, args: Deno.args, autoServe: Deno.env.get("DENO_AUTO_SERVE"), isMain: import.meta.main,
  }));`;
  await using rig = new Rig(module, { appArguments: ["--db", "a b"] });
  const { code } = await rig.process.ended;
  assert.equal(code, 0, rig.stderr);
  const { settings, args, autoServe, isMain } = JSON.parse(rig.said[0]!);
  const { spool, controlPort, token, ...rest } = settings;
  assert.deepEqual(rest, { ...SHARED, version: WIRE_VERSION, lent: [] });
  assert.equal(spool, `${rig.dir}/spool-7`);
  assert.equal(controlPort, rig.control.port);
  assert.ok(token.length >= 32);
  assert.deepEqual({ args, autoServe, isMain }, {
    args: ["--db", "a b"],
    autoServe: "1",
    isMain: true,
  });
});

Deno.test("AgentProcess runs the module with all rights unless flags say otherwise", async () => {
  const module = `say(Deno.permissions.querySync({ name: "run" }).state);`;
  const denoFlags = ["--allow-env", "--allow-read", "--allow-write"];
  for (const [flags, state] of [[[], "granted"], [denoFlags, "prompt"]] as const) {
    await using rig = new Rig(module, { denoFlags: flags });
    await rig.process.ended;
    assert.deepEqual(rig.said, [state], rig.stderr);
  }
});

Deno.test("AgentProcess reads records when the agent wakes it", async () => {
  await using rig = new Rig(`await connect(); say("a"); say("b"); await wake();`);
  await rig.until(2);
  assert.deepEqual(rig.said, ["a", "b"]);
});

Deno.test("pull() reads records of an agent that has not connected", async () => {
  await using rig = new Rig(`say("a"); setTimeout(() => {}, 1e6);`);
  await until("the record is read", () => {
    rig.process.pull();
    return rig.records.length > 0;
  });
  assert.deepEqual(rig.said, ["a"]);
});

Deno.test("send() keeps commands for an agent that has not connected yet", async () => {
  await using rig = new Rig(`await connect();`);
  rig.process.send({ kind: "go", firstId: 1 });
  rig.process.send({ kind: "client-gone", upstreamPort: 2 });
  await rig.until(2);
  rig.process.send({ kind: "client-gone", upstreamPort: 3 });
  await rig.until(3);
  assert.deepEqual(rig.said.map((text) => JSON.parse(text)), [
    { kind: "go", firstId: 1 },
    { kind: "client-gone", upstreamPort: 2 },
    { kind: "client-gone", upstreamPort: 3 },
  ]);
});

Deno.test("drain() lets the agent end by itself", async () => {
  await using rig = new Rig(`
    await connect(({ kind, signal }) => { say(kind + " " + signal); setTimeout(() => { say("last"); Deno.exit(0); }, 20); });
  `);
  const { code, signal } = await rig.process.drain("SIGTERM", 60_000);
  assert.deepEqual([code, signal], [0, null]);
  assert.deepEqual(rig.said, ["drain SIGTERM", "last"]);
});

Deno.test("drain() ends an agent that takes too long by the signal", { ignore }, async () => {
  await using rig = new Rig(`await connect(() => {}); say("up"); await wake();`);
  await rig.until(1);
  const { signal } = await rig.process.drain("SIGINT", 50);
  assert.equal(signal, "SIGINT");
});

/** Listens, says when it is drained, and ends only by what `onSignal` does. */
const listening = (onSignal: string) => `
  const alive = setInterval(() => {}, 1000);
  Deno.addSignalListener("SIGINT", () => { say("heard"); ${onSignal} });
  await connect(() => { say("drained", { kind: "drained", awaitsSignal: true }); wake(); });
`;

Deno.test(
  "drain() sends the signal to an app that listens, and lets it end by itself",
  { ignore },
  async () => {
    await using rig = new Rig(listening(`setTimeout(() => { say("closed"); Deno.exit(3); }, 20);`));
    const { code, signal } = await rig.process.drain("SIGINT");
    assert.deepEqual([code, signal], [3, null]);
    assert.deepEqual(rig.said, ["heard", "closed"]);
  },
);

Deno.test("drain() keeps to its first signal", { ignore }, async () => {
  await using rig = new Rig(listening(`Deno.exit(0);`));
  void rig.process.drain("SIGINT");
  await rig.process.drain("SIGTERM");
  assert.deepEqual(rig.said, ["heard"]);
});

Deno.test("end() sends its signal once, and kills an app that stays", { ignore }, async () => {
  await using rig = new Rig(listening(`wake();`), {}, 200);
  const ended = rig.process.drain("SIGINT");
  await rig.until(2);
  rig.process.end("SIGINT");
  assert.equal((await ended).signal, "SIGKILL");
  assert.deepEqual(rig.said, [
    "heard",
    "The app has not ended within 0.2 s of SIGINT: it is killed",
  ]);
});

Deno.test("kill() ends the process at once", async () => {
  await using rig = new Rig(`await connect(); say("a"); wake(); setTimeout(() => {}, 1e6);`);
  await rig.until(1);
  rig.process.kill();
  const { signal } = await rig.process.ended;
  assert.equal(signal, "SIGKILL");
  rig.process.kill();
});

Deno.test("ended settles after the last record, with the exit code", async () => {
  await using rig = new Rig(`for (let i = 0; i < 1000; i++) say(String(i)); Deno.exit(3);`);
  const { code, signal } = await rig.process.ended;
  assert.deepEqual([code, signal], [3, null]);
  assert.equal(rig.said.length, 1000);
  assert.equal(rig.said.at(-1), "999");
});

Deno.test("deleteSpool() leaves nothing behind, and nothing is gone before", async () => {
  await using rig = new Rig(`say("a");`);
  await rig.process.ended;
  assert.ok(Array.from(Deno.readDirSync(rig.dir), ({ name }) => name).includes("spool-7.0"));
  rig.process.deleteSpool();
  const names = Array.from(Deno.readDirSync(rig.dir), ({ name }) => name).sort();
  assert.deepEqual(names, ["agent.js", "app.js"]);
});

Deno.test("AgentProcess passes stderr on as it comes, and remembers its end", async () => {
  await using rig = new Rig(`
    for (let i = 0; i < 20_000; i++) console.error("line " + i);
    throw new Error("the end");
  `);
  const { code, stderrTail } = await rig.process.ended;
  assert.equal(code, 1);
  assert.match(rig.stderr, /^line 0\nline 1\n/);
  assert.match(rig.stderr, /the end/);
  assert.ok(stderrTail.length <= 16_384);
  assert.ok(rig.stderr.endsWith(stderrTail));
  assert.match(stderrTail, /line 19999\n[\s\S]*the end/);
});

Deno.test("ended does not wait for processes that the app leaves behind", async () => {
  // It inherits the app's stderr and keeps it open.
  const module = `
    const { pid } = new Deno.Command(Deno.execPath(), {
      args: ["eval", "setTimeout(() => {}, 20_000)"],
    }).spawn();
    say(String(pid));
    Deno.exit(3);
  `;
  await using rig = new Rig(module);
  const timeout = Promise.withResolvers<string>();
  const timer = setTimeout(() => timeout.resolve("still waiting"), 10_000);
  const end = await Promise.race([rig.process.ended, timeout.promise]);
  clearTimeout(timer);
  rig.process.pull();
  Deno.kill(Number(rig.said[0]), "SIGKILL");
  assert.equal(typeof end === "string" ? end : end.code, 3);
});

Deno.test("AgentProcess reads on after a record whose receiver throws", async () => {
  await using rig = new Rig(`say("a"); say("throw"); say("b");`);
  await rig.process.ended;
  assert.deepEqual(rig.said, [
    "a",
    'Cannot handle a "warning" of the app\'s process: Error: as told',
    "b",
  ]);
});

Deno.test("ended settles with the exit code although the spool is damaged", async () => {
  await using rig = new Rig(`
    say("a");
    Deno.writeFileSync(settings.spool + ".0", new Uint8Array(16).fill(255), { append: true });
    Deno.exit(3);
  `);
  const { code } = await rig.process.ended;
  assert.equal(code, 3);
  assert.equal(rig.said[0], "a");
  assert.match(rig.said[1]!, /^Nothing more can be read from the app's process: .*damaged/);
});
