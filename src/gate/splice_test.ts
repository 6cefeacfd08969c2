// What one HTTP connection sees: each test is a way in which messages pass, or a child or client ends.
import assert from "node:assert/strict";
import { GateRig, until } from "./gate_test_rig.ts";

// A connection or timer that is left behind fails the test; off by default in Deno 2.9.
Deno.test.sanitizer({ ops: true, resources: true });

const GET = "GET / HTTP/1.1\r\nhost: test\r\n\r\n";
const OK = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";
const ENDED = "The server process ended while it handled this request (see the terminal)\n";
const BIG = 20_000_000;

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
  assert.equal(rig.events.filter((event) => event.startsWith("arrived")).length, 4);
  rig.gate.open(rig.serve(() => new Response("next")));
  assert.equal((await client.get()).body, "next", "the connection could move on");
});

Deno.test("Splice sends pipelined requests that were not answered to the next child", async () => {
  await using rig = new GateRig();
  const first = rig.answer(async (socket) => {
    rig.gate.hold();
    await socket.send(OK);
  });
  rig.gate.open(first);
  const client = await rig.connect();
  await client.send(GET + GET.replace("/", "/2") + GET.replace("/", "/3"));
  assert.equal((await client.response()).body, "ok");
  await until("the second request is held", () => rig.gate.stats.held === 1);
  rig.gate.open(rig.serve((request) => new Response(new URL(request.url).pathname)));
  assert.equal((await client.response()).body, "/2");
  assert.equal((await client.response()).body, "/3");
  assert.equal(first.begun, 1);
});

Deno.test("Splice repeats a request that a child dropped before it began it", async () => {
  await using rig = new GateRig();
  const dropping = rig.answer(() => {
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
  const arrivals = rig.events.filter((event) => event.startsWith("arrived"));
  assert.deepEqual(arrivals.map((event) => event.split(" ")[1]), ["1", "2"]);
});

Deno.test("Splice never repeats a request that a child has begun", async () => {
  await using rig = new GateRig();
  const crashing = rig.answer((_, upstreamPort) => {
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
  rig.gate.open(rig.answer(async (socket) => {
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
  let bufferedBytes = 0;
  rig.gate.open(rig.answer(async (socket) => {
    await socket.readCount(length);
    ({ bufferedBytes } = rig.gate.stats);
  }));
  const client = await rig.connect();
  await client.send(`POST / HTTP/1.1\r\nhost: a\r\ncontent-length: ${length}\r\n\r\n`);
  await client.send(new Uint8Array(length));
  assert.equal((await client.response()).body, ENDED);
  assert.equal(bufferedBytes, 0, "what cannot be sent again is not kept");
});

Deno.test("Splice closes after a response that broke off, adding nothing", async () => {
  await using rig = new GateRig();
  const part = "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\npart";
  const broken = rig.answer((socket) => socket.send(part));
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
  rig.gate.open(rig.answer(async (socket) => {
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

Deno.test("Splice delivers a refusal that comes before the upload ends", async () => {
  await using rig = new GateRig();
  const refusal = "HTTP/1.1 413 Too Large\r\ncontent-length: 3\r\nconnection: close\r\n\r\nbig";
  rig.gate.open(rig.answer((socket) => socket.send(refusal)));
  const client = await rig.connect();
  await client.send(`POST / HTTP/1.1\r\nhost: a\r\ncontent-length: ${BIG}\r\n\r\n`);
  const upload = client.send(new Uint8Array(BIG)).catch(() => {});
  assert.equal((await client.response()).body, "big");
  client.close();
  await upload;
});

Deno.test("Splice takes a body that comes after its answer for a body", async () => {
  await using rig = new GateRig();
  const { promise: received, resolve: receive } = Promise.withResolvers<string>();
  const child = rig.answer(async (socket) => {
    await socket.send(OK);
    receive(await socket.readCount(GET.length));
    assert.equal(await socket.readAll(), "");
  });
  rig.gate.open(child);
  const client = await rig.connect();
  await client.send(`PUT / HTTP/1.1\r\nhost: a\r\ncontent-length: ${GET.length}\r\n\r\n`);
  assert.equal((await client.response()).body, "ok");
  rig.gate.hold();
  await client.send(GET + GET);
  assert.equal(await received, GET);
  await until("the second is held as a request", () => rig.gate.stats.held === 1);
  rig.gate.open(rig.serve(() => new Response("next")));
  assert.equal((await client.response()).body, "next");
});

Deno.test("Splice connects anew each time that a child hung up on an idle connection", async () => {
  await using rig = new GateRig();
  const child = rig.answer((socket) => socket.send(OK));
  rig.gate.open(child);
  const client = await rig.connect();
  for (let n = 1; n <= 30; n++) assert.equal((await client.get()).body, "ok");
  assert.equal(rig.gate.stats.accepted, 1);
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
  rig.gate.open(rig.answer((socket) => socket.send("HTTP/1.1 200 OK\r\n\r\nto the end")));
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

Deno.test("Splice closes the child's connection when the client takes no more", async () => {
  await using rig = new GateRig();
  const { promise: left, resolve: leave } = Promise.withResolvers<void>();
  const { promise: stopped, resolve: stop } = Promise.withResolvers<void>();
  rig.gate.open(rig.answer(async (socket) => {
    await left;
    // This child does not care for the end of the request's stream.
    await assert.rejects(async () => {
      for (;;) await socket.send("x".repeat(1000));
    });
    stop();
  }));
  const client = await rig.connect();
  await client.send(GET);
  await until("the request is with the child", () => rig.gate.stats.upstreams === 1);
  client.close();
  leave();
  await stopped;
});
