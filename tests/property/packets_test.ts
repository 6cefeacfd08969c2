// The bytes between agent and supervisor may be split anywhere: what was written comes out, in order.
import assert from "node:assert/strict";
import fc from "fast-check";
import { encodePacket, type Packet, PacketReader } from "../../src/wire/packets.ts";
import type { AgentRecord } from "../../src/wire/records.ts";
import { type Command, decodeCommands, encodeCommand } from "../../src/wire/settings.ts";

/** Text as apps have it in paths and messages: line breaks, quotes, characters of any length in UTF-8. */
const text = fc.string({ unit: "binary", maxLength: 40 });
const record: fc.Arbitrary<AgentRecord> = fc.oneof(
  fc.constant<AgentRecord>({ kind: "drained" }),
  fc.record({ kind: fc.constant("warning" as const), message: text }),
  fc.record({ kind: fc.constant("hosted" as const), shape: text }),
  fc.record({
    kind: fc.constant("end" as const),
    id: fc.nat(),
    end: fc.double({ noNaN: true, noDefaultInfinity: true }),
    status: fc.nat(599),
    responseBytes: fc.integer({ min: -1 }),
    outcome: fc.constantFrom("completed", "failed", "aborted"),
    isDelivered: fc.boolean(),
    route: text,
  }),
);
const packet = fc.record({
  record,
  parts: fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 3 }),
});

/** Pieces of the bytes, cut at the given shares of their length; some are empty. */
function split(bytes: Uint8Array, shares: readonly number[]): Uint8Array[] {
  const cuts = shares.map((share) => Math.floor(share * (bytes.length + 1))).sort((a, b) => a - b);
  return [...cuts, bytes.length].map((cut, i) => bytes.slice(cuts[i - 1] ?? 0, cut));
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

const shares = fc.array(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), {
  maxLength: 20,
});

/** JSON has no -0, and objects from JSON have a prototype. */
function asJson<T>(value: T): T {
  return JSON.parse(JSON.stringify(value));
}

Deno.test("PacketReader gives the same packets for any split of the bytes", () => {
  fc.assert(
    fc.property(fc.array(packet, { maxLength: 8 }), shares, (packets, shares) => {
      const bytes = concat(packets.map(({ record, parts }) => encodePacket(record, ...parts)));
      const reader = new PacketReader();
      const read: Packet[] = [];
      for (const piece of split(bytes, shares)) read.push(...reader.push(piece));
      assert.deepEqual(
        read,
        packets.map(({ record, parts }) => ({ record: asJson(record), body: concat(parts) })),
      );
    }),
    { numRuns: 1000 },
  );
});

Deno.test("PacketReader gives each packet as soon as its last byte is there", () => {
  fc.assert(
    fc.property(packet, packet, fc.nat(), (first, second, cut) => {
      const bytes = encodePacket(first.record, ...first.parts);
      const next = encodePacket(second.record, ...second.parts);
      const reader = new PacketReader();
      assert.equal([...reader.push(bytes.slice(0, -1))].length, 0);
      const begun = next.slice(0, cut % next.length);
      assert.equal([...reader.push(concat([bytes.slice(-1), begun]))].length, 1);
      assert.equal([...reader.push(next.slice(begun.length))].length, 1);
    }),
  );
});

const port = fc.integer({ min: 1, max: 65_535 });
const command: fc.Arbitrary<Command> = fc.oneof(
  fc.record({ kind: fc.constant("drain" as const), signal: fc.constantFrom("SIGINT", "SIGTERM") }),
  fc.record({ kind: fc.constant("go" as const), firstId: fc.nat() }),
  fc.record({
    kind: fc.constant("client" as const),
    upstreamPort: port,
    hostname: text,
    port,
  }),
  fc.record({ kind: fc.constant("client-gone" as const), upstreamPort: port }),
);

Deno.test("decodeCommands() gives the same commands for any split of the text", () => {
  fc.assert(
    fc.property(fc.array(command, { maxLength: 8 }), shares, (commands, shares) => {
      const bytes = new TextEncoder().encode(commands.map(encodeCommand).join(""));
      const decoder = new TextDecoder();
      const read: Command[] = [];
      let rest = "";
      for (const piece of split(bytes, shares)) {
        const decoded = decodeCommands(rest + decoder.decode(piece, { stream: true }));
        read.push(...decoded.commands);
        rest = decoded.rest;
      }
      assert.deepEqual(read, asJson(commands));
      assert.equal(rest, "");
    }),
    { numRuns: 1000 },
  );
});
