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
    assert.equal([...Deno.readDirSync(dir)].length, 2);
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

Deno.test("write() leaves nothing of a record that was written half: the next ones can be read", () =>
  withDir((dir) => {
    const outbox = new Outbox(`${dir}/spool`);
    outbox.write(warning("a"));
    const { writeSync } = Deno.FsFile.prototype;
    // As on a disk that has room for ten more bytes.
    Deno.FsFile.prototype.writeSync = function (bytes) {
      if (bytes.length <= 10) throw new Error("No space left on device");
      return writeSync.call(this, bytes.subarray(0, 10));
    };
    try {
      outbox.write(END, new Uint8Array(12));
    } finally {
      Deno.FsFile.prototype.writeSync = writeSync;
    }
    outbox.write(warning("b"));
    const records = packetsIn(`${dir}/spool.0`).map(({ record }) => record);
    assert.deepEqual(records, [warning("a"), warning("b")]);
  }));

Deno.test("Outbox throws when its first file cannot be made", () =>
  withDir((dir) => {
    assert.throws(() => new Outbox(`${dir}/missing/spool`), Deno.errors.NotFound);
  }));
