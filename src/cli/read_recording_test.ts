import assert from "node:assert/strict";
import { join } from "@std/path";
import { codecByName } from "../format/codecs.ts";
import { decodeRecording, readRecording } from "./read_recording.ts";
import { inFolder, requestFile } from "./gather/request_file_test_rig.ts";

const bytes = requestFile({ path: "/a" });

async function gzipped(data: Uint8Array): Promise<Uint8Array> {
  const stream = new Blob([data as BlobPart]).stream().pipeThrough(new CompressionStream("gzip"));
  return await new Response(stream).bytes();
}

Deno.test("decodeRecording() finds the format by content", async () => {
  const { request } = await decodeRecording(bytes, "unknown");
  assert.equal(request!.path, "/a");
});

Deno.test("decodeRecording() unpacks gzip", async () => {
  const once = await gzipped(bytes);
  assert.equal((await decodeRecording(once, "a")).request!.path, "/a");
  assert.equal((await decodeRecording(await gzipped(once), "a")).request!.path, "/a");
});

Deno.test("decodeRecording() finds the profile in a Chrome trace", async () => {
  const cpuProfile = JSON.parse(new TextDecoder().decode(bytes));
  const event = { name: "CpuProfile", ph: "I", pid: 1, tid: 2, args: { data: { cpuProfile } } };
  const trace = new TextEncoder().encode(JSON.stringify([event]));
  const { profile } = await decodeRecording(bytes, "a");
  for (const data of [trace, await gzipped(trace)]) {
    const traced = await decodeRecording(data, "a");
    assert.deepEqual(traced.profile, profile);
    assert.equal(traced.request, undefined);
  }
});

Deno.test("decodeRecording() says what is wrong, and with which file", async () => {
  const text = (content: string) => new TextEncoder().encode(content);
  const callgrind = requestFile({}, codecByName("callgrind"));
  const cases: readonly (readonly [Uint8Array, string | RegExp])[] = [
    [new Uint8Array(), 'Cannot read "f": it is empty'],
    [text("hello"), 'Cannot read "f": no profile in a known format'],
    [bytes.subarray(0, 200), /^Cannot read "f": broken \.cpuprofile: not JSON/],
    [text('{"traceEvents":[]}'), 'Cannot read "f": no CPU profile in the Chrome trace'],
    [text('{"nodes":{}}'), /^Cannot read "f": broken \.cpuprofile: nodes is an object/],
    [(await gzipped(bytes)).subarray(0, 40), 'Cannot read "f": its gzip data is damaged'],
    [callgrind, 'Cannot read "f": callgrind files can be written only'],
  ];
  for (const [content, message] of cases) {
    await assert.rejects(decodeRecording(content, "f"), { name: "UserError", message });
  }
});

Deno.test("decodeRecording() lists the formats that can be read", async () => {
  await assert.rejects(decodeRecording(new TextEncoder().encode("hello"), "f"), {
    hint: /^Formats that can be read: cpuprofile, .*chrome-trace$/,
  });
});

Deno.test("readRecording() quotes the name that the user knows", () =>
  inFolder(async (folder) => {
    const path = join(folder, "a.cpuprofile");
    await assert.rejects(readRecording(path, "a.cpuprofile"), {
      name: "UserError",
      message: 'Cannot read "a.cpuprofile": no such file or directory',
    });
    await Deno.writeFile(path, bytes);
    assert.equal((await readRecording(path)).request!.method, "GET");
  }));
