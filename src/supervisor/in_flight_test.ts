// Ports are used again, by other connections; ids are not.
import assert from "node:assert/strict";
import type { RequestBegin } from "../wire/records.ts";
import { InFlight } from "./in_flight.ts";

const begin = (id: number, upstreamPort: number) =>
  ({ id, upstreamPort, method: "GET", target: `/${id}` }) as RequestBegin;

Deno.test("hasBegun() counts the requests of a connection, also those that have ended", () => {
  const inFlight = new InFlight();
  assert.equal(inFlight.hasBegun(50_000, 0), false);
  inFlight.begin(begin(1, 50_000));
  assert.equal(inFlight.hasBegun(50_000, 0), true);
  assert.equal(inFlight.hasBegun(50_000, 1), false);
  assert.equal(inFlight.hasBegun(50_001, 0), false);
  inFlight.end(1);
  assert.equal(inFlight.hasBegun(50_000, 0), true);
  inFlight.begin(begin(2, 50_000));
  assert.equal(inFlight.hasBegun(50_000, 1), true);
});

Deno.test("clientEnded() tells whose answer reaches nobody", () => {
  const inFlight = new InFlight();
  for (const [id, port] of [[1, 50_000], [2, 50_001], [3, 50_000], [4, 50_000]] as const) {
    assert.equal(inFlight.begin(begin(id, port)), false);
  }
  inFlight.end(3);
  assert.deepEqual(inFlight.clientEnded(50_000), [1, 4]);
  assert.deepEqual(inFlight.clientEnded(50_002), []);
  inFlight.end(2);
  assert.deepEqual(inFlight.clientEnded(50_001), []);
});

const targets = (inFlight: InFlight) => inFlight.awaited.map(({ target }) => target);

Deno.test("awaited names the requests that are in flight and have a client", () => {
  const inFlight = new InFlight();
  for (const id of [1, 2, 3]) inFlight.begin(begin(id, 50_000 + id));
  assert.deepEqual(targets(inFlight), ["/1", "/2", "/3"]);
  inFlight.end(1);
  inFlight.clientEnded(50_002);
  assert.deepEqual(targets(inFlight), ["/3"]);
  inFlight.begin(begin(4, 50_002));
  assert.deepEqual(targets(inFlight), ["/3"], "its client was gone before");
  inFlight.disconnected(50_002);
  inFlight.begin(begin(5, 50_002));
  assert.deepEqual(targets(inFlight), ["/3", "/5"]);
});

Deno.test("begin() tells that the client was gone before the request began", () => {
  const inFlight = new InFlight();
  inFlight.clientEnded(50_000);
  assert.equal(inFlight.begin(begin(1, 50_000)), true);
  inFlight.disconnected(50_000);
  assert.equal(inFlight.begin(begin(2, 50_000)), false, "the port came again");
});

Deno.test("disconnected() forgets the connection: its port may come again", () => {
  const inFlight = new InFlight();
  inFlight.arrived(50_000, 123);
  inFlight.begin(begin(1, 50_000));
  assert.equal(inFlight.arrivalOf(50_000), performance.timeOrigin + 123);
  inFlight.disconnected(50_000);
  assert.equal(inFlight.hasBegun(50_000, 0), false);
  assert.equal(inFlight.arrivalOf(50_000), undefined);
});

Deno.test("lastId is the highest id, also of requests that have ended", () => {
  const inFlight = new InFlight();
  assert.equal(inFlight.lastId, 0);
  inFlight.begin(begin(7, 1));
  inFlight.begin(begin(5, 2));
  inFlight.end(7);
  inFlight.disconnected(1);
  assert.equal(inFlight.lastId, 7);
});

Deno.test("InFlight of a child that starts after the clock was set goes by the new one", () => {
  const now = Date.now();
  for (const step of [-3_600_000, 3_600_000]) {
    const inFlight = new InFlight(() => now + step);
    inFlight.arrived(1, performance.now());
    assert.ok(Math.abs(inFlight.arrivalOf(1)! - (now + step)) < 5_000);
  }
});
