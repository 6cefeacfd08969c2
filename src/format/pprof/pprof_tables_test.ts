import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { readPprof } from "../../../tests/golden/formats/read_pprof.ts";
import { requestRecording } from "../../../tests/golden/request_recording.ts";
import { nameFunctions } from "../callgrind/callgrind_names.ts";
import { PprofMessage } from "./pprof_message.ts";
import { PprofTables } from "./pprof_tables.ts";

const named = nameFunctions(requestRecording().profile, "/srv/app");
const handler = named.names.findIndex(({ name }) => name.startsWith("handler "));
const sort = named.names.findIndex(({ name }) => name === "sort");

Deno.test("PprofTables gives each string one id, the empty one 0", () => {
  const tables = new PprofTables(named);
  assert.equal(tables.stringId(""), 0);
  assert.equal(tables.stringId("cpu"), 1);
  assert.equal(tables.stringId("wait"), 2);
  assert.equal(tables.stringId("cpu"), 1);
});

Deno.test("PprofTables gives each line of each function one id, from 1", () => {
  const tables = new PprofTables(named);
  const ids = [[handler, 13], [handler, 14], [sort, 13], [handler, 13], [sort, 2 ** 32 - 1]]
    .map(([frame, line]) => tables.locationId(frame!, line!));
  assert.deepEqual(ids, [1, 2, 3, 1, 4]);
});

Deno.test("PprofTables.write() writes what was asked for, and no more", () => {
  const tables = new PprofTables(named);
  const sample = new PprofMessage();
  sample.numbers(1, [tables.locationId(sort, 0), tables.locationId(handler, 14)]);
  const profile = new PprofMessage();
  profile.message(2, sample);
  tables.write(profile);
  const [read] = readPprof(gzipSync(profile.view())).samples;
  assert.deepEqual(read!.stack, [
    { name: "sort", file: "[native]", startLine: 0, line: 0 },
    {
      name: "handler main.ts:12:20",
      file: "/srv/app/main.ts",
      startLine: 12,
      line: 14,
    },
  ]);
  assert.ok(!new TextDecoder().decode(profile.view()).includes("dispatch"));
});
