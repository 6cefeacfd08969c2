// However far the worker is behind, what waits in memory stays small, and it gets everything in order.
import assert from "node:assert/strict";
import type { AgentRecord } from "../wire/records.ts";
import type { ForwardedPacket, RecordingRequest } from "./recording_messages.ts";
import { RecordingQueue } from "./recording_queue.ts";

const MEGABYTE = 1 << 20;

/** A queue whose messages nobody handles before it is told. */
class Rig {
  readonly sent: RecordingRequest[] = [];
  readonly transferred: ArrayBuffer[] = [];
  readonly said: string[] = [];
  now = 0;
  #offset = 0;
  readonly queue = new RecordingQueue({
    send: (message, transfer) => {
      this.sent.push(message);
      this.transferred.push(...transfer);
    },
    fellBehind: () => this.said.push("behind"),
    caughtUp: () => this.said.push("caught up"),
  }, () => this.now);

  /** A packet of the spool, a megabyte each; what is given arrives in a turn of its own. */
  async chunk(generation = 1): Promise<void> {
    this.queue.receive(generation, this.#packet(CHUNK, MEGABYTE));
    await Promise.resolve();
  }

  async begin(id: number, arrivedAt: number, generation = 1): Promise<void> {
    this.queue.receive(generation, { ...this.#packet({ ...BEGIN, id }), arrivedAt });
    await Promise.resolve();
  }

  async end(id: number, generation = 1): Promise<void> {
    this.queue.receive(generation, this.#packet({ ...END, id }));
    await Promise.resolve();
  }

  /** As long as more goes in memory. */
  async fill(): Promise<void> {
    while (this.sent.every(({ kind }) => kind === "packets") && this.sent.length < 100) {
      const before = this.sent.length;
      await this.chunk();
      if (this.sent.length === before) return;
    }
  }

  get kinds(): string {
    return this.sent.map(({ kind }) => kind).join(" ");
  }

  #packet(record: AgentRecord, bodyBytes = 0): ForwardedPacket {
    const from = { file: 0, offset: this.#offset };
    const until = { file: 0, offset: this.#offset += 100 + bodyBytes };
    const range = { path: "/spool-1", from, until };
    return { record, body: new Uint8Array(bodyBytes), arrivedAt: undefined, range };
  }
}

const CHUNK: AgentRecord = { kind: "sampler-started", tookMs: 1 };
const BEGIN = {
  kind: "begin",
  id: 1,
  start: 0,
  method: "GET",
  target: "/",
  host: "",
  upstreamPort: 1,
  isProfiled: true,
  protocol: "HTTP/1.1",
} as const;

const END = {
  kind: "end",
  id: 1,
  end: 1,
  status: 200,
  responseBytes: 0,
  outcome: "completed",
  isDelivered: true,
  route: "/",
} as const;

Deno.test("RecordingQueue sends together what arrives together, without where it was written", async () => {
  const rig = new Rig();
  const packet = { record: CHUNK, body: Uint8Array.of(7), arrivedAt: 5 };
  const place = { file: 0, offset: 0 };
  rig.queue.receive(1, packet);
  rig.queue.receive(1, { ...packet, range: { path: "", from: place, until: place } });
  rig.queue.receive(2, packet);
  await Promise.resolve();
  assert.deepEqual(rig.sent, [
    { kind: "packets", generation: 1, packets: [packet, packet] },
    { kind: "packets", generation: 2, packets: [packet] },
  ]);
});

Deno.test("RecordingQueue gives bodies away, but not the empty one that many packets share", async () => {
  const rig = new Rig();
  const nothing = new Uint8Array(0);
  for (const body of [nothing, Uint8Array.of(7), nothing]) {
    rig.queue.receive(1, { record: CHUNK, body, arrivedAt: undefined });
  }
  await Promise.resolve();
  assert.deepEqual(rig.transferred, [Uint8Array.of(7).buffer]);
});

Deno.test("RecordingQueue says what is abandoned after what has come before, in the same turn too", () => {
  const rig = new Rig();
  void rig.begin(7, 70);
  rig.queue.abandon(1, [7]);
  assert.equal(rig.kinds, "packets abandon");
});

Deno.test("RecordingQueue keeps a few megabytes in memory, and of the rest one place in the spool", async () => {
  const rig = new Rig();
  await rig.fill();
  const inMemory = rig.sent.length;
  assert.ok(inMemory >= 2 && inMemory <= 6, `${inMemory} MB`);
  for (let i = 0; i < 100; i++) await rig.chunk();
  assert.equal(rig.sent.length, inMemory);
  rig.queue.handled(inMemory);
  assert.equal(rig.sent.length, inMemory + 1);
  const last = rig.sent.at(-1)!;
  assert.ok(last.kind === "spooled");
  const size = MEGABYTE + 100;
  assert.deepEqual(last.spooled.range, {
    path: "/spool-1",
    from: { file: 0, offset: inMemory * size },
    until: { file: 0, offset: (inMemory + 101) * size },
  });
});

Deno.test("RecordingQueue goes on spooling while the worker reads the spool, and ends it afterwards", async () => {
  const rig = new Rig();
  await rig.fill();
  for (let i = 0; i < 9; i++) await rig.chunk();
  const count = rig.sent.length;
  rig.queue.handled(count);
  await rig.chunk();
  assert.equal(rig.sent.length, count + 1);
  rig.queue.handled(count + 1);
  await rig.chunk();
  assert.equal(rig.kinds.slice(-"spooled spooled packets".length), "spooled spooled packets");
});

Deno.test("RecordingQueue tells with a stretch of the spool what is only known here", async () => {
  const rig = new Rig();
  await rig.fill();
  await rig.begin(7, 70);
  await rig.begin(8, 80);
  await rig.end(8);
  rig.queue.abandon(1, [8]);
  rig.queue.abandon(2, [9]);
  rig.queue.handled(rig.sent.length);
  assert.equal(rig.kinds.slice(-"abandon spooled".length), "abandon spooled");
  const last = rig.sent.at(-1)!;
  assert.ok(last.kind === "spooled");
  assert.deepEqual(last.spooled.arrivals, new Map([[7, 70], [8, 80]]));
  assert.deepEqual(last.spooled.abandoned, [8]);
  assert.equal(last.spooled.endCount, 1);
});

Deno.test("RecordingQueue sends a child's stretch before what has come another way, and all before the end", async () => {
  const rig = new Rig();
  await rig.fill();
  await rig.chunk(2);
  rig.queue.receive(1, { record: CHUNK, body: new Uint8Array(0), arrivedAt: undefined });
  await Promise.resolve();
  rig.queue.post({ kind: "close", generation: 2 });
  const generations = rig.sent.slice(-4).map((message) =>
    message.kind + ("generation" in message ? message.generation : "")
  );
  assert.deepEqual(generations, ["spooled1", "packets1", "spooled2", "close2"]);
});

Deno.test("RecordingQueue says once that the worker is late by seconds, and once that it is not", async () => {
  const rig = new Rig();
  for (rig.now of [0, 1_000, 4_000]) await rig.chunk();
  assert.deepEqual(rig.said, []);
  for (rig.now of [5_001, 5_301, 20_000]) await rig.chunk();
  assert.deepEqual(rig.said, ["behind"]);
  rig.queue.handled(5);
  assert.deepEqual(rig.said, ["behind"]);
  rig.queue.handled(6);
  assert.deepEqual(rig.said, ["behind", "caught up"]);
  rig.now += 60_000;
  await rig.chunk();
  assert.equal(rig.said.length, 2);
});

Deno.test("RecordingQueue does not take for a delay that its own process was stopped", async () => {
  const rig = new Rig();
  await rig.chunk();
  rig.now = 60_000;
  await rig.chunk();
  rig.queue.handled(1);
  rig.now += 1_000;
  await rig.chunk();
  assert.deepEqual(rig.said, []);
});
