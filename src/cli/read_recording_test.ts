import assert from "node:assert/strict";
import { join } from "@std/path";
import { codecByName } from "../format/codecs.ts";
import { decodeRecording, readRecording } from "./read_recording.ts";
import { inFolder, requestFile } from "./request_file_test_rig.ts";

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

Deno.test("decodeRecording() says what is wrong, and with which file", async () => {
  const text = (content: string) => new TextEncoder().encode(content);
  const callgrind = requestFile({}, codecByName("callgrind"));
  const cases: readonly (readonly [Uint8Array, string | RegExp])[] = [
    [new Uint8Array(), 'Cannot read "f": it is empty'],
    [text("hello"), 'Cannot read "f": no profile in a known format'],
    [bytes.subarray(0, 200), /^Cannot read "f": broken \.cpuprofile: not JSON/],
    [text('{"nodes":{}}'), /^Cannot read "f": broken \.cpuprofile: nodes is an object/],
    [(await gzipped(bytes)).subarray(0, 40), 'Cannot read "f": its gzip data is damaged'],
    [callgrind, 'Cannot read "f": callgrind files can be written only'],
  ];
  for (const [content, message] of cases) {
    await assert.rejects(decodeRecording(content, "f"), { name: "UserError", message });
  }
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
