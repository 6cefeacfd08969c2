// What is more than one request and one answer passes through `serve`, and is recorded until its end.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { dirname, fromFileUrl, join } from "@std/path";
import { cpuprofileCodec } from "../../src/format/cpuprofile/cpuprofile.ts";
import { TEST_CERTIFICATE } from "../../src/gate/gate_test_certificate.ts";
import type { RequestRecord } from "../../src/model/request_record.ts";
import { ServedApp } from "./served_app.ts";

const APPS = fromFileUrl(new URL("../apps/frameworks", import.meta.url));
const BOTH = ["deno_protocols/app.ts", "node_protocols/app.mjs"];

/** A served app and the records of its requests. */
class Served implements AsyncDisposable {
  readonly #app: ServedApp;
  readonly #profiles: string;

  private constructor(app: ServedApp, profiles: string) {
    this.#app = app;
    this.#profiles = profiles;
  }

  static async start(module: string, ...appArguments: string[]): Promise<Served> {
    const path = join(APPS, module);
    const profiles = await Deno.makeTempDir();
    const app = await ServedApp.start(
      [path, "0", "--prof-path", profiles, "--noreload", "--", ...appArguments],
      { cwd: dirname(path) },
    );
    return new Served(app, profiles);
  }

  get url(): string {
    return this.#app.url;
  }

  get port(): number {
    return Number(new URL(this.#app.url).port);
  }

  /** Waits for that many access lines: a request is over when it has one. */
  async ended(count: number): Promise<void> {
    await this.#app.until(() => this.#app.accessLines.length >= count, `${count} access lines`);
  }

  lacks(feature: string): boolean {
    return this.#app.lacks(feature);
  }

  get endedCount(): number {
    return this.#app.accessLines.length;
  }

  /** Stops it; what was recorded, in the order of the requests. */
  async stop(): Promise<RequestRecord[]> {
    assert.equal(await this.#app.stop(), 0, this.#app.lines.join("\n"));
    return [...Deno.readDirSync(this.#profiles)]
      .map(({ name }) =>
        cpuprofileCodec.decode!(Deno.readFileSync(join(this.#profiles, name))).request!
      )
      .sort((a, b) => a.id - b.id);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#app[Symbol.asyncDispose]();
  }
}

async function connect(served: Served): Promise<Deno.TcpConn> {
  return await Deno.connect({ hostname: "127.0.0.1", port: served.port });
}

/** Reads until `end` has come. */
async function readUntil(connection: Deno.Conn, end: RegExp): Promise<string> {
  const decoder = new TextDecoder();
  const buffer = new Uint8Array(65536);
  let text = "";
  while (!end.test(text)) {
    const count = await connection.read(buffer);
    assert.ok(count !== null, `the connection ended after ${JSON.stringify(text)}`);
    text += decoder.decode(buffer.subarray(0, count), { stream: true });
  }
  return text;
}

const bytes = (text: string) => new TextEncoder().encode(text);

for (const module of BOTH) {
  Deno.test(`${module} sees its true client`, async () => {
    await using served = await Served.start(module);
    using connection = await connect(served);
    await connection.write(bytes("GET /client HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"));
    const text = await new Response(connection.readable).text();
    const { port } = connection.localAddr;
    assert.ok(text.includes(`["127.0.0.1",${port}]`), `${port} is in ${text}`);
  });

  Deno.test(`${module} keeps WebSockets, each one request until it closes`, async () => {
    await using served = await Served.start(module);
    const socket = new WebSocket(`${served.url.replace("http", "ws")}/echo`);
    const messages: string[] = [];
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    socket.onerror = () => reject(new Error("The WebSocket failed"));
    socket.onopen = () => socket.send("one");
    socket.onmessage = ({ data }) => {
      messages.push(data);
      if (messages.length === 1) socket.send("two");
      else socket.close();
    };
    socket.onclose = () => resolve();
    await promise;
    assert.deepEqual(messages, ["echo one", "echo two"]);
    await served.ended(1);
    const [record, ...others] = await served.stop();
    assert.ok(record);
    assert.deepEqual(others, []);
    assert.equal(`${record.method} ${record.path} ${record.status}`, "GET /echo 101");
    assert.equal(record.outcome, "completed");
    assert.equal(record.route, "/echo");
  });

  Deno.test(`${module} sends events as they happen`, async () => {
    await using served = await Served.start(module);
    {
      using connection = await connect(served);
      await connection.write(bytes("GET /events HTTP/1.1\r\nHost: x\r\n\r\n"));
      await readUntil(connection, /data: 3\n\n/);
      assert.equal(served.endedCount, 0, "it goes on");
    }
    await served.ended(1);
    const [record] = await served.stop();
    assert.equal(record?.path, "/events");
    assert.equal(record.outcome, "aborted");
  });

  Deno.test(`${module} takes an upload of 30 MB`, async () => {
    await using served = await Served.start(module);
    const body = new Uint8Array(30_000_000).map((_, i) => i * 7);
    const response = await fetch(`${served.url}/upload`, { method: "POST", body });
    assert.equal(await response.text(), createHash("sha256").update(body).digest("hex"));
  });

  Deno.test(`${module} says "100 Continue" before the body comes`, async () => {
    await using served = await Served.start(module);
    using connection = await connect(served);
    await connection.write(
      bytes(
        "POST /upload HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" +
          "Content-Length: 5\r\nExpect: 100-continue\r\n\r\n",
      ),
    );
    await readUntil(connection, /^HTTP\/1\.1 100 Continue\r\n\r\n/);
    await connection.write(bytes("hello"));
    const hash = createHash("sha256").update("hello").digest("hex");
    await readUntil(connection, new RegExp(`^HTTP/1\\.1 200 .*${hash}`, "s"));
  });

  Deno.test(`${module} serves TLS`, async () => {
    const keys = await Deno.makeTempDir();
    await Deno.writeTextFile(`${keys}/cert.pem`, TEST_CERTIFICATE.cert);
    await Deno.writeTextFile(`${keys}/key.pem`, TEST_CERTIFICATE.key);
    await using served = await Served.start(module, keys);
    assert.match(served.url, /^https:/);
    {
      // Where node:https takes HTTP/2, which it should not, it shows nobody the host.
      const http2 = !module.startsWith("node");
      using client = Deno.createHttpClient({ caCerts: [TEST_CERTIFICATE.cert], http2 });
      const url = `https://localhost:${served.port}`;
      assert.equal(await (await fetch(`${url}/users/7`, { client })).text(), "secure enough");
      const [hostname, port] = await (await fetch(`${url}/client`, { client })).json();
      assert.equal(hostname, "127.0.0.1");
      assert.ok(port > 0 && port !== served.port);
    }
    await served.ended(2);
    const records = await served.stop();
    assert.deepEqual(records.map(({ host }) => host), Array(2).fill(`localhost:${served.port}`));
  });
}

Deno.test("node_protocols/app.mjs refuses an upgrade, which has the refusal's status", async () => {
  await using served = await Served.start("node_protocols/app.mjs");
  using connection = await connect(served);
  await connection.write(
    bytes("GET /other HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"),
  );
  if (served.lacks("sockets of node:http")) {
    // It does not close the connection, and adds headers.
    await readUntil(connection, /^HTTP\/1\.1 403 Forbidden\r\n.*\r\n\r\n$/s);
  } else {
    assert.equal(await new Response(connection.readable).text(), "HTTP/1.1 403 Forbidden\r\n\r\n");
  }
  await served.ended(1);
  assert.equal((await served.stop())[0]?.status, 403);
});

for (const module of ["deno_protocols/app.ts", "node_http2/app.mjs"]) {
  Deno.test(`${module} speaks HTTP/2 without TLS`, async () => {
    await using served = await Served.start(module);
    const answers = await askByHttp2(served.url);
    for (const [i, { hasId, text }] of answers.entries()) {
      assert.equal(hasId, true);
      const isNode = module.startsWith("node");
      assert.equal(text, isNode ? `GET /users/${i} from 127.0.0.1` : "secure enough");
    }
    await served.ended(5);
    const records = await served.stop();
    assert.equal(records.length, 5);
    for (const { host, route } of records) {
      assert.equal(host, `127.0.0.1:${served.port}`);
      assert.equal(route, "/users/*");
    }
  });
}

async function askByHttp2(url: string): Promise<{ hasId: boolean; text: string }[]> {
  using client = Deno.createHttpClient({ http2: true, http1: false });
  return await Promise.all(
    Array.from({ length: 5 }, async (_, i) => {
      const response = await fetch(`${url}/users/${i}`, { client });
      return { hasId: response.headers.has("x-profile-id"), text: await response.text() };
    }),
  );
}
