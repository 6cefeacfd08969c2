import assert from "node:assert/strict";
import { codecs } from "./codecs.ts";
import { END_BYTES, recordAtEnd } from "./record_at_end.ts";
import { ProfileBuilder } from "../model/profile_builder.ts";
import type { RequestRecord } from "../model/request_record.ts";

const RECORD: RequestRecord = {
  id: 7,
  pid: 4711,
  method: "GET",
  path: '/"runprofileserver":{"/\n',
  query: "?é",
  host: "localhost",
  route: "/:id",
  status: 200,
  responseBytes: 10,
  outcome: "completed",
  startedAt: 1_795_330_000_000,
  start: 0,
  end: 2000,
  cpu: 2000,
  gc: 0,
  wait: 0,
  queued: 0,
  unsampled: 0,
};

function encode(format: string, request?: RequestRecord): Uint8Array {
  const builder = new ProfileBuilder(0);
  for (let i = 0; i < 300; i++) {
    const name = `function${i} "runprofileserver":{`;
    builder.sample(builder.node(0, { name, url: "a.ts", line: i, column: 1, kind: "app" }), 1000);
  }
  const recording = { profile: builder.build(), ...(request && { request }) };
  const codec = codecs.find(({ name }) => name === format)!;
  return codec.encode(recording, { base: "", creator: "test" });
}

function ends(bytes: Uint8Array): { head: Uint8Array; tail: Uint8Array } {
  return { head: bytes.subarray(0, END_BYTES), tail: bytes.subarray(-END_BYTES) };
}

for (const format of ["cpuprofile", "callgrind"]) {
  Deno.test(`recordAtEnd() finds the record of a ${format} file at its ends`, () => {
    const bytes = encode(format, RECORD);
    assert.ok(bytes.length > 2 * END_BYTES || format === "callgrind", "the ends are not all");
    assert.deepEqual(recordAtEnd(ends(bytes))?.request, RECORD);
  });
}

Deno.test("recordAtEnd() knows nothing of other programs' files and of broken ones", () => {
  assert.deepEqual(recordAtEnd(ends(encode("cpuprofile"))), {});
  const bytes = encode("cpuprofile", RECORD);
  assert.equal(recordAtEnd(ends(bytes.subarray(0, -40))), undefined);
  const changed = new TextDecoder().decode(bytes).replace('"method":"GET"', '"method":7');
  assert.equal(recordAtEnd(ends(new TextEncoder().encode(changed))), undefined);
  assert.equal(recordAtEnd(ends(new Uint8Array())), undefined);
});
