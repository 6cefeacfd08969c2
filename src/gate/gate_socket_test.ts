import assert from "node:assert/strict";
import { GateSocket } from "./gate_socket.ts";

Deno.test.sanitizer({ ops: true, resources: true });

/** Both ends of a connection. */
async function pair(): Promise<[GateSocket, GateSocket]> {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const [here, there] = await Promise.all([
    Deno.connect({ hostname: "127.0.0.1", port: listener.addr.port }),
    listener.accept(),
  ]);
  return [new GateSocket(here), new GateSocket(there)];
}

Deno.test("GateSocket passes bytes and the end", async () => {
  const [here, there] = await pair();
  assert.equal(here.localPort, there.remoteAddress.port);
  assert.equal(await here.write(new Uint8Array([1, 2])), true);
  assert.deepEqual([...await there.read() ?? []], [1, 2]);
  here.end();
  assert.equal(await there.read(), null);
  assert.equal(there.isBroken, false);
  assert.equal(await there.write(new Uint8Array([3])), true, "the other direction is still open");
  assert.deepEqual([...await here.read() ?? []], [3]);
  here.close();
  there.close();
});

Deno.test("GateSocket reports a reset as an end, and that nothing can be written", async () => {
  const [here, there] = await pair();
  await there.write(new Uint8Array(10));
  // Closing with unread bytes resets.
  here.close();
  while (await there.write(new Uint8Array(10)));
  assert.equal(await there.read(), null);
  there.close();
});

Deno.test("GateSocket takes everything calmly after it was closed", async () => {
  const [here, there] = await pair();
  const reading = here.read();
  here.close();
  here.close();
  here.end();
  assert.equal(await reading, null);
  assert.equal(await here.read(), null);
  assert.equal(await here.write(new Uint8Array(1)), false);
  there.close();
});
