// How a request may end, and what the record says of it.
import assert from "node:assert/strict";
import { cpuprofileCodec } from "../../src/format/cpuprofile/cpuprofile.ts";
import type { RequestRecord } from "../../src/model/request_record.ts";
import { ServedApp } from "./served_app.ts";

const APP = `const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
function spin(ms: number) { const end = performance.now() + ms; while (performance.now() < end); }
async function afterwards() { await sleep(2); spin(40); }
async function* pieces() { for (let i = 0; i < 4; i++) { await sleep(20); spin(3); yield "piece " + i; } }
const encode = () => new TextEncoderStream();
Deno.serve(async (request) => {
  switch (new URL(request.url).pathname) {
    case "/stream": return new Response(ReadableStream.from(pieces()).pipeThrough(encode()));
    case "/forever": return new Response(new ReadableStream({
      async pull(controller) { await sleep(5); controller.enqueue(new Uint8Array([65])); },
    }));
    case "/throws": throw new Error("told by the handler");
    case "/slow": await sleep(150); return new Response("slow");
    case "/background": void afterwards(); return new Response("done");
    default: return new Response("fine");
  }
});`;

async function outcomeOf(
  act: (url: URL, served: ServedApp) => Promise<void>,
): Promise<{ record: RequestRecord; served: ServedApp; frames: Map<string, number> }> {
  const dir = await Deno.makeTempDir();
  await Deno.writeTextFile(`${dir}/app.ts`, APP);
  const profiles = `${dir}/profiles`;
  await using served = await ServedApp.start(
    ["app.ts", "0", "--prof-path", profiles, "--noreload"],
    {
      cwd: dir,
    },
  );
  await act(new URL(served.url), served);
  await served.until(() => served.accessLines.length > 0, "an access line");
  assert.equal(await served.stop(), 0);
  const [file] = [...Deno.readDirSync(profiles)];
  const { request, profile } = cpuprofileCodec.decode!(
    Deno.readFileSync(`${profiles}/${file!.name}`),
  );
  const frames = new Map<string, number>();
  profile.samples.forEach((node, i) => {
    const { name } = profile.frames[profile.nodeFrame[node]!]!;
    frames.set(name, (frames.get(name) ?? 0) + profile.weights[i]!);
  });
  return { record: request!, served, frames };
}

/** Sends a request and hangs up after the first byte of an answer, or after `ms` without one. */
async function hangUp(url: URL, path: string, ms: number): Promise<void> {
  const connection = await Deno.connect({ hostname: url.hostname, port: Number(url.port) });
  await connection.write(new TextEncoder().encode(`GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`));
  const answered = connection.read(new Uint8Array(1024)).catch(() => null);
  await Promise.race([answered, new Promise((resolve) => setTimeout(resolve, ms))]);
  connection.close();
}

Deno.test("a streamed response lasts until its last byte, with the work and the waits in between", async () => {
  const { record, frames } = await outcomeOf(async (url) => {
    assert.match(await (await fetch(new URL("/stream", url))).text(), /piece 3$/);
  });
  assert.equal(record.outcome, "completed");
  assert.equal(record.responseBytes, 4 * "piece 0".length);
  assert.ok(record.end - record.start >= 80_000, `it took ${record.end - record.start} us`);
  assert.ok(
    record.cpu >= 11_000,
    `cpu ${record.cpu} us of 12 ms that were burned after the return`,
  );
  assert.ok((frames.get("(await)") ?? 0) >= 60_000, "the waits between the pieces");
});

Deno.test("a client that goes away makes the request aborted", async () => {
  const early = await outcomeOf((url) => hangUp(url, "/slow", 20));
  assert.equal(early.record.outcome, "aborted");
  assert.match(early.served.accessLines[0]!, /, aborted$/);
  const midway = await outcomeOf((url) => hangUp(url, "/forever", 5_000));
  assert.equal(midway.record.outcome, "aborted");
});

Deno.test("a handler that throws is answered as without us, and the record says failed", async () => {
  const { record, served } = await outcomeOf(async (url) => {
    const response = await fetch(new URL("/throws", url));
    assert.equal(response.status, 500);
    assert.equal(await response.text(), "Internal Server Error");
  });
  assert.equal(record.outcome, "failed");
  assert.equal(record.status, 500);
  assert.equal(served.lines.filter((line) => line.includes("told by the handler")).length, 1);
});

Deno.test("work after the response is no part of the request, but counted as its background work", async () => {
  const { record, served } = await outcomeOf(async (url) => {
    assert.equal(await (await fetch(new URL("/background", url))).text(), "done");
  });
  assert.equal(record.outcome, "completed");
  assert.ok(record.background! >= 39_000, `background ${record.background} us of 40 ms`);
  assert.ok(record.cpu < 39_000, `cpu ${record.cpu} us`);
  assert.match(served.accessLines[0]!, /, then \d+.\d in the background/);
});
