import assert from "node:assert/strict";
import { errorPage } from "./error_page.ts";
import type { Gate } from "./gate.ts";
import { type Child, GateRig, type RawSocket, until } from "./gate_test_rig.ts";

// A connection or timer that is left behind fails the test; off by default in Deno 2.9.
Deno.test.sanitizer({ ops: true, resources: true });

const TLS_HELLO = new Uint8Array([0x16, 3, 1, 0, 5, 1, 0, 0, 1, 3]);
const POST = "POST /order HTTP/1.1\r\nhost: test\r\ncontent-length: 4\r\n\r\nbody";

/** A handler that answers when the test says so. */
function gatedHandler() {
  const { promise, resolve } = Promise.withResolvers<void>();
  const handler = async () => {
    await promise;
    return new Response("late");
  };
  return { handler, answer: resolve };
}

function untilHeld(gate: Gate, count: number): Promise<void> {
  return until(`${count} requests are held`, () => gate.stats.held === count);
}

Deno.test("Gate holds requests from the start and opens to the child", async () => {
  await using rig = new GateRig();
  const client = await rig.connect();
  const answer = client.get("/a?b");
  await untilHeld(rig.gate, 1);
  assert.equal(rig.gate.stats.unanswered, 1);
  rig.gate.open(rig.serve((request) => new Response(new URL(request.url).search)));
  assert.equal((await answer).body, "?b");
  assert.equal(rig.gate.stats.held, 0);
  await until("the request is answered", () => rig.gate.stats.unanswered === 0);
  assert.equal(rig.gate.stats.bufferedBytes, 0);
});

Deno.test("Gate moves an idle client connection to the next child", async () => {
  await using rig = new GateRig();
  const client = await rig.connect();
  for (const name of ["one", "two", "three"]) {
    const child = rig.serve(() => new Response(name));
    rig.gate.open(child);
    assert.equal((await client.get()).body, name);
    assert.equal((await client.get()).body, name);
    rig.gate.hold();
    assert.equal(rig.gate.stats.upstreams, 0, "the draining child is let go at once");
    await child.shutdown();
  }
  assert.equal(rig.gate.stats.accepted, 1);
});

Deno.test("Gate keeps an idle client connection when the child vanishes", async () => {
  await using rig = new GateRig();
  const client = await rig.connect();
  const vanishing = rig.serve(() => new Response("one"));
  rig.gate.open(vanishing);
  await client.get();
  await vanishing.shutdown();
  await until("the connection to the child is gone", () => rig.gate.stats.upstreams === 0);
  rig.gate.hold();
  rig.gate.open(rig.serve(() => new Response("two")));
  assert.equal((await client.get()).body, "two");
});

Deno.test("Gate lets requests in flight finish on the child that has them", async () => {
  await using rig = new GateRig();
  const { handler, answer } = gatedHandler();
  const old = rig.serve(handler);
  rig.gate.open(old);
  const [first, second] = [await rig.connect(), await rig.connect()];
  const late = first.get();
  await until("the old child has begun", () => old.begun === 1);
  rig.gate.hold();
  rig.gate.open(rig.serve(() => new Response("new")));
  assert.equal((await second.get()).body, "new");
  answer();
  assert.equal((await late).body, "late");
  await until("the old child is let go", () => rig.gate.stats.upstreams === 1);
  assert.equal((await first.get()).body, "new");
});

Deno.test("Gate holds a request that arrives behind one in flight", async () => {
  await using rig = new GateRig();
  const { handler, answer } = gatedHandler();
  const old = rig.serve(handler);
  rig.gate.open(old);
  const client = await rig.connect();
  await client.send("GET /1 HTTP/1.1\r\nhost: a\r\n\r\n");
  await until("the old child has begun", () => old.begun === 1);
  rig.gate.hold();
  await client.send("GET /2 HTTP/1.1\r\nhost: a\r\n\r\n");
  answer();
  assert.equal((await client.response()).body, "late");
  await untilHeld(rig.gate, 1);
  rig.gate.open(rig.serve(() => new Response("new")));
  assert.equal((await client.response()).body, "new");
  assert.equal(old.begun, 1);
});

/** A client that asks over and over, and reconnects only where HTTP says so. */
async function load(rig: GateRig, count: number): Promise<string[]> {
  const bodies: string[] = [];
  let client = await rig.connect();
  for (let n = 0; n < count; n++) {
    await client.send(n % 2 ? POST : "GET / HTTP/1.1\r\nhost: test\r\n\r\n");
    const { status, body, head } = await client.response();
    assert.equal(status, 200);
    bodies.push(body);
    if (/^connection: close/im.test(head)) client = await rig.connect();
  }
  return bodies;
}

Deno.test("Gate fails none of 200 requests over 10 reloads and runs each once", async () => {
  await using rig = new GateRig();
  let answered = 0;
  const next = () =>
    rig.serve(async (request, info) => {
      await request.text();
      answered++;
      return new Response(`${info.remoteAddr.hostname} ${answered}`);
    });
  let child: Child = next();
  rig.gate.open(child);
  const loads = Promise.all([0, 1, 2, 3, 4].map(() => load(rig, 40)));
  for (let reload = 1; reload <= 10; reload++) {
    await until("the load goes on", () => answered >= reload * 15);
    const old = child;
    rig.gate.hold();
    const drained = old.shutdown();
    child = next();
    rig.gate.open(child);
    await drained;
  }
  const bodies = (await loads).flat();
  assert.equal(new Set(bodies).size, 200);
  assert.equal(answered, 200);
});

Deno.test("Gate fails none of 200 requests when children are shut down without notice", async () => {
  await using rig = new GateRig();
  let answered = 0;
  const next = () => rig.serve(() => new Response(String(++answered)));
  let child = next();
  rig.gate.open(child);
  const loads = Promise.all([0, 1, 2, 3].map(() => load(rig, 50)));
  for (let reload = 1; reload <= 5; reload++) {
    await until("the load goes on", () => answered >= reload * 30);
    await child.shutdown();
    child = next();
    rig.gate.open(child);
  }
  assert.equal((await loads).flat().length, 200);
  assert.equal(answered, 200);
});

Deno.test("Gate waits for the supervisor to hear that a child does not accept", async () => {
  await using rig = new GateRig();
  const dead = rig.serve(() => new Response("dead"));
  await dead.shutdown();
  rig.gate.open(dead);
  const answer = (await rig.connect()).get();
  await untilHeld(rig.gate, 1);
  rig.gate.hold();
  rig.gate.open(rig.serve(() => new Response("alive")));
  assert.equal((await answer).body, "alive");
});

Deno.test("Gate does not use a connection that was made while the state changed", async () => {
  await using rig = new GateRig();
  const old = rig.serve(() => new Response("old"));
  rig.gate.open(old);
  const client = await rig.connect();
  const { connect } = Deno;
  // deno-lint-ignore no-explicit-any
  Deno.connect = (async (options: any) => {
    const conn = await connect(options);
    rig.gate.hold();
    return conn;
    // deno-lint-ignore no-explicit-any
  }) as any;
  const answer = client.get();
  await untilHeld(rig.gate, 1);
  Deno.connect = connect;
  rig.gate.open(rig.serve(() => new Response("new")));
  assert.equal((await answer).body, "new");
  assert.equal(old.begun, 0);
});

Deno.test("Gate gives up on a child that never accepts", async () => {
  await using rig = new GateRig();
  const dead = rig.serve(() => new Response("dead"));
  await dead.shutdown();
  rig.gate.open(dead);
  const tls = await rig.connect();
  await tls.send(TLS_HELLO);
  const gone = await rig.connect();
  await gone.send(POST);
  await gone.end();
  assert.equal(await gone.readAll(), "", "nobody waits for this answer");
  const { status, body } = await (await rig.connect()).get();
  assert.equal(status, 502);
  assert.equal(await tls.readAll(), "");
  assert.equal(body, "The server process does not answer (see the terminal)\n");
});

Deno.test("Gate drops a held request whose client goes away", async () => {
  await using rig = new GateRig();
  const [patient, impatient, reset] = [
    await rig.connect(),
    await rig.connect(),
    await rig.connect(),
  ];
  const answer = patient.get();
  await impatient.send(POST);
  await reset.send(POST.slice(0, -1));
  await untilHeld(rig.gate, 3);
  impatient.close();
  await reset.end();
  await until("both are forgotten", () => rig.gate.stats.connections === 1);
  const child = rig.serve((request) => new Response(request.method));
  rig.gate.open(child);
  assert.equal((await answer).body, "GET");
  assert.equal(child.begun, 1);
});

Deno.test("Gate answers with the page while the app is broken, also what was held", async () => {
  await using rig = new GateRig();
  const held = (await rig.connect()).get();
  await untilHeld(rig.gate, 1);
  rig.gate.fail(errorPage("SyntaxError: Unexpected <"));
  assert.deepEqual([(await held).status, (await held).body], [500, "SyntaxError: Unexpected <\n"]);

  const browser = await rig.connect();
  await browser.send("GET / HTTP/1.1\r\naccept: text/html,*/*\r\n\r\n");
  const { head, body } = await browser.response();
  assert.match(head, /^content-type: text\/html/im);
  assert.match(body, /SyntaxError: Unexpected &lt;/);
  assert.equal(await browser.readAll(), "");

  rig.gate.open(rig.serve(() => new Response("fixed")));
  assert.equal((await (await rig.connect()).get()).body, "fixed");
});

Deno.test("Gate delivers the page although the client still uploads", async () => {
  await using rig = new GateRig();
  rig.gate.fail(errorPage("broken"));
  const client = await rig.connect();
  await client.send("PUT / HTTP/1.1\r\nhost: a\r\ncontent-length: 4000000\r\n\r\n");
  const upload = client.send(new Uint8Array(4_000_000));
  assert.equal((await client.response()).body, "broken\n");
  await upload;
  assert.equal(rig.gate.stats.bufferedBytes, 0);
});

Deno.test("Gate hangs up on a TLS client while the app is broken", async () => {
  await using rig = new GateRig();
  const client = await rig.connect();
  await client.send(TLS_HELLO);
  await untilHeld(rig.gate, 1);
  rig.gate.fail(errorPage("broken"));
  assert.equal(await client.readAll(), "");
});

Deno.test("Gate tells which client is behind a connection before the request reaches the child", async () => {
  await using rig = new GateRig();
  let known = "";
  const child = rig.serve((_, info) => {
    known = rig.events.slice(0, 2).join(", ").replace(`${info.remoteAddr.port}`, "PORT");
    return new Response();
  });
  rig.gate.open(child);
  const client = await rig.connect();
  await client.get();
  assert.match(known, new RegExp(`^connected 1 PORT ${client.localPort}, arrived 1 \\d+$`));
  await client.get();
  assert.equal(rig.events.filter((event) => event.startsWith("arrived")).length, 2);
  client.close();
  await until("the end is told", () => rig.events.at(-1)!.startsWith("disconnected 1"));
});

Deno.test("Gate serves on when its events throw", async () => {
  const thrown: unknown[] = [];
  const fault = () => {
    throw new Error("fault");
  };
  await using rig = new GateRig({
    connected: fault,
    arrived: fault,
    hasBegun: fault,
    disconnected: fault,
    failed: (error) => {
      thrown.push(error);
      fault();
    },
  });
  rig.gate.open(rig.serve(() => new Response("served")));
  const client = await rig.connect();
  assert.equal((await client.get()).body, "served");
  rig.gate.open(rig.script((socket) => socket.readPast("\r\n\r\n").then(() => {})));
  const { status } = await client.get();
  assert.equal(status, 502, "in doubt, the request is not repeated");
  client.close();
  await until("all is closed", () => rig.gate.stats.connections === 0);
  assert.equal(thrown.length, 7);
});

Deno.test("Gate leaks no connection: 500 come and go in every way", async () => {
  await using rig = new GateRig();
  rig.gate.open(rig.serve(() => new Response("ok")));
  const leave: ((client: RawSocket) => Promise<unknown>)[] = [
    (client) => client.get(),
    (client) => client.send("GET / HTT"),
    (client) => client.send(POST.slice(0, -2)),
    (client) => client.send("GET / HTTP/1.1\r\nhost: a\r\n\r\n"),
    () => Promise.resolve(),
  ];
  for (let round = 0; round < 20; round++) {
    const clients = await Promise.all(Array.from({ length: 25 }, () => rig.connect()));
    await Promise.all(clients.map((client, n) => leave[n % leave.length]!(client)));
    for (const client of clients) client.close();
  }
  await until(
    "all are closed",
    () => rig.gate.stats.accepted === 500 && rig.gate.stats.connections === 0,
  );
  assert.equal(rig.gate.stats.upstreams, 0);
});

Deno.test("close() waits for requests in flight and closes idle connections at once", async () => {
  await using rig = new GateRig();
  const [one, two] = [gatedHandler(), gatedHandler()];
  const answer = { first: one.answer, second: two.answer };
  const handlers = new Map([["/first", one.handler], ["/second", two.handler]]);
  const child = rig.serve((request) =>
    handlers.get(new URL(request.url).pathname)?.() ?? new Response("quick")
  );
  rig.gate.open(child);
  const [busy, busier, idle] = [await rig.connect(), await rig.connect(), await rig.connect()];
  await idle.get();
  const [first, second] = [busy.get("/first"), busier.get("/second")];
  await until("all are with the child", () => child.begun === 3);
  let isClosed = false;
  const closed = rig.gate.close(60_000).then(() => isClosed = true);
  assert.equal(await idle.readAll(), "");
  await assert.rejects(rig.connect(), Deno.errors.ConnectionRefused);
  answer.first();
  assert.equal((await first).body, "late");
  assert.equal(await busy.readAll(), "");
  assert.equal(isClosed, false);
  answer.second();
  assert.equal((await second).body, "late");
  await closed;
});

Deno.test("close() cuts off what is not answered in time", async () => {
  await using rig = new GateRig();
  const { handler, answer } = gatedHandler();
  const child = rig.serve(handler);
  rig.gate.open(child);
  const client = await rig.connect();
  await client.send(POST);
  await until("the child has begun", () => child.begun === 1);
  await rig.gate.close(20);
  assert.equal(await client.readAll(), "");
  answer();
});

Deno.test("close() answers held requests at once", async () => {
  await using rig = new GateRig();
  const held = (await rig.connect()).get();
  await untilHeld(rig.gate, 1);
  const closed = rig.gate.close(60_000);
  rig.gate.open(rig.serve(() => new Response("too late")));
  assert.equal((await held).status, 503);
  await closed;
});
