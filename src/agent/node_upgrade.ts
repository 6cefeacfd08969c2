// A request of node:http that took its socket over: a WebSocket of npm's ws, a tunnel. It lasts until the
// socket closes, and its status is what the app writes first.
import type { Socket } from "node:net";
import type { LoggedRequest, RequestLog } from "./request_log.ts";
import { emitFor } from "./node_exchange.ts";
import { enter } from "./owner_tracker.ts";
import { routeNotes } from "./route_notes.ts";

/** Runs `handler` for `logged`, which ends with `socket`. */
export function followUpgrade(
  log: RequestLog,
  logged: LoggedRequest,
  socket: Socket,
  handler: () => void,
): void {
  const status = statusWrittenTo(socket);
  const end = () => {
    routeNotes.setStatus(logged.head, status());
    const outcome = status() === 0 ? "aborted" : "completed";
    log.end(logged, { status: status(), responseBytes: -1, outcome, isDelivered: true });
  };
  emitFor(logged, socket, (event) => event === "close" && end());
  try {
    // Not one at a time: others would wait for as long as the socket is open.
    enter(logged, handler);
  } catch (error) {
    end();
    throw error;
  }
}

/** Reads the status line that passes first, and no further; 0 until then. */
function statusWrittenTo(socket: Socket): () => number {
  let status = 0;
  const { write, end } = socket;
  for (const name of ["write", "end"] as const) {
    const method = socket[name] as (...args: unknown[]) => unknown;
    socket[name] = function (this: Socket, ...args: unknown[]) {
      const [data] = args;
      if (typeof data === "string" || data instanceof Uint8Array) {
        const head = typeof data === "string"
          ? data
          : new TextDecoder().decode(data.subarray(0, 64));
        status = Number(/^HTTP\/1\.\d (\d{3})/.exec(head)?.[1] ?? 0);
        socket.write = write;
        socket.end = end;
      }
      return method.apply(this, args);
    } as never;
  }
  return () => status;
}
