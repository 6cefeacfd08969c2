// What passes besides ordinary HTTP/1 messages: much of it, other protocols, and what is none.
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { once } from "node:events";
import http2 from "node:http2";
import { TEST_CERTIFICATE } from "./gate_test_certificate.ts";
import { GateRig, until } from "./gate_test_rig.ts";

// A connection or timer that is left behind fails the test; off by default in Deno 2.9.
Deno.test.sanitizer({ ops: true, resources: true });

const GET = "GET / HTTP/1.1\r\nhost: test\r\n\r\n";
const OK = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";
const BIG = 20_000_000;

Deno.test("Splice carries 20 MB up and 20 MB down at once", async () => {
  await using rig = new GateRig();
  rig.gate.open(rig.serve((request) => new Response(request.body)));
  const { port } = rig.address;
  const sent = new Uint8Array(BIG).map((_, n) => n % 251);
  const response = await fetch(`http://127.0.0.1:${port}/`, { method: "POST", body: sent });
  assert.equal(Buffer.compare(await response.bytes(), sent), 0);
});

Deno.test("Splice holds back a sender that nobody reads", async () => {
  await using rig = new GateRig();
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  rig.gate.open(rig.answer(async (socket) => {
    await released;
    assert.equal((await socket.readCount(BIG)).length, BIG);
    await socket.send(OK);
  }));
  const client = await rig.connect();
  await client.send(`POST / HTTP/1.1\r\nhost: a\r\ncontent-length: ${BIG}\r\n\r\n`);
  let progressMs = performance.now();
  const sending = (async () => {
    for (let sent = 0; sent < BIG; sent += 100_000) {
      await client.send(new Uint8Array(100_000));
      progressMs = performance.now();
    }
    return "sent";
  })();
  await until("the sender is stuck", () => performance.now() - progressMs > 300);
  assert.equal(await Promise.race([sending, "stuck"]), "stuck");
  release();
  await sending;
  assert.equal((await client.response()).body, "ok");
});

Deno.test("Splice passes on what a client sends before the upgrade is granted", async () => {
  await using rig = new GateRig();
  rig.gate.open(rig.answer(async (socket) => {
    await socket.send("HTTP/1.1 101 Switching Protocols\r\nupgrade: echo\r\n\r\n");
    await socket.send(`echo ${await socket.readPast("early")}`);
  }));
  const client = await rig.connect();
  await client.send("GET / HTTP/1.1\r\nhost: a\r\nupgrade: echo\r\n\r\nearly");
  await client.readPast("\r\n\r\n");
  assert.equal(await client.readAll(), "echo early");
});

Deno.test("Splice carries a WebSocket, also over a reload", async () => {
  await using rig = new GateRig();
  rig.gate.open(rig.serve((request) => {
    const { socket, response } = Deno.upgradeWebSocket(request);
    socket.onmessage = ({ data }) => socket.send(`echo ${data}`);
    return response;
  }));
  const socket = new WebSocket(`ws://127.0.0.1:${rig.address.port}/`);
  await once(socket, "open");
  for (const text of ["one", "GET / HTTP/1.1\r\n\r\n", "x".repeat(100_000)]) {
    socket.send(text);
    const [{ data }] = await once(socket, "message");
    assert.equal(data, `echo ${text}`);
    rig.gate.hold();
  }
  assert.equal(rig.gate.stats.unanswered, 0);
  socket.close();
  await once(socket, "close");
});

Deno.test("Splice carries TLS", async () => {
  await using rig = new GateRig();
  rig.gate.open(rig.serve((request) => new Response(request.url), TEST_CERTIFICATE));
  const client = Deno.createHttpClient({ caCerts: [TEST_CERTIFICATE.cert] });
  const url = `https://localhost:${rig.address.port}/tls`;
  for (let n = 0; n < 3; n++) assert.equal(await (await fetch(url, { client })).text(), url);
  client.close();
});

Deno.test("Splice carries HTTP/2 without TLS", async () => {
  await using rig = new GateRig();
  rig.gate.open(rig.serve((request) => new Response(new URL(request.url).pathname)));
  const session = http2.connect(`http://127.0.0.1:${rig.address.port}`);
  const bodies = await Promise.all(["/a", "/b", "/c"].map(async (path) => {
    const stream = session.request({ ":path": path });
    let body = "";
    for await (const chunk of stream.setEncoding("utf8")) body += chunk;
    return body;
  }));
  assert.deepEqual(bodies, ["/a", "/b", "/c"]);
  session.close();
  await once(session, "close");
});

Deno.test("Splice lets the server judge what is not HTTP", async () => {
  await using rig = new GateRig();
  rig.gate.open(rig.serve(() => new Response("never")));
  for (
    const garbage of ["GARBAGE\r\n", "\x01\x02\x03\r\n\r\n", "GET / HTTP/1.1\r\nno field\r\n\r\n"]
  ) {
    const client = await rig.connect();
    await client.send(garbage);
    assert.match(await client.readAll(), /^HTTP\/1.1 400 /);
  }
});

Deno.test("Splice passes on what a server says unasked", async () => {
  await using rig = new GateRig();
  const timeout = "HTTP/1.1 408 Request Timeout\r\nconnection: close\r\n\r\n";
  rig.gate.open(rig.answer((socket) => socket.send(OK + timeout)));
  const client = await rig.connect();
  await client.send(GET);
  assert.equal(await client.readAll(), OK + timeout);
});
