// What is written is in the file at once, in order, in files of bounded size.
import assert from "node:assert/strict";
import { encodePacket, type Packet, PacketReader } from "../wire/packets.ts";
import type { AgentRecord } from "../wire/records.ts";
import { Outbox } from "./outbox.ts";

async function withDir(test: (dir: string) => void): Promise<void> {
  const dir = await Deno.makeTempDir({ prefix: "outbox_test-" });
  try {
    test(dir);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

const warning = (message: string): AgentRecord => ({ kind: "warning", message });
const END: AgentRecord = {
  kind: "end",
  id: 1,
  end: 2.5,
  status: 200,
  responseBytes: 0,
  outcome: "completed",
  isDelivered: true,
  route: "",
};
const BEGIN: AgentRecord = {
  kind: "begin",
  id: 1,
  start: 1.5,
  method: "GET",
  target: "/",
  host: "",
  upstreamPort: 1,
  isProfiled: true,
  protocol: "HTTP/1.1",
};

function packetsIn(path: string): Packet[] {
  return [...new PacketReader().push(Deno.readFileSync(path))];
}

Deno.test("write() appends each record to the first file at once", () =>
  withDir((dir) => {
    const outbox = new Outbox(`${dir}/spool`);
    outbox.write(warning("a"));
    assert.deepEqual(Deno.readFileSync(`${dir}/spool.0`), encodePacket(warning("a")));
    outbox.write(END, Uint8Array.of(1), Uint8Array.of(2, 3));
    assert.deepEqual(packetsIn(`${dir}/spool.0`), [
      { record: warning("a"), body: new Uint8Array(0) },
      { record: END, body: Uint8Array.of(1, 2, 3) },
    ]);
  }));

Deno.test("Outbox makes files that nobody else can read", () =>
  withDir((dir) => {
    new Outbox(`${dir}/spool`).write(warning("a"));
    if (Deno.build.os === "windows") return;
    assert.equal(Deno.statSync(`${dir}/spool.0`).mode! & 0o777, 0o600);
  }));

Deno.test("write() wakes the supervisor for every record but begin and end", () =>
  withDir((dir) => {
    const outbox = new Outbox(`${dir}/spool`);
    const woken: number[] = [];
    outbox.wake = () => woken.push(packetsIn(`${dir}/spool.0`).length);
    outbox.write(BEGIN);
    outbox.write(END);
    assert.deepEqual(woken, []);
    outbox.write(warning("a"));
    outbox.write({ kind: "drained" });
    assert.deepEqual(woken, [3, 4], "after the record is in the file");
  }));

Deno.test("write() goes on in another file when one has become large", () =>
  withDir((dir) => {
    const outbox = new Outbox(`${dir}/spool`);
    outbox.write(warning("a"));
    outbox.write(warning("b"), new Uint8Array(64 * 1024 * 1024));
    outbox.write(warning("c"));
    const [first, second] = [0, 1].map((number) =>
      packetsIn(`${dir}/spool.${number}`).map(({ record }) => record)
    );
    assert.deepEqual(first, [warning("a"), warning("b"), { kind: "continued" }]);
    assert.deepEqual(second, [warning("c")]);
    const names = Array.from(Deno.readDirSync(dir), ({ name }) => name).sort();
    assert.deepEqual(names, ["spool.0", "spool.1", "spool.lock"]);
  }));

Deno.test("write() does not throw when the disk is full, and does not wake", () =>
  withDir((dir) => {
    if (Deno.build.os !== "linux") return;
    Deno.symlinkSync("/dev/full", `${dir}/spool.0`);
    const outbox = new Outbox(`${dir}/spool`);
    let wakeCount = 0;
    outbox.wake = () => wakeCount++;
    outbox.write(warning("a"));
    assert.equal(wakeCount, 0);
  }));

/** Runs `work` as if the disk had no room, or for `free` more bytes. */
function onFullDisk(work: () => void, free = 0): void {
  const { writeSync } = Deno.FsFile.prototype;
  Deno.FsFile.prototype.writeSync = function (bytes) {
    if (free === 0) throw Object.assign(new Error("full"), { code: "ENOSPC" });
    const count = writeSync.call(this, bytes.subarray(0, free));
    free -= count;
    return count;
  };
  try {
    work();
  } finally {
    Deno.FsFile.prototype.writeSync = writeSync;
  }
}

const begin = (id: number): AgentRecord => ({ ...BEGIN, id }) as AgentRecord;
const end = (id: number): AgentRecord => ({ ...END, id }) as AgentRecord;
const CHUNK: AgentRecord = {
  kind: "chunk",
  samplingInterval: 200,
  openedAfter: 1,
  openedBefore: 1,
  startTime: 1,
  endTime: 2,
  timeOrigin: 0,
  switchCount: 0,
  waits: [],
  sites: [],
};

Deno.test("write() leaves nothing of a record that was written half: the next ones can be read", () =>
  withDir((dir) => {
    for (const free of [1, 8, 10, 100]) {
      const outbox = new Outbox(`${dir}/spool-${free}`);
      outbox.write(warning("a"));
      onFullDisk(() => outbox.write(CHUNK, new Uint8Array(200)), free);
      outbox.write(warning("b"));
      const records = packetsIn(`${dir}/spool-${free}.0`).map(({ record }) => record);
      assert.deepEqual(records, [warning("a"), warning("b")]);
    }
  }));

Deno.test("write() keeps requests until there is room, in order, and says how many samples are lost", () =>
  withDir((dir) => {
    const clock = { ms: 0 };
    const outbox = new Outbox(`${dir}/spool`, () => clock.ms);
    const told: AgentRecord[] = [];
    outbox.tell = (record) => told.push(record);
    outbox.write(begin(1));
    onFullDisk(() => [end(1), CHUNK, begin(2)].forEach((record) => outbox.write(record)), 20);
    clock.ms = 5_000;
    outbox.write(end(2));
    const records = packetsIn(`${dir}/spool.0`).map(({ record }) => record);
    const lost = "The spool is written again; lost were 1 chunks of samples and 0 requests";
    assert.deepEqual(records, [begin(1), end(1), begin(2), warning(lost), end(2)]);
    assert.equal(told.length, 1);
    assert.match((told[0] as { message: string }).message, /^Cannot write to .*: no space left/);
  }));

Deno.test("a disk that takes one record and refuses the next is told once", () =>
  withDir((dir) => {
    const clock = { ms: 0 };
    const outbox = new Outbox(`${dir}/spool`, () => clock.ms);
    const told: AgentRecord[] = [];
    outbox.tell = (record) => told.push(record);
    for (let id = 1; id <= 20; id++) {
      clock.ms += 300;
      onFullDisk(() => outbox.write(begin(id)));
      outbox.write(end(id));
    }
    assert.equal(told.length, 1);
    clock.ms += 2_000;
    outbox.write(begin(21));
    const records = packetsIn(`${dir}/spool.0`).map(({ record }) => record);
    assert.equal(records.length, 42);
    assert.equal(records.filter(({ kind }) => kind === "warning").length, 1);
  }));

Deno.test("write() tells at once what people wait for when it cannot be written", () =>
  withDir((dir) => {
    const outbox = new Outbox(`${dir}/spool`);
    const told: AgentRecord[] = [];
    outbox.tell = (record) => told.push(record);
    const listening: AgentRecord = { kind: "listening", port: 1, secure: false, isFirst: true };
    onFullDisk(() =>
      [listening, { kind: "hosted", shape: "x" } as const].forEach((record) => outbox.write(record))
    );
    assert.deepEqual(told.map(({ kind }) => kind), ["listening", "warning", "hosted"]);
  }));

Deno.test("write() drops whole requests when too many wait", () =>
  withDir((dir) => {
    const clock = { ms: 0 };
    const outbox = new Outbox(`${dir}/spool`, () => clock.ms);
    onFullDisk(() => {
      for (let id = 1; id <= 20_010; id++) outbox.write(begin(id));
      for (let id = 20_010; id >= 1; id--) outbox.write(end(id));
    });
    clock.ms = 5_000;
    outbox.write(warning("again"));
    const records = packetsIn(`${dir}/spool.0`).map(({ record }) => record);
    assert.equal(records.length, 2 * 20_000 + 2);
    const counts = new Map<number, number>();
    for (const record of records) {
      if ("id" in record) counts.set(record.id, (counts.get(record.id) ?? 0) + 1);
    }
    assert.ok([...counts.values()].every((count) => count === 2));
    assert.match((records.at(-2) as { message: string }).message, / 10 requests$/);
  }));

Deno.test("Outbox makes its folder again, for nobody else, when somebody has deleted it", () =>
  withDir((dir) => {
    const path = `${dir}/spool/file`;
    new Outbox(path).write(warning("a"));
    Deno.removeSync(`${dir}/spool`, { recursive: true });
    new Outbox(path).write(warning("b"));
    assert.deepEqual(packetsIn(`${path}.0`).map(({ record }) => record), [warning("b")]);
    if (Deno.build.os === "windows") return;
    assert.equal(Deno.statSync(`${dir}/spool`).mode! & 0o777, 0o700);
  }));

Deno.test("Outbox throws when its first file cannot be made", () =>
  withDir((dir) => {
    assert.throws(() => new Outbox(`${dir}/missing/too/spool`), Deno.errors.NotFound);
  }));
