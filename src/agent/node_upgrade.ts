// A request of node:http that took its socket over: a WebSocket of npm's ws, a tunnel. It lasts until the
// socket closes, and its status is what the app writes first.
import type { Socket } from "node:net";
import type { LoggedRequest, RequestLog } from "./request_log.ts";
import { emitFor } from "./node_exchange.ts";
import { enter } from "./owner_tracker.ts";
import { routeNotes } from "./route_notes.ts";
import { writtenStatus } from "./written_status.ts";

/** Runs `handler` for `logged`, which ends with `socket`. */
export function followUpgrade(
  log: RequestLog,
  logged: LoggedRequest,
  socket: Socket,
  handler: () => void,
): void {
  const statusWritten = writtenStatus(socket);
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
