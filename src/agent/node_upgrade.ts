// A request of node:http that took its socket over: a WebSocket of npm's ws, a tunnel. It lasts until the
// socket closes, and its status is what the app writes first.
import type { Socket } from "node:net";
import type { LoggedRequest, RequestLog } from "./request_log.ts";
import { emitFor } from "./node_exchange.ts";
import { enter } from "./owner_tracker.ts";
import { routeNotes } from "./route_notes.ts";

/** The part of a status line that says something. */
const STATUS_LINE_BYTES = 16;

/** Runs `handler` for `logged`, which ends with `socket`. */
export function followUpgrade(
  log: RequestLog,
  logged: LoggedRequest,
  socket: Socket,
  handler: () => void,
): void {
  const statusWritten = statusWrittenTo(socket);
  const end = () => {
    const status = statusWritten();
    routeNotes.setStatus(logged.head, status ?? 0);
    const outcome = status === undefined ? "aborted" : "completed";
    log.end(logged, { status: status ?? 0, responseBytes: -1, outcome, isDelivered: true });
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

/** Reads the status line, which passes first; undefined until something has been written, 0 without one. */
function statusWrittenTo(socket: Socket): () => number | undefined {
  let status: number | undefined;
  const { write, end } = socket;
  const reading = (method: typeof write | typeof end) =>
    function (this: Socket, ...args: unknown[]) {
      const text = textOf(args[0]);
      if (text !== undefined) {
        status = Number(/^HTTP\/1\.\d (\d{3})/.exec(text)?.[1] ?? 0);
        Object.assign(socket, { write, end });
      }
      return (method as (...args: unknown[]) => unknown).apply(this, args);
    };
  Object.assign(socket, { write: reading(write), end: reading(end) });
  return () => status;
}

function textOf(data: unknown): string | undefined {
  if (typeof data === "string") return data;
  return data instanceof Uint8Array
    ? new TextDecoder().decode(data.subarray(0, STATUS_LINE_BYTES))
    : undefined;
}
