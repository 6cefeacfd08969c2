// The agent's end of the control link against the supervisor's own server.
import assert from "node:assert/strict";
import { type ControlPeer, ControlServer } from "../supervisor/control_server.ts";
import type { AgentRecord } from "../wire/records.ts";
import type { Command } from "../wire/settings.ts";
import { ControlLink } from "./control_link.ts";

/** A link and its other end; disposing closes both and waits for the end of listen(). */
class Rig implements AsyncDisposable {
  readonly #server = new ControlServer();
  readonly commands: Command[] = [];
  wakeCount = 0;
  readonly told: AgentRecord[] = [];
  peer!: ControlPeer;
  link!: ControlLink;
  closed: Promise<void> = Promise.resolve();
  /** Called after each command and each wake-up. */
  #changed = () => {};

  async open(): Promise<this> {
    const connected = Promise.withResolvers<ControlPeer>();
    const token = this.#server.expect({
      connected: connected.resolve,
      woken: () => {
        this.wakeCount++;
        this.#changed();
      },
      told: (record) => {
        this.told.push(record);
        this.#changed();
      },
    });
    this.link = await ControlLink.open(this.#server.port, token);
    this.peer = await connected.promise;
    const closed = Promise.withResolvers<void>();
    this.closed = closed.promise;
    void this.link.listen((command) => {
      this.commands.push(command);
      this.#changed();
    }, closed.resolve);
    return this;
  }

  /** Resolves when the condition holds; checked after each event, so it hangs until the test's time is up. */
  async until(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise<void>((resolve) => this.#changed = resolve);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.peer.close();
    this.#server.close();
    await this.closed;
  }
}

Deno.test("ControlLink hands over commands in order, whatever is in them", async () => {
  await using rig = await new Rig().open();
  const commands: Command[] = [
    { kind: "go", firstId: 5 },
    { kind: "client", upstreamPort: 1, hostname: "fe80::1%eth0\n😀".repeat(500), port: 2 },
    { kind: "client-gone", upstreamPort: 1 },
    { kind: "drain", signal: "SIGINT" },
  ];
  for (const command of commands) rig.peer.send(command);
  await rig.until(() => rig.commands.length === commands.length);
  assert.deepEqual(rig.commands, commands);
});

Deno.test("ControlLink says once that the supervisor is gone", async () => {
  await using rig = await new Rig().open();
  rig.peer.send({ kind: "drain", signal: "SIGINT" });
  await rig.until(() => rig.commands.length === 1);
  rig.peer.close();
  await rig.closed;
});

Deno.test("ControlLink puts characters together that arrive in pieces", async () => {
  await using rig = await new Rig().open();
  // Longer than the link reads at once, and each begins one byte later: some read ends within a character.
  const commands = [0, 1, 2, 3].map((shift): Command => (
    { kind: "client", upstreamPort: 1, hostname: "x".repeat(shift) + "😀".repeat(10_000), port: 2 }
  ));
  for (const command of commands) rig.peer.send(command);
  await rig.until(() => rig.commands.length === commands.length);
  assert.deepEqual(rig.commands, commands);
});

Deno.test("wake() wakes the supervisor", async () => {
  await using rig = await new Rig().open();
  for (let i = 0; i < 3; i++) {
    const before = rig.wakeCount;
    rig.link.wake();
    await rig.until(() => rig.wakeCount > before);
  }
});

Deno.test("wake() does not pile up when called many times in a row", async () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const [link, connection] = await Promise.all([
    ControlLink.open(listener.addr.port, "token"),
    listener.accept(),
  ]);
  const closed = Promise.withResolvers<void>();
  void link.listen(() => {}, closed.resolve);
  const bytes = new Uint8Array(10_000);
  const token = "token\n".length;
  let count = 0;
  while (count < token) count += await connection.read(bytes) ?? assert.fail("it was closed");
  for (let i = 0; i < 1000; i++) link.wake();
  while (count < token + 1) count += await connection.read(bytes) ?? assert.fail("it was closed");
  assert.ok(count <= token + 2, `${count - token} wake-ups`);
  connection.close();
  listener.close();
  await closed.promise;
});

Deno.test("wake() does not mind that the supervisor is gone", async () => {
  await using rig = await new Rig().open();
  rig.peer.close();
  await rig.closed;
  rig.link.wake();
  rig.link.wake();
});

Deno.test("ControlLink.open() rejects when nobody listens", async () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  await assert.rejects(ControlLink.open(port, "token"), Deno.errors.ConnectionRefused);
});

Deno.test("send() hands over records in order, between wake-ups", async () => {
  await using rig = await new Rig().open();
  const records: AgentRecord[] = Array.from({ length: 50 }, (_, i) => (
    { kind: "warning", message: `${i}`.repeat(1 + i * 20) }
  ));
  for (const record of records) {
    rig.link.send(record);
    rig.link.wake();
  }
  await rig.until(() => rig.told.length === records.length);
  assert.deepEqual(rig.told, records);
});
