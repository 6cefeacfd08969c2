// A port that is taken, by somebody who lets go of it or does not.
import assert from "node:assert/strict";
import { expectPortsTaken, whenPortIsFree } from "./when_port_is_free.ts";

const listen = (port: number) => Deno.listen({ hostname: "127.0.0.1", port });

Deno.test("whenPortIsFree() returns what listens on a free port", () => {
  using listener = whenPortIsFree(() => listen(0));
  assert.ok(listener.addr.port > 0);
});

Deno.test("whenPortIsFree() tries again until the port is free", () => {
  const before = listen(0);
  let count = 0;
  using listener = whenPortIsFree(() => {
    if (++count === 3) before.close();
    return listen(before.addr.port);
  });
  assert.equal(listener.addr.port, before.addr.port);
  assert.equal(count, 3);
});

Deno.test("whenPortIsFree() does not wait when no process can be about to let go of a port", () => {
  using before = listen(0);
  let count = 0;
  const counted = () => {
    count++;
    return listen(before.addr.port);
  };
  expectPortsTaken(0);
  assert.throws(() => whenPortIsFree(counted), Deno.errors.AddrInUse);
  assert.equal(count, 1);
  expectPortsTaken(Infinity);
});

Deno.test("whenPortIsFree() throws in the end, and any other error at once", () => {
  using before = listen(0);
  assert.throws(() => whenPortIsFree(() => listen(before.addr.port)), Deno.errors.AddrInUse);
  let count = 0;
  const failing = () => whenPortIsFree(() => assert.fail(`attempt ${++count}`));
  assert.throws(failing, /attempt 1/);
});
