// Sockets that applications take over, and what they write on them first.
import assert from "node:assert/strict";
import { EventEmitter } from "node:events";
import type { Socket } from "node:net";
import { followUpgrade } from "./node_upgrade.ts";
import { requestInScope } from "../owner_tracker.ts";
import type { LoggedRequest, RequestLog, RequestResult } from "../request_log.ts";
import { newWaiter } from "../wait_tracker.ts";

class FakeSocket extends EventEmitter {
  readonly sent: unknown[] = [];
  write(data: unknown): boolean {
    this.sent.push(data);
    return true;
  }
  end(data?: unknown): this {
    if (data !== undefined) this.sent.push(data);
    return this;
  }
}

const head = { method: "GET", target: "/", host: "", protocol: "HTTP/1.1", upstreamPort: 1 };

/** Upgrades a socket by `handler`; what the log hears. */
function upgrade(handler: (socket: FakeSocket, request: LoggedRequest) => void) {
  const socket = new FakeSocket();
  const ends: RequestResult[] = [];
  const log = {
    end: (_request: LoggedRequest, result: RequestResult) => ends.push(result),
  } as unknown as RequestLog;
  const request = { id: 1, isActive: true, ranUntil: 0, ...newWaiter(), isProfiled: true, head };
  const run = () =>
    followUpgrade(log, request, {
      socket: socket as unknown as Socket,
      isWebSocket: true,
      handler: () => handler(socket, request),
    });
  return { socket, ends, request, run };
}

Deno.test("followUpgrade() ends with the socket, and has the status that was written first", () => {
  const accept = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n";
  const writings: readonly (readonly [status: number, write: (socket: FakeSocket) => void])[] = [
    [101, (socket) => socket.write(accept)],
    [101, (socket) => socket.write(new TextEncoder().encode(accept + "x".repeat(100)))],
    [403, (socket) => socket.end("HTTP/1.1 403 Forbidden\r\n\r\n")],
    [0, (socket) => socket.write("no status line")],
  ];
  for (const [status, write] of writings) {
    const { socket, ends, run } = upgrade(write);
    run();
    socket.write("HTTP/1.1 500 in a frame");
    assert.equal(ends.length, 0);
    socket.emit("close");
    assert.deepEqual(ends.map((end) => end.status), [status]);
    assert.equal(ends[0]!.outcome, "completed");
    assert.equal(socket.sent.length, 2, "everything is passed on");
  }
});

Deno.test("followUpgrade() calls a socket that closes without an answer aborted", () => {
  const { socket, ends, run } = upgrade((socket) => socket.end());
  run();
  socket.emit("close");
  assert.equal(ends[0]!.outcome, "aborted");
});

Deno.test("followUpgrade() runs the handler and the socket's events for the request", () => {
  const scopes: unknown[] = [];
  const { socket, request, run } = upgrade((socket) => {
    scopes.push(requestInScope());
    socket.on("data", () => scopes.push(requestInScope()));
  });
  run();
  socket.emit("data", "x");
  assert.deepEqual(scopes, [request, request]);
});

Deno.test("followUpgrade() ends at once when the handler throws", () => {
  const { ends, run } = upgrade(() => assert.fail("by the handler"));
  assert.throws(run, /by the handler/);
  assert.equal(ends.length, 1);
});
