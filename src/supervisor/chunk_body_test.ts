// Three things behind each other: times, owners, and a .cpuprofile that is read when somebody wants it.
import assert from "node:assert/strict";
import { cpuprofileCodec } from "../format/cpuprofile/cpuprofile.ts";
import { ProfileBuilder } from "../model/profile_builder.ts";
import { encodePacket, PacketReader } from "../wire/packets.ts";
import type { Chunk } from "../wire/records.ts";
import { readChunkBody } from "./chunk_body.ts";

const TIMES = [1.25, 2, 1e12];
const OWNERS = [0, -1, 7];

function record(switchCount: number): Chunk {
  return {
    kind: "chunk",
    openedAfter: 1,
    openedBefore: 2,
    samplingInterval: 200,
    startTime: 1000,
    endTime: 2000,
    timeOrigin: 0,
    switchCount,
    waits: [],
    sites: [],
  };
}

/** As it comes out of the spool. */
function bodyOf(times: number[], owners: number[], profile: Uint8Array): Uint8Array {
  const bytes = encodePacket(
    record(times.length),
    new Uint8Array(Float64Array.from(times).buffer),
    new Uint8Array(Int32Array.from(owners).buffer),
    profile,
  );
  return [...new PacketReader().push(bytes)][0]!.body;
}

Deno.test("readChunkBody() finds the timeline and the profile", () => {
  const builder = new ProfileBuilder(1000);
  builder.sample(builder.node(0, { name: "f", url: "", line: 0, column: 0, kind: "engine" }), 5);
  const bytes = cpuprofileCodec.encode({ profile: builder.build() }, { base: "", creator: "" });
  const { timeline, profile } = readChunkBody(record(3), bodyOf(TIMES, OWNERS, bytes));
  assert.deepEqual([...timeline.times], TIMES);
  assert.deepEqual([...timeline.owners], OWNERS);
  assert.equal(profile().end, 1005);
  assert.equal(profile().frames[1]!.name, "f");
});

Deno.test("readChunkBody() reads an odd number of switches and none", () => {
  for (const count of [0, 1, 2]) {
    const body = bodyOf(TIMES.slice(0, count), OWNERS.slice(0, count), new Uint8Array(3));
    const { timeline } = readChunkBody(record(count), body);
    assert.deepEqual([...timeline.times], TIMES.slice(0, count));
    assert.deepEqual([...timeline.owners], OWNERS.slice(0, count));
  }
});

Deno.test("readChunkBody() does not look at the profile before it is asked for", () => {
  const broken = new TextEncoder().encode("no JSON");
  const { timeline, profile } = readChunkBody(record(3), bodyOf(TIMES, OWNERS, broken));
  assert.equal(timeline.times.length, 3);
  assert.throws(profile, { name: "UserError", message: /Broken \.cpuprofile/ });
});
