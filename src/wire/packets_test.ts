// The format of the spool, byte by byte, and what happens to bytes that are not in it. That any split of
// the bytes gives the same packets is tested in tests/property/packets_test.ts.
import assert from "node:assert/strict";
import { encodePacket, type Packet, PacketReader } from "./packets.ts";
import type { AgentRecord } from "./records.ts";

const HOSTED: AgentRecord = { kind: "hosted", shape: "Hono app" };

/** Two lengths as the format wants them. */
function prefix(head: number, body: number): Uint8Array {
  const bytes = new Uint8Array(8);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, head);
  view.setUint32(4, body);
  return bytes;
}

function readAll(...pieces: Uint8Array[]): Packet[] {
  const reader = new PacketReader();
  return pieces.flatMap((piece) => [...reader.push(piece)]);
}

Deno.test("encodePacket() writes lengths, head and body", () => {
  const head = JSON.stringify(HOSTED);
  const bytes = encodePacket(HOSTED, Uint8Array.of(1, 2), Uint8Array.of(), Uint8Array.of(3));
  assert.deepEqual(bytes.slice(0, 8), prefix(head.length, 3));
  assert.equal(new TextDecoder().decode(bytes.slice(8, -3)), head);
  assert.deepEqual([...bytes.slice(-3)], [1, 2, 3]);
});

Deno.test("encodePacket() counts the bytes of the head, not its characters", () => {
  const record: AgentRecord = { kind: "warning", message: "é😀" };
  assert.deepEqual(readAll(encodePacket(record, Uint8Array.of(9))), [
    { record, body: Uint8Array.of(9) },
  ]);
});

Deno.test("encodePacket() has room for heads of any length and any characters", () => {
  for (const text of ["x", "é", "日", "😀"]) {
    for (const count of [100, 5_000, 20_000]) {
      const record: AgentRecord = { kind: "warning", message: text.repeat(count) };
      const body = Uint8Array.of(1, 2, 3);
      assert.deepEqual(readAll(encodePacket(record, body)), [{ record, body }]);
    }
  }
});

Deno.test("PacketReader makes no bodies for packets that have none", () => {
  const [first, second] = readAll(encodePacket(HOSTED), encodePacket(HOSTED));
  assert.equal(first!.body.length, 0);
  assert.equal(first!.body, second!.body);
});

Deno.test("encodePacket() gives bytes that later packets do not change", () => {
  const first = encodePacket(HOSTED);
  const copy = first.slice();
  encodePacket({ kind: "drained" }, new Uint8Array(100));
  assert.deepEqual(first, copy);
});

Deno.test("PacketReader gives bodies that typed arrays can lie over", () => {
  const times = Float64Array.of(1.5, -2);
  const bytes = encodePacket(HOSTED, new Uint8Array(times.buffer));
  for (let offset = 0; offset < 8; offset++) {
    const shifted = new Uint8Array(offset + bytes.length);
    shifted.set(bytes, offset);
    const [packet] = readAll(shifted.subarray(offset));
    const { buffer, byteOffset } = packet!.body;
    assert.deepEqual(new Float64Array(buffer, byteOffset, 2), times);
  }
});

Deno.test("PacketReader gives bodies that stay as they are when the buffer is used again", () => {
  const bytes = encodePacket(HOSTED, Uint8Array.of(1, 2, 3));
  const [packet] = readAll(bytes);
  bytes.fill(0);
  assert.deepEqual([...packet!.body], [1, 2, 3]);
});

Deno.test("PacketReader waits for lengths, head and body", () => {
  const bytes = encodePacket(HOSTED, Uint8Array.of(1, 2, 3));
  const reader = new PacketReader();
  for (const byte of bytes.slice(0, -1)) {
    assert.deepEqual([...reader.push(Uint8Array.of(byte))], []);
  }
  assert.equal([...reader.push(bytes.slice(-1))].length, 1);
});

Deno.test("PacketReader throws for lengths that no record can have", () => {
  const huge = (1 << 30) + 1;
  for (const bytes of [prefix(huge, 0), prefix(2, huge), new Uint8Array(8).fill(0xff)]) {
    assert.throws(() => readAll(bytes), { name: "Error", message: /the spool is damaged/ });
  }
});

Deno.test("PacketReader throws for a head that is not JSON", () => {
  const bytes = new Uint8Array([...prefix(3, 0), ...new TextEncoder().encode("{a}")]);
  assert.throws(() => readAll(bytes), Error);
});

Deno.test("PacketReader throws for a head that is no record", () => {
  for (const head of ["null", "1", '"kind"', "[]", "{}", '{"kind":1}']) {
    const bytes = new Uint8Array([...prefix(head.length, 0), ...new TextEncoder().encode(head)]);
    assert.throws(() => readAll(bytes), { name: "Error", message: /the spool is damaged/ });
  }
});

Deno.test("PacketReader gives what is whole before it throws", () => {
  const reader = new PacketReader();
  const bytes = new Uint8Array([...encodePacket(HOSTED), ...prefix(0xffff_ffff, 0)]);
  const read: AgentRecord[] = [];
  assert.throws(() => {
    for (const { record } of reader.push(bytes)) read.push(record);
  });
  assert.deepEqual(read, [HOSTED]);
});

Deno.test("PacketReader keeps the rest when its user stops in the middle", () => {
  const reader = new PacketReader();
  const two = new Uint8Array([...encodePacket(HOSTED), ...encodePacket({ kind: "drained" })]);
  for (const { record } of reader.push(two)) {
    assert.deepEqual(record, HOSTED);
    break;
  }
  assert.deepEqual([...reader.push(new Uint8Array(0))].map(({ record }) => record), [
    { kind: "drained" },
  ]);
});
