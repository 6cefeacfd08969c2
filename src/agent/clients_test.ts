// The gate's message comes before, after, or never.
import assert from "node:assert/strict";
import { Clients } from "./clients.ts";

const CLIENT = { hostname: "192.0.2.1", port: 50_000 };

Deno.test("arrival() is undefined for a client that is known", () => {
  const clients = new Clients();
  clients.set(1, CLIENT);
  assert.equal(clients.arrival(1), undefined);
  assert.equal(clients.get(1), CLIENT);
  assert.equal(clients.get(2), undefined);
});

Deno.test("arrival() waits for the gate's message", async () => {
  const clients = new Clients();
  const arrival = clients.arrival(1);
  assert.ok(arrival instanceof Promise);
  clients.set(2, CLIENT);
  clients.set(1, CLIENT);
  await arrival;
  assert.equal(clients.get(1), CLIENT);
  assert.equal(clients.arrival(1), undefined);
});

Deno.test("arrival() does not wait for ever, and not again for the same connection", async () => {
  const clients = new Clients();
  await clients.arrival(1);
  assert.equal(clients.get(1), undefined);
  assert.equal(clients.arrival(1), undefined);
});

Deno.test("set() after the wait was given up still tells later requests", async () => {
  const clients = new Clients();
  await clients.arrival(1);
  clients.set(1, CLIENT);
  assert.equal(clients.get(1), CLIENT);
});

Deno.test("delete() forgets a connection: its port may come again with another client", async () => {
  const clients = new Clients();
  clients.set(1, CLIENT);
  clients.delete(1);
  assert.equal(clients.get(1), undefined);
  const arrival = clients.arrival(1);
  assert.ok(arrival instanceof Promise);
  const other = { ...CLIENT, port: 50_001 };
  clients.set(1, other);
  await arrival;
  assert.equal(clients.get(1), other);
});

Deno.test("delete() ends the wait for a connection, whose port may come again at once", async () => {
  const clients = new Clients();
  const arrival = clients.arrival(1);
  clients.delete(1);
  await arrival;
  // This one is given up, as late as the other would have been.
  await clients.arrival(2);
  assert.ok(clients.arrival(1) instanceof Promise, "the next client of that port is waited for");
  clients.set(1, CLIENT);
});

Deno.test("arrival() resolves for every request of a connection, as HTTP/2 sends several at once", async () => {
  const clients = new Clients();
  const arrivals = [clients.arrival(1), clients.arrival(1)];
  clients.set(1, CLIENT);
  const missing = Symbol();
  const timeout = Promise.withResolvers<symbol>();
  const timer = setTimeout(() => timeout.resolve(missing), 5_000);
  const first = await Promise.race([arrivals[0], timeout.promise]);
  clearTimeout(timer);
  assert.notEqual(first, missing, "the first request waits for ever");
  await arrivals[1];
  assert.equal(clients.get(1), CLIENT);
});

Deno.test("set() is for good: the wait that it has ended does not give up later", async () => {
  const clients = new Clients();
  const arrival = clients.arrival(1);
  clients.set(1, CLIENT);
  await arrival;
  // This one is given up, as late as the other would have been.
  await clients.arrival(2);
  assert.equal(clients.get(1), CLIENT);
});
