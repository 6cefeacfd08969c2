import assert from "node:assert/strict";
import { codecByName } from "../format/codecs.ts";
import { fileIn, filesOfEntry } from "./file_in.ts";

const entry = {
  name: "a/b.cpuprofile",
  bytes: 10,
  writtenAt: 0,
  isReadable: true,
  copies: ["a/callgrind.out.b.callgrind"],
};

Deno.test("fileIn() finds the file of a format among all of a recording", () => {
  const files = ["cpuprofile", "callgrind", "pprof"].map((name) =>
    fileIn(entry, codecByName(name))
  );
  assert.deepEqual(files, ["a/b.cpuprofile", "a/callgrind.out.b.callgrind", undefined]);
});

Deno.test("filesOfEntry() has none for a route's sum", () => {
  const sum = { ...entry, name: "route:GET /a.cpuprofile", bytes: 0, copies: [] };
  assert.deepEqual(filesOfEntry(sum), []);
  assert.equal(fileIn(sum, codecByName("cpuprofile")), undefined);
});
