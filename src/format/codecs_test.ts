import assert from "node:assert/strict";
import { UserError } from "../errors.ts";
import { codecByName, codecs, detectCodec } from "./codecs.ts";

Deno.test("codecs have names, and no two the same", () => {
  assert.equal(new Set(codecs.map(({ name }) => name)).size, codecs.length);
  assert.equal(new Set(codecs.map(({ extension }) => extension)).size, codecs.length);
});

Deno.test("codecByName() finds each codec by its name", () => {
  for (const codec of codecs) assert.equal(codecByName(codec.name), codec);
});

Deno.test("codecByName() lists the names when there is none", () => {
  assert.throws(() => codecByName("cpuprof"), (error) => {
    assert.ok(error instanceof UserError);
    assert.equal(error.message, 'Unknown format "cpuprof"');
    assert.match(error.hint, /^Formats are cpuprofile, callgrind/);
    assert.equal(error.exitCode, 2);
    return true;
  });
});

Deno.test("detectCodec() goes by content", () => {
  const detected = (text: string): string | undefined =>
    detectCodec(new TextEncoder().encode(text))?.name;
  assert.equal(detected('{"nodes":['), "cpuprofile");
  assert.equal(detected("# callgrind format\n"), "callgrind");
  assert.equal(detected("hello"), undefined);
});
