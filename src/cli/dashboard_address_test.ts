import assert from "node:assert/strict";
import { UserError } from "../errors.ts";
import { openAtAddress } from "./dashboard_address.ts";

/** Opens at the first port that is not in `taken`. */
function opener(taken: (port: number) => boolean) {
  return ({ hostname, port }: { hostname: string; port: number }) => {
    if (taken(port)) throw new Deno.errors.AddrInUse("Address already in use (os error 98)");
    return `${hostname}:${port}`;
  };
}

Deno.test("openAtAddress() takes the next free port when nobody asked for one", async () => {
  assert.equal(await openAtAddress(undefined, opener(() => false)), "127.0.0.1:8001");
  assert.equal(await openAtAddress(undefined, opener((port) => port < 8004)), "127.0.0.1:8004");
  assert.equal(await openAtAddress(undefined, opener((port) => port !== 0)), "127.0.0.1:0");
});

Deno.test("openAtAddress() takes the address that was asked for, or none", async () => {
  assert.equal(await openAtAddress("[::1]:9000", opener(() => false)), "::1:9000");
  await assert.rejects(openAtAddress("9000", opener(() => true)), (error) => {
    assert.ok(error instanceof UserError);
    assert.equal(
      error.message,
      'Cannot open the dashboard at "9000": the port is already in use',
    );
    assert.match(error.hint, /another port/);
    return true;
  });
  await assert.rejects(openAtAddress("nonsense", opener(() => false)), { exitCode: 2 });
});

Deno.test("openAtAddress() does not try other ports after another failure", async () => {
  const fail = () => {
    throw new UserError("Cannot read the folder");
  };
  await assert.rejects(openAtAddress(undefined, fail), /Cannot read the folder/);
  await assert.rejects(openAtAddress("8001", fail), /Cannot read the folder/);
});
