// `convert` as a filter: what comes in by a pipe, packed or not, comes out as from a file.
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { program } from "./program.ts";

const PROFILE = fileURLToPath(new URL("../golden/request.cpuprofile", import.meta.url));

interface Result {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function convert(args: readonly string[], input: Uint8Array): Promise<Result> {
  const { path, ...ours } = program(["convert", ...args]);
  const child = new Deno.Command(path, {
    ...ours,
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  const written = writer.write(input as Uint8Array<ArrayBuffer>).then(() => writer.close());
  const [{ code, stdout, stderr }] = await Promise.all([child.output(), written]);
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

Deno.test("convert reads a pipe and writes to standard output, in every format", async () => {
  const bytes = await Deno.readFile(PROFILE);
  for (const format of ["callgrind", "speedscope", "folded", "markdown", "cpuprofile"]) {
    const filtered = await convert(["-", "--to", format], bytes);
    const direct = await convert([PROFILE, "--to", format, "-o", "-"], new Uint8Array());
    assert.deepEqual([filtered.code, filtered.stderr], [0, ""], format);
    assert.equal(filtered.stdout, direct.stdout, format);
  }
});

Deno.test("convert unpacks what comes packed", async () => {
  const bytes = await Deno.readFile(PROFILE);
  const packed = await convert(["-"], gzipSync(bytes));
  assert.equal(packed.stdout, (await convert(["-"], bytes)).stdout);
  const { code, stderr } = await convert(["-"], gzipSync(bytes).subarray(0, 300));
  assert.equal(code, 1);
  assert.match(stderr, /^error: Cannot read "standard input": its gzip data is damaged$/m);
});
