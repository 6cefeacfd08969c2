// A request of node:http that took its socket over: a WebSocket of npm's ws, a tunnel. It lasts until the
// socket closes, and its status is what the app writes first.
import type { Socket } from "node:net";
import type { LoggedRequest, RequestLog } from "../request_log.ts";
import { emitFor } from "./node_exchange.ts";
import { openEnded } from "../open_ended.ts";
import { enter } from "../owner_tracker.ts";
import { routeNotes } from "../routes/route_notes.ts";
import { writtenStatus } from "./written_status.ts";

/** A close frame of RFC 6455 with the code 1012, service restart. */
const RESTART_FRAME = Uint8Array.of(0x88, 2, 1012 >> 8, 1012 & 0xff);

/** A connection that was handed to the app. */
export interface Upgrade {
  readonly socket: Socket;
  readonly isWebSocket: boolean;
  /** What the app does with it. */
  handler(): void;
}

/** Runs the handler for `logged`, which ends with the socket. */
export function followUpgrade(
  log: RequestLog,
  logged: LoggedRequest,
  { socket, isWebSocket, handler }: Upgrade,
): void {
  const statusWritten = writtenStatus(socket);
  const forget = openEnded.add(() => {
    if (isWebSocket && statusWritten() === 101) socket.write(RESTART_FRAME);
    socket.end();
  });
  const end = () => {
    forget();
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
