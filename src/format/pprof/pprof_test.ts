import assert from "node:assert/strict";
import { gunzipSync } from "node:zlib";
import fc from "fast-check";
import { arbitraryProfile } from "../../../tests/arbitrary_profile.ts";
import { NEEDS_READING, runCodecSuite } from "../../../tests/codec_suite.ts";
import { readPprof, type ReadSample } from "../../../tests/golden/formats/read_pprof.ts";
import { assertGolden } from "../../../tests/golden/golden_file.ts";
import { requestRecording } from "../../../tests/golden/request_recording.ts";
import type { Frame, Profile } from "../../model/profile.ts";
import { ProfileBuilder } from "../../model/profile_builder.ts";
import { functionName } from "../callgrind/callgrind_names.ts";
import { pprofCodec } from "./pprof.ts";

const OPTIONS = { base: "/srv/app", creator: "runprofileserver 0.1.0" };

const reason = "pprof can only be written";
runCodecSuite(pprofCodec, {
  skip: Object.fromEntries(NEEDS_READING.map((name) => [name, reason])),
});

function sampleText({ stack, values, labels }: ReadSample): string {
  const places = stack.map(({ name, file, line }) => `  ${name} | ${file} | line ${line}`);
  return [`${values.join(" ")} ${JSON.stringify(labels)}`, ...places].join("\n");
}

Deno.test("pprofCodec writes a request as in the golden file", () => {
  const { samples, ...rest } = readPprof(pprofCodec.encode(requestRecording(), OPTIONS));
  const facts = Object.entries(rest).map(([name, value]) =>
    `${name}: ${Array.isArray(value) ? value.join("\n  ") : value}`
  );
  assertGolden(
    "formats/request.pprof.txt",
    `${[...facts, ...samples.map(sampleText)].join("\n")}\n`,
  );
});

Deno.test("pprofCodec recognizes files without gzip and leaves other gzip files alone", () => {
  const file = pprofCodec.encode(requestRecording(), OPTIONS);
  assert.ok(pprofCodec.recognizes(gunzipSync(file).subarray(0, 4096)));
  assert.ok(!pprofCodec.recognizes(Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 1, 2)));
});

Deno.test("pprofCodec says at which line of its function a wait is", () => {
  const { samples } = readPprof(pprofCodec.encode(requestRecording(), OPTIONS));
  const wait = samples.find(({ stack }) => stack[0]!.name.startsWith("(await)"))!;
  assert.deepEqual(wait.stack.slice(0, 2).map(({ name, line }) => [name, line]), [
    ["(await) main.ts:15:9", 15],
    ["handler main.ts:12:20", 15],
  ]);
});

Deno.test("pprofCodec gives a foreign profile neither labels nor a time", () => {
  const { profile } = requestRecording();
  const read = readPprof(pprofCodec.encode({ profile }, OPTIONS));
  assert.ok(read.samples.every(({ labels }) => Object.keys(labels).length === 0));
  assert.equal(read.timeNanos, 0n);
  assert.equal(read.durationNanos, 18_750_000n);
  assert.deepEqual(read.comments, ["Creator: runprofileserver 0.1.0"]);
});

Deno.test("pprofCodec survives a request with impossible times", () => {
  for (const startedAt of [-1, 0.5, NaN, 1e300]) {
    const request = { ...requestRecording().request!, startedAt };
    const read = readPprof(pprofCodec.encode({ ...requestRecording(), request }, OPTIONS));
    assert.equal(read.timeNanos, 0n);
  }
});

Deno.test("pprofCodec says how long all requests of an aggregate took", () => {
  const aggregate = { key: "GET /users/:id", requests: 3, duration: 38_211.4 };
  const { profile } = requestRecording();
  const read = readPprof(pprofCodec.encode({ profile, aggregate }, OPTIONS));
  assert.equal(read.durationNanos, 38_211_000n);
  assert.equal(read.comments[0], "GET /users/:id, 3 requests, 38.2ms");
  assert.deepEqual(read.samples[0]!.labels, { group: "GET /users/:id" });
});

Deno.test("pprofCodec writes numbers beyond 32 bits", () => {
  const builder = new ProfileBuilder(0);
  builder.sample(builder.node(0, app("f")), 2 ** 50);
  const { samples } = readPprof(pprofCodec.encode({ profile: builder.build() }, OPTIONS));
  assert.deepEqual(samples[0]!.values, [1, 2 ** 50, 0, 2 ** 50]);
});

function app(name: string): Frame {
  return { name, url: "file:///srv/app/a.ts", line: 1, column: 1, kind: "app" };
}

/** stack -> samples, wall, wait and CPU time, worked out one sample at a time. */
function bruteForce(profile: Profile): Record<string, number[]> {
  const sums: Record<string, number[]> = {};
  profile.samples.forEach((leaf, i) => {
    const names: string[] = [];
    for (let node = leaf; node !== 0 || names.length === 0; node = profile.nodeParent[node]!) {
      names.push(functionName(profile.frames[profile.nodeFrame[node]!]!, OPTIONS.base).name);
    }
    const micros = profile.weights[i]!;
    const isWait = profile.frames[profile.nodeFrame[leaf]!]!.kind === "wait";
    const values = [1, micros, isWait ? micros : 0, isWait ? 0 : micros];
    const sum = sums[names.join("\n")] ??= [0, 0, 0, 0];
    values.forEach((value, at) => sum[at]! += value);
  });
  return sums;
}

Deno.test("pprofCodec keeps every microsecond of every stack", () => {
  fc.assert(fc.property(arbitraryProfile(), (profile) => {
    const sums: Record<string, number[]> = {};
    for (const { stack, values } of readPprof(pprofCodec.encode({ profile }, OPTIONS)).samples) {
      const sum = sums[stack.map(({ name }) => name).join("\n")] ??= [0, 0, 0, 0];
      values.forEach((value, at) => sum[at]! += value);
    }
    assert.deepEqual(sums, bruteForce(profile));
  }));
});
