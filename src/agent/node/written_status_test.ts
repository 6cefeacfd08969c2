// Sockets that only keep what is written.
import assert from "node:assert/strict";
import type { Socket } from "node:net";
import { writtenStatus } from "./written_status.ts";

function fakeSocket() {
  const sent: unknown[] = [];
  const keep = (data?: unknown) => sent.push(data) > 0;
  return { sent, write: keep, end: keep };
}

const LINE = "HTTP/1.1 418 I'm a Teapot\r\n\r\n";

Deno.test("writtenStatus() reads the status of what is written first, as text or bytes", () => {
  const cases: readonly (readonly [first: string | Uint8Array, status: number])[] = [
    [LINE, 418],
    [new TextEncoder().encode(LINE), 418],
    ["HTTP/1.0 200 OK\r\n", 200],
    ["something else", 0],
  ];
  for (const name of ["write", "end"] as const) {
    for (const [first, status] of cases) {
      const socket = fakeSocket();
      const { write, end } = socket;
      const read = writtenStatus(socket as unknown as Socket);
      assert.equal(read(), undefined);
      socket[name](first);
      assert.equal(read(), status);
      assert.deepEqual([socket.write, socket.end], [write, end], "it does not stay in the way");
      socket.write("HTTP/1.1 500 x");
      assert.equal(read(), status);
      assert.deepEqual(socket.sent, [first, "HTTP/1.1 500 x"]);
    }
  }
});

Deno.test("writtenStatus() waits over an end() without data", () => {
  const socket = fakeSocket();
  const read = writtenStatus(socket as unknown as Socket);
  socket.end();
  assert.equal(read(), undefined);
});
