// Who knows a secret is let in, once; everybody else is turned away. Real connections on loopback.
import assert from "node:assert/strict";
import type { AgentRecord } from "../wire/records.ts";
import { type Command, encodeCommand } from "../wire/settings.ts";
import { type ControlPeer, ControlServer } from "./control_server.ts";

/** A server that expects one agent, and counts what it hears of it. */
class Rig implements Disposable {
  readonly server = new ControlServer();
  readonly peers: ControlPeer[] = [];
  wakeCount = 0;
  readonly told: AgentRecord[] = [];
  readonly token: string;
  readonly #connections: Deno.TcpConn[] = [];
  #heard = () => {};

  constructor() {
    this.token = this.expect();
  }

  expect(): string {
    return this.server.expect({
      connected: (peer) => {
        this.peers.push(peer);
        this.#heard();
      },
      woken: () => {
        this.wakeCount++;
        this.#heard();
      },
      told: (record) => {
        this.told.push(record);
        this.#heard();
      },
    });
  }

  /** Connects and writes each text as soon as the one before is out. */
  async connect(...texts: string[]): Promise<Deno.TcpConn> {
    const connection = await Deno.connect({ hostname: "127.0.0.1", port: this.server.port });
    connection.setNoDelay(true);
    this.#connections.push(connection);
    for (const text of texts) await connection.write(new TextEncoder().encode(text));
    return connection;
  }

  /** Checked after each event of the server. */
  async until(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise<void>((resolve) => this.#heard = resolve);
  }

  [Symbol.dispose](): void {
    for (const peer of this.peers) peer.close();
    for (const connection of this.#connections) closeQuietly(connection);
    this.server.close();
  }
}

function closeQuietly(connection: Deno.TcpConn): void {
  try {
    connection.close();
  } catch {
    // Closed in the test.
  }
}

/** So many bytes, or fewer when the other side closes before; a reset is an end, too. */
async function read(connection: Deno.TcpConn, bytes = Infinity): Promise<string> {
  let text = "";
  const buffer = new Uint8Array(4096);
  while (text.length < bytes) {
    const count = await connection.read(buffer).catch(() => null);
    if (count === null) break;
    text += new TextDecoder("latin1").decode(buffer.subarray(0, count));
  }
  return text;
}

Deno.test("ControlServer announces the agent that knows the secret", async () => {
  using rig = new Rig();
  await rig.connect(`${rig.token}\n`);
  await rig.until(() => rig.peers.length === 1);
  assert.equal(rig.wakeCount, 0);
});

Deno.test("ControlServer takes the secret in pieces", async () => {
  using rig = new Rig();
  await rig.connect(...rig.token, "\n");
  await rig.until(() => rig.peers.length === 1);
});

Deno.test("ControlServer hears every wake-up after that", async () => {
  using rig = new Rig();
  const connection = await rig.connect(`${rig.token}\n`);
  await rig.until(() => rig.peers.length === 1);
  for (let i = 1; i <= 3; i++) {
    await connection.write(Uint8Array.of(10));
    await rig.until(() => rig.wakeCount === i);
  }
});

Deno.test("ControlServer disconnects whoever does not know the secret", async () => {
  using rig = new Rig();
  const wrong = ["wrong\n", "\n", `${rig.token} \n`, ` ${rig.token}\n`, `${rig.token.slice(1)}\n`];
  for (const text of wrong) {
    const connection = await rig.connect(text);
    assert.equal(await read(connection), "", JSON.stringify(text));
  }
  assert.equal(rig.peers.length, 0);
  await rig.connect(`${rig.token}\n`);
  await rig.until(() => rig.peers.length === 1);
});

Deno.test("ControlServer does not read on and on for a secret", async () => {
  using rig = new Rig();
  const connection = await rig.connect("x".repeat(10_000));
  assert.equal(await read(connection), "");
});

Deno.test("ControlServer lets a secret in once only", async () => {
  using rig = new Rig();
  await rig.connect(`${rig.token}\n`);
  await rig.until(() => rig.peers.length === 1);
  assert.equal(await read(await rig.connect(`${rig.token}\n`)), "");
  assert.equal(rig.peers.length, 1);
});

Deno.test("expect() gives each agent a secret of its own", async () => {
  using rig = new Rig();
  const tokens = [rig.token, rig.expect(), rig.expect()];
  assert.equal(new Set(tokens).size, 3);
  for (const token of tokens) assert.ok(token.length >= 32, token);
  for (const token of tokens.toReversed()) await rig.connect(`${token}\n`);
  await rig.until(() => rig.peers.length === 3);
});

Deno.test("send() writes commands whole and in order", async () => {
  using rig = new Rig();
  const connection = await rig.connect(`${rig.token}\n`);
  await rig.until(() => rig.peers.length === 1);
  const commands: Command[] = Array.from({ length: 200 }, (_, i) => (
    { kind: "client", upstreamPort: i, hostname: "h".repeat(i * 500), port: i }
  ));
  for (const command of commands) rig.peers[0]!.send(command);
  const expected = commands.map(encodeCommand).join("");
  assert.equal(await read(connection, expected.length), expected);
});

Deno.test("send() and close() do not mind that the agent is gone", async () => {
  using rig = new Rig();
  const connection = await rig.connect(`${rig.token}\n`);
  await rig.until(() => rig.peers.length === 1);
  connection.close();
  const [peer] = rig.peers;
  for (let i = 0; i < 3; i++) peer!.send({ kind: "drain", signal: "SIGINT" });
  peer!.close();
  peer!.close();
});

Deno.test("close() takes no agent any more", async () => {
  const rig = new Rig();
  const { port } = rig.server;
  rig[Symbol.dispose]();
  await assert.rejects(Deno.connect({ hostname: "127.0.0.1", port }));
});

Deno.test("ControlServer hears records between wake-ups, however they are cut", async () => {
  using rig = new Rig();
  const records: AgentRecord[] = [
    { kind: "warning", message: "no room: ä\n\u2028" },
    { kind: "hosted", shape: "Hono app" },
  ];
  const [first, second] = records.map((record) => JSON.stringify(record));
  // With the token, cut within a character, and with wake-ups around.
  const bytes = new TextEncoder().encode(`${rig.token}\n${first}\n\n${second}\n`);
  const cut = bytes.indexOf(0xc3) + 1;
  const connection = await rig.connect();
  await connection.write(bytes.subarray(0, cut));
  await rig.until(() => rig.peers.length === 1);
  await connection.write(bytes.subarray(cut));
  await rig.until(() => rig.told.length === 2);
  assert.deepEqual(rig.told, records);
});
