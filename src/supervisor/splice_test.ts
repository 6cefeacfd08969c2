// What one connection sees: each test is a way in which bytes pass, or a child or client ends, at the gate.
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { once } from "node:events";
import http2 from "node:http2";
import { TEST_CERTIFICATE } from "./gate_test_certificate.ts";
import { GateRig, type RawSocket, until } from "./gate_test_rig.ts";

const GET = "GET / HTTP/1.1\r\nhost: test\r\n\r\n";
const OK = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";
const ENDED = "The server process ended while it handled this request (see the terminal)\n";
const BIG = 20_000_000;

/** A child that reads each request (without body) and does as told. */
function scripted(rig: GateRig, play: (socket: RawSocket, upstreamPort: number) => Promise<void>) {
  return rig.script(async (socket, upstreamPort) => {
    await socket.readPast("\r\n\r\n");
    await play(socket, upstreamPort);
  });
}

Deno.test("Splice answers pipelined requests in order", async () => {
  await using rig = new GateRig();
  rig.gate.open(rig.serve(async (request) => {
    const body = await request.text();
    return new Response(`${request.method} ${new URL(request.url).pathname} ${body}`);
  }));
  const client = await rig.connect();
  const post =
    "POST /b HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n";
  await client.send(`${GET}${post}HEAD /c HTTP/1.1\r\nhost: a\r\n\r\n\r\n\r\n${GET}`);
  assert.equal((await client.response()).body, "GET / ");
  assert.equal((await client.response()).body, "POST /b abc");
  assert.equal((await client.response(true)).status, 200);
  assert.equal((await client.response()).body, "GET / ");
});

Deno.test("Splice sends pipelined requests that were not answered to the next child", async () => {
  await using rig = new GateRig();
  rig.gate.open(scripted(rig, (socket) => socket.send(OK)));
  const client = await rig.connect();
  await client.send(GET + GET.replace("/", "/2") + GET.replace("/", "/3"));
  assert.equal((await client.response()).body, "ok");
  rig.gate.hold();
  rig.gate.open(rig.serve((request) => new Response(new URL(request.url).pathname)));
  // The first child may have got the second request as well before it hung up; it did not begin it.
  assert.match((await client.response()).body, /ok|\/2/);
  assert.match((await client.response()).body, /ok|\/3/);
});

Deno.test("Splice repeats a request that a child dropped before it began it", async () => {
  await using rig = new GateRig();
  const dropping = scripted(rig, () => {
    rig.gate.hold();
    return Promise.resolve();
  });
  rig.gate.open(dropping);
  const client = await rig.connect();
  await client.send("POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 200000\r\n\r\n");
  const body = "x".repeat(200_000);
  await client.send(body.slice(0, 100_000));
  await until("the request is dropped", () => rig.gate.stats.held === 1);
  const next = rig.serve(async (request) => new Response(String((await request.text()).length)));
  rig.gate.open(next);
  await client.send(body.slice(100_000));
  assert.equal((await client.response()).body, "200000");
  assert.deepEqual([dropping.begun, next.begun], [1, 1]);
});

Deno.test("Splice never repeats a request that a child has begun", async () => {
  await using rig = new GateRig();
  const crashing = scripted(rig, (_, upstreamPort) => {
    rig.begin(1, upstreamPort);
    rig.gate.hold();
    return Promise.resolve();
  });
  rig.gate.open(crashing);
  const client = await rig.connect();
  const { status, body } = await client.get();
  assert.deepEqual([status, body], [502, ENDED]);
  assert.equal(await client.readAll(), "");
  const head = await rig.connect();
  rig.gate.open(crashing);
  await head.send("HEAD / HTTP/1.1\r\nhost: a\r\n\r\n");
  assert.equal((await head.response(true)).status, 502);
  assert.equal(await head.readAll(), "");
});

Deno.test("Splice asks whether the child has begun the second request, not the first", async () => {
  const asked: number[] = [];
  await using rig = new GateRig({
    hasBegun: (_generation, _port, answered) => asked.push(answered) < 0,
  });
  rig.gate.open(scripted(rig, async (socket) => {
    await socket.send(OK);
    await socket.readPast("\r\n\r\n");
    rig.gate.hold();
  }));
  const client = await rig.connect();
  await client.get();
  const second = client.get();
  await until("the second request is held", () => rig.gate.stats.held === 1);
  assert.deepEqual(asked, [1]);
  rig.gate.open(rig.serve(() => new Response("next")));
  assert.equal((await second).body, "next");
});

Deno.test("Splice does not repeat a request of more than 256 KiB", async () => {
  await using rig = new GateRig();
  const length = 400_000;
  rig.gate.open(rig.script(async (socket) => {
    await socket.readPast("\r\n\r\n");
    await socket.readCount(length);
  }));
  const client = await rig.connect();
  await client.send(`POST / HTTP/1.1\r\nhost: a\r\ncontent-length: ${length}\r\n\r\n`);
  await client.send(new Uint8Array(length));
  assert.equal((await client.response()).body, ENDED);
});

Deno.test("Splice closes after a response that broke off, adding nothing", async () => {
  await using rig = new GateRig();
  const part = "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\npart";
  const broken = scripted(rig, (socket) => socket.send(part));
  rig.gate.open(broken);
  const client = await rig.connect();
  await client.send(GET);
  assert.equal(await client.readAll(), part);
  assert.equal(broken.begun, 1);
});

Deno.test("Splice takes interim responses for no answer", async () => {
  await using rig = new GateRig();
  const interim = "HTTP/1.1 100 Continue\r\n\r\n";
  const hints = "HTTP/1.1 103 Early Hints\r\nlink: </a.css>\r\n\r\n";
  rig.gate.open(scripted(rig, async (socket) => {
    await socket.send(interim + hints.slice(0, 20));
    await socket.send(hints.slice(20));
    rig.gate.hold();
  }));
  const client = await rig.connect();
  await client.send(GET);
  assert.equal(await client.readPast(interim), interim);
  assert.equal(await client.readPast(hints), hints);
  await until("the request is held", () => rig.gate.stats.held === 1);
  rig.gate.open(rig.serve(() => new Response("final")));
  assert.equal((await client.response()).body, "final");
});

Deno.test("Splice passes Expect: 100-continue on", async () => {
  await using rig = new GateRig();
  rig.gate.open(rig.serve(async (request) => new Response(await request.text())));
  const client = await rig.connect();
  for (const body of ["first", "again"]) {
    await client.send(
      "PUT / HTTP/1.1\r\nhost: a\r\nexpect: 100-continue\r\ncontent-length: 5\r\n\r\n",
    );
    assert.match(await client.readPast("\r\n\r\n"), /^HTTP\/1.1 100 /);
    await client.send(body);
    assert.equal((await client.response()).body, body);
  }
});

Deno.test("Splice passes slow heads and bodies on as they come", async () => {
  await using rig = new GateRig();
  rig.gate.open(rig.serve((request) => new Response(request.body)));
  const client = await rig.connect();
  const head = "PUT /slow HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n";
  for (const char of head) await client.send(char);
  for (const chunk of ["one", "two", "three"]) {
    await client.send(`${chunk.length}\r\n${chunk}\r\n`);
    await client.readPast(`${chunk.length}\r\n${chunk}\r\n`);
  }
  await client.send("0\r\n\r\n");
  await client.readPast("0\r\n\r\n");
});

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
  rig.gate.open(scripted(rig, async (socket) => {
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

Deno.test("Splice delivers a refusal that comes before the upload ends", async () => {
  await using rig = new GateRig();
  const refusal = "HTTP/1.1 413 Too Large\r\ncontent-length: 3\r\nconnection: close\r\n\r\nbig";
  rig.gate.open(scripted(rig, (socket) => socket.send(refusal)));
  const client = await rig.connect();
  await client.send(`POST / HTTP/1.1\r\nhost: a\r\ncontent-length: ${BIG}\r\n\r\n`);
  const upload = client.send(new Uint8Array(BIG)).catch(() => {});
  assert.equal((await client.response()).body, "big");
  client.close();
  await upload;
});

Deno.test("Splice closes where the response or the request says so", async () => {
  await using rig = new GateRig();
  rig.gate.open(rig.serve((request) => {
    const headers = { connection: new URL(request.url).pathname.slice(1) };
    return new Response("done", { headers });
  }));
  for (
    const request of [
      "GET /close HTTP/1.1\r\nhost: a\r\n\r\n",
      "GET /- HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n",
      "GET /- HTTP/1.0\r\nhost: a\r\n\r\n",
    ]
  ) {
    const client = await rig.connect();
    await client.send(request);
    assert.equal((await client.response()).body, "done");
    assert.equal(await client.readAll(), "");
  }
});

Deno.test("Splice delivers a body that ends with the connection", async () => {
  await using rig = new GateRig();
  rig.gate.open(scripted(rig, (socket) => socket.send("HTTP/1.1 200 OK\r\n\r\nto the end")));
  assert.equal((await (await rig.connect()).get()).body, "to the end");
});

Deno.test("Splice passes the client's half-close on", async () => {
  await using rig = new GateRig();
  rig.gate.open(rig.script(async (socket) => {
    const all = await socket.readAll();
    await socket.send(`HTTP/1.1 200 OK\r\ncontent-length: ${all.length}\r\n\r\n${all}`);
  }));
  const client = await rig.connect();
  await client.send(GET);
  await client.end();
  assert.equal((await client.response()).body, GET);
  assert.equal(await client.readAll(), "");
});

Deno.test("Splice lets the app see that a client is gone", async () => {
  await using rig = new GateRig();
  const { promise: aborted, resolve: abort } = Promise.withResolvers<void>();
  const child = rig.serve(async (request) => {
    request.signal.addEventListener("abort", () => abort());
    await aborted;
    return new Response();
  });
  rig.gate.open(child);
  const client = await rig.connect();
  await client.send(GET);
  await until("the child has begun", () => child.begun === 1);
  client.close();
  await aborted;
  await until("all is closed", () => rig.gate.stats.connections === 0);
});

Deno.test("Splice stops an endless response when the client is gone", async () => {
  await using rig = new GateRig();
  const { promise: cancelled, resolve: cancel } = Promise.withResolvers<void>();
  rig.gate.open(rig.serve(() => {
    const pull = (controller: ReadableStreamDefaultController) =>
      controller.enqueue(new Uint8Array(1000));
    return new Response(new ReadableStream({ pull, cancel: () => cancel() }));
  }));
  const client = await rig.connect();
  await client.send(GET);
  await client.readCount(100_000);
  client.close();
  await cancelled;
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
  rig.gate.open(scripted(rig, (socket) => socket.send(OK + timeout)));
  const client = await rig.connect();
  await client.send(GET);
  assert.equal(await client.readAll(), OK + timeout);
});
