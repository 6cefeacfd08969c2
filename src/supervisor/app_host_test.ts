// Apps come, change, break and go behind a real gate, with the real agent in them.
import assert from "node:assert/strict";
import type { AgentProcess, SharedSettings } from "./agent_process.ts";
import { AppHost, type Ready } from "./app_host.ts";
import { ControlServer } from "./control_server.ts";
import { Gate } from "../gate/gate.ts";
import { until } from "../gate/gate_test_rig.ts";
import { agentFile } from "./host_runtime.ts";
import type { Recorder } from "./recorder.ts";

type Packet = Parameters<ConstructorParameters<typeof AgentProcess>[0]["receive"]>[0];

/** Answers /slow when told by a file, ends the process at /exit. */
function appSaying(text: string): string {
  return `export default {
    async fetch(request) {
      const { pathname } = new URL(request.url);
      if (pathname === "/exit") Deno.exit(3);
      if (pathname === "/slow") await answered();
      return new Response(${JSON.stringify(text)});
    },
  };
  async function answered() {
    Deno.writeTextFileSync(Deno.args[0] + "/asked", "");
    while (!exists(Deno.args[0] + "/answer")) await new Promise((wake) => setTimeout(wake, 5));
  }
  function exists(path) {
    try { return Deno.statSync(path).isFile; } catch { return false; }
  }`;
}

/** An app host with everything around it but the command line; collects what is said and recorded. */
class Rig implements AsyncDisposable {
  readonly dir = Deno.makeTempDirSync({ prefix: "app_host_test-" });
  readonly said: string[] = [];
  readonly ready: Ready[] = [];
  readonly packets: (Packet & { generation: number })[] = [];
  readonly abandoned: number[] = [];
  readonly closed: number[] = [];
  failedCount = 0;
  host!: AppHost;
  readonly gate: Gate;
  readonly #control = new ControlServer();
  readonly #client = Deno.createHttpClient({ poolMaxIdlePerHost: 0 });
  readonly address: Deno.NetAddr;

  constructor() {
    this.gate = new Gate({
      connected: ({ generation }, port, client) =>
        this.host.clientConnected(generation, port, client),
      disconnected: ({ generation }, port) => this.host.clientGone(generation, port),
      hasBegun: (...asked) => this.host.hasBegun(...asked),
      arrived: ({ generation }, port, at) => this.host.arrived(generation, port, at),
    });
    this.address = this.gate.listen("127.0.0.1", 0);
  }

  static async start(app: string): Promise<Rig> {
    const rig = new Rig();
    rig.save(app);
    const recorder: Pick<Recorder, "receive" | "abandon" | "close"> = {
      receive: (generation, packet) => rig.packets.push({ generation, ...packet }),
      abandon: (_, ids) => rig.abandoned.push(...ids),
      close: (generation) => {
        rig.closed.push(generation);
        return Promise.resolve();
      },
    };
    rig.host = new AppHost({
      launch: {
        deno: Deno.execPath(),
        denoFlags: [],
        agentPath: await agentFile(rig.dir),
        module: `${rig.dir}/app.js`,
        appArguments: [rig.dir],
      },
      settings: SETTINGS,
      spoolDir: rig.dir,
      control: rig.#control,
      gate: rig.gate,
      recorder: recorder as Recorder,
      reporter: {
        say: (line) => rig.said.push(line),
        access: () => {},
        warn: (message) => rig.said.push(`warning: ${message}`),
        error: (message, hint) => rig.said.push(`error: ${message} | ${hint}`),
        passThrough: () => {},
      },
      isReloading: true,
      mask: (target) => target,
      ready: (ready) => rig.ready.push(ready),
      failed: () => rig.failedCount++,
    });
    rig.host.start();
    return rig;
  }

  save(app: string): void {
    Deno.writeTextFileSync(`${this.dir}/app.js`, app);
  }

  reload(app: string): void {
    this.save(app);
    this.host.reload(`${this.dir}/app.js`);
  }

  async fetch(path = "/"): Promise<Response> {
    return await fetch(`http://127.0.0.1:${this.address.port}${path}`, { client: this.#client });
  }

  async text(path = "/"): Promise<string> {
    return await (await this.fetch(path)).text();
  }

  untilSaid(pattern: RegExp): Promise<void> {
    return until(`"${pattern}" is said`, () => this.said.some((line) => pattern.test(line)));
  }

  untilReady(count: number): Promise<void> {
    return until(`it is ready for the ${count}. time`, () => this.ready.length >= count);
  }

  /** Resolves when the app handles a request for /slow. */
  untilAsked(): Promise<void> {
    return until("the app is asked", () => this.#exists("asked"));
  }

  answer(): void {
    Deno.writeTextFileSync(`${this.dir}/answer`, "");
  }

  /** Process ids of all children that have booted so far, by generation. */
  get pids(): Map<number, number> {
    return new Map(
      this.packets.flatMap(({ generation, record }) =>
        record.kind === "booted" ? [[generation, record.pid]] : []
      ),
    );
  }

  /** Resolves when that generation has booted; a spare does before it is needed. */
  untilBooted(generation: number): Promise<void> {
    return until(`generation ${generation} has booted`, () => this.pids.has(generation));
  }

  /** Generations that have answered requests, in this order. */
  get served(): number[] {
    return this.packets.flatMap(({ generation, record }) =>
      record.kind === "begin" ? [generation] : []
    );
  }

  /** Ids by kind of record, e.g. those of requests that have begun. */
  ids(kind: "begin" | "end"): number[] {
    return this.packets.flatMap(({ record }) => record.kind === kind ? [record.id] : []);
  }

  #exists(name: string): boolean {
    try {
      return Deno.statSync(`${this.dir}/${name}`).isFile;
    } catch {
      return false;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.host.kill();
    await this.gate.close(0);
    this.#control.close();
    this.#client.close();
    await Deno.remove(this.dir, { recursive: true });
  }
}

const SETTINGS: SharedSettings = {
  hostname: "127.0.0.1",
  port: 8000,
  samplingIntervals: { fine: 1000, loaded: 1000 },
  isSerial: false,
  hasWaits: false,
  media: [],
  profiled: [],
  unprofiled: [],
};

Deno.test("AppHost holds requests until the app is up, and says what it is", async () => {
  await using rig = await Rig.start(appSaying("one"));
  assert.equal(await rig.text(), "one");
  await rig.untilReady(1);
  const [{ shape, secure, tookMs }] = rig.ready as [Ready];
  assert.match(shape, /default export/);
  assert.equal(secure, false);
  assert.ok(tookMs > 0);
  await until("the request is recorded", () => rig.ids("end").length === 1);
  assert.deepEqual(rig.ids("begin"), [1]);
});

Deno.test("reload() serves the changed app, and every request is answered", async () => {
  await using rig = await Rig.start(appSaying("one"));
  await rig.untilReady(1);
  rig.reload(appSaying("two"));
  const answers = await Promise.all(Array.from({ length: 20 }, () => rig.text()));
  assert.deepEqual(new Set(answers), new Set(["two"]), "they wait for the new one");
  await rig.untilReady(2);
  assert.match(rig.said[0]!, /app\.js changed, reloading\.$/);
  await until("the old one has ended", () => rig.closed.length === 1);
  assert.deepEqual(rig.said.slice(1), [], "its end is nothing to speak of");
});

Deno.test("reload() lets the old app finish its requests", async () => {
  await using rig = await Rig.start(appSaying("one"));
  const slow = rig.text("/slow");
  await rig.untilAsked();
  rig.reload(appSaying("two"));
  assert.equal(await rig.text(), "two");
  rig.answer();
  assert.equal(await slow, "one");
  await until("the old one has ended", () => rig.closed.length === 1);
  assert.deepEqual(rig.closed, [1]);
});

Deno.test("a request runs once, however often the app was reloaded while it ran", async () => {
  await using rig = await Rig.start(appSaying("one"));
  const slow = rig.fetch("/slow");
  await rig.untilAsked();
  for (let i = 0; i < 15; i++) rig.host.start();
  assert.equal(await rig.text(), "one");
  Deno.kill(rig.pids.get(1)!, "SIGKILL");
  rig.answer();
  assert.equal((await slow).status, 502);
});

Deno.test("reload() goes on counting where the last app may still count", async () => {
  await using rig = await Rig.start(appSaying("one"));
  await rig.text();
  rig.reload(appSaying("two"));
  await rig.text();
  await until("both are recorded", () => rig.ids("begin").length === 2);
  const [first, second] = rig.ids("begin");
  assert.equal(first, 1);
  assert.ok(second! > 1000, `${second} could be given out by the old one as well`);
});

Deno.test("AppHost gives no id twice, however often the app was reloaded in between", async () => {
  await using rig = await Rig.start(appSaying("one"));
  await rig.text();
  for (let i = 0; i < 12; i++) rig.host.start();
  await rig.text();
  await until("both are recorded", () => rig.ids("begin").length === 2);
  assert.equal(new Set(rig.ids("begin")).size, 2, `ids ${rig.ids("begin")}`);
});

Deno.test("AppHost starts an app again that ended, says why, and goes on counting", async () => {
  await using rig = await Rig.start(appSaying("one"));
  assert.equal(await rig.text(), "one");
  assert.ok(!(await rig.fetch("/exit").then((response) => response.ok, () => false)));
  await rig.untilSaid(/^error: app\.js ended: Deno\.exit\(3\) \| Starting it again in 100 ms$/);
  assert.equal(await rig.text(), "one");
  await until("the third request is recorded", () => rig.ids("begin").length === 3);
  assert.equal(new Set(rig.ids("begin")).size, 3);
  assert.deepEqual(rig.closed, [1]);
  assert.equal(rig.failedCount, 0);
});

Deno.test("AppHost shows why an app does not load, until it is mended", async () => {
  await using rig = await Rig.start(`throw new Error("no database");`);
  await rig.untilSaid(/^error: Cannot load app\.js: exit code 1 \| .*save a change/);
  assert.equal(rig.failedCount, 1);
  const response = await rig.fetch();
  assert.equal(response.status, 500);
  assert.match(await response.text(), /no database/);
  rig.reload(appSaying("mended"));
  assert.equal(await rig.text(), "mended");
  rig.reload("export default (");
  await until("it has failed again", () => rig.failedCount === 2);
  assert.equal((await rig.fetch().then((response) => response.text())).includes("mended"), false);
});

Deno.test("AppHost says what is missing in a module that serves nothing", async () => {
  await using rig = await Rig.start(`export const answer = 42; setInterval(() => {}, 1e6);`);
  await rig.untilSaid(/^error: Cannot serve app\.js: it opens no server and exports "answer" \| /);
  const response = await rig.fetch();
  assert.equal(response.status, 500);
  assert.match(await response.text(), /opens no server/);
  rig.reload(appSaying("mended"));
  assert.equal(await rig.text(), "mended");
});

Deno.test("stop() waits for the requests in flight, and for all records", async () => {
  await using rig = await Rig.start(appSaying("one"));
  const slow = rig.text("/slow");
  await rig.untilAsked();
  const stopped = rig.host.stop("SIGINT");
  rig.answer();
  assert.equal(await slow, "one");
  await stopped;
  assert.deepEqual(rig.ids("end"), [1]);
  assert.ok(rig.closed.includes(1));
  rig.host.reload(`${rig.dir}/app.js`);
  assert.deepEqual(rig.said, [], "what changes now is of no interest");
});

Deno.test("kill() ends the app at once, and what it had begun is known", async () => {
  await using rig = await Rig.start(appSaying("one"));
  const slow = rig.text("/slow").catch(() => "nothing");
  await rig.untilAsked();
  await rig.host.kill();
  assert.deepEqual([rig.ids("begin"), rig.ids("end")], [[1], []]);
  assert.ok(rig.closed.includes(1));
  await rig.gate.close(0);
  assert.notEqual(await slow, "one");
});

Deno.test("clientGone() tells the recorder whose answer reaches nobody", async () => {
  await using rig = await Rig.start(appSaying("one"));
  const slow = rig.text("/slow");
  await rig.untilAsked();
  rig.host.clientGone(1, 1);
  assert.deepEqual(rig.abandoned, [], "another connection");
  const { record } = rig.packets.find(({ record }) => record.kind === "begin")!;
  assert.ok(record.kind === "begin");
  assert.equal(rig.host.hasBegun(1, record.upstreamPort, 0), true);
  rig.host.clientGone(1, record.upstreamPort);
  assert.deepEqual(rig.abandoned, [1]);
  assert.equal(rig.host.hasBegun(1, record.upstreamPort, 0), true, "it is still connected");
  rig.host.clientDisconnected(1, record.upstreamPort);
  assert.equal(rig.host.hasBegun(1, record.upstreamPort, 0), false);
  rig.answer();
  await slow;
});

Deno.test("AppHost tells once that the app is up, also when it opens another server later", async () => {
  await using rig = await Rig.start(`
    Deno.serve(() => new Response("one"));
    const onListen = () => Deno.writeTextFileSync(Deno.args[0] + "/asked", "");
    setTimeout(() => Deno.serve({ port: 0, onListen }, () => new Response("two")), 50);
  `);
  await rig.untilAsked();
  assert.equal(await rig.text(), "one");
  assert.equal(rig.ready.length, 1);
});

Deno.test("AppHost keeps a spare that loads the code of the next reload, new imports included", async () => {
  await using rig = await Rig.start(appSaying("one"));
  assert.equal(await rig.text(), "one");
  for (const generation of [2, 3]) {
    await rig.untilBooted(generation);
    Deno.writeTextFileSync(`${rig.dir}/new${generation}.js`, `export const text = ${generation};`);
    rig.reload(`import { text } from "./new${generation}.js";
      export default { fetch: () => new Response("new " + text) };`);
    assert.equal(await rig.text(), `new ${generation}`);
  }
  await until("all are recorded", () => rig.ids("begin").length === 3);
  assert.deepEqual(rig.served, [1, 2, 3]);
  const ids = rig.ids("begin");
  assert.ok(ids[0]! < ids[1]! && ids[1]! < ids[2]!, `ids ${ids}`);
});

Deno.test("AppHost has a spare also while the app does not load", async () => {
  await using rig = await Rig.start("export default (");
  await rig.untilBooted(2);
  rig.reload(appSaying("mended"));
  assert.equal(await rig.text(), "mended");
  await until("it is recorded", () => rig.served.length === 1);
  assert.deepEqual(rig.served, [2]);
});

Deno.test("AppHost throws a spare away whose configuration is old", async () => {
  await using rig = await Rig.start(appSaying("one"));
  await rig.untilBooted(2);
  Deno.writeTextFileSync(`${rig.dir}/lib.js`, `export const text = "mapped";`);
  Deno.writeTextFileSync(`${rig.dir}/deno.json`, `{ "imports": { "lib": "./lib.js" } }`);
  rig.reload(`import { text } from "lib"; export default { fetch: () => new Response(text) };`);
  assert.equal(await rig.text(), "mapped");
  await until("the spare has ended", () => rig.closed.includes(2));
  await until("the request is recorded", () => rig.served.length === 1);
  assert.deepEqual(rig.served, [3]);
});

Deno.test("AppHost reloads as well when the spare was killed, be it in that moment", async () => {
  await using rig = await Rig.start(appSaying("one"));
  await rig.untilBooted(2);
  Deno.kill(rig.pids.get(2)!, "SIGKILL");
  rig.reload(appSaying("two"));
  assert.equal(await rig.text(), "two");
  await until("the next spare is there", () => rig.pids.size === 4);
  Deno.kill(rig.pids.get(4)!, "SIGKILL");
  await until("it is gone", () => rig.closed.includes(4));
  rig.reload(appSaying("three"));
  assert.equal(await rig.text(), "three");
  assert.equal(rig.failedCount, 0);
});

Deno.test("stop() ends the spare as well", async () => {
  await using rig = await Rig.start(appSaying("one"));
  await rig.untilBooted(2);
  await rig.host.stop("SIGINT");
  assert.deepEqual(rig.closed.toSorted(), [1, 2]);
  assert.throws(() => Deno.kill(rig.pids.get(2)!, "SIGCONT"), Deno.errors.NotFound);
});
