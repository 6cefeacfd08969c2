import assert from "node:assert/strict";
import { UserError } from "../errors.ts";
import { gateListen } from "./gate_listen.ts";

function refusal(hostname: string, port: number): UserError {
  try {
    gateListen(hostname, port).close();
  } catch (error) {
    assert.ok(error instanceof UserError);
    return error;
  }
  throw new Error("It listens");
}

Deno.test("gateListen() takes any free port for port 0", () => {
  using listener = gateListen("127.0.0.1", 0);
  assert.equal(listener.addr.hostname, "127.0.0.1");
  assert.ok(listener.addr.port > 0);
});

Deno.test("gateListen() listens on IPv6", { ignore: !hasIPv6() }, () => {
  using listener = gateListen("::1", 0);
  assert.equal(listener.addr.hostname, "::1");
  const { port } = listener.addr;
  assert.equal(
    refusal("::1", port).message,
    `Cannot listen on [::1]:${port}: the port is already in use`,
  );
});

Deno.test("gateListen() says that the port is in use, and which one to try", () => {
  using listener = gateListen("127.0.0.1", 0);
  const { port } = listener.addr;
  const { message, hint, exitCode } = refusal("127.0.0.1", port);
  assert.equal(message, `Cannot listen on 127.0.0.1:${port}: the port is already in use`);
  assert.equal(hint, `Free it or choose another: runprofileserver serve app.ts ${port + 1}`);
  assert.equal(exitCode, 1);
});

Deno.test("gateListen() says that the address is not this machine's", () => {
  // 192.0.2.0/24 is reserved for documentation (RFC 5737).
  const { message } = refusal("192.0.2.1", 8000);
  assert.equal(message, "Cannot listen on 192.0.2.1:8000: this machine has no such address");
});

Deno.test("gateListen() gives the system's words for the rest", () => {
  const { message, hint } = refusal("127.0.0.1", 70_000);
  assert.match(message, /^Cannot listen on 127.0.0.1:70000: \S/);
  assert.match(hint, /from 0 to 65535/);
});

Deno.test("gateListen() says that a low port is not permitted", () => {
  // Whether a low port is refused depends on who runs the tests, so the refusal is made up.
  const { listen } = Deno;
  Deno.listen = () => {
    throw new Deno.errors.PermissionDenied("Permission denied (os error 13)");
  };
  try {
    const { message, hint } = refusal("127.0.0.1", 80);
    assert.equal(message, "Cannot listen on 127.0.0.1:80: not permitted");
    assert.match(hint, /below 1024 .* serve app.ts 8000$/);
  } finally {
    Deno.listen = listen;
  }
});

function hasIPv6(): boolean {
  return Deno.networkInterfaces().some(({ address }) => address === "::1");
}
