// The status of an answer that is written to a socket by hand.
import type { Socket } from "node:net";

/** The part of a status line that says something. */
const STATUS_LINE_BYTES = 16;

/**
 * Reads the status line when it passes, and nothing after it. The returned function is undefined until something
 * has been written, 0 if that was no status line.
 */
export function writtenStatus(socket: Socket): () => number | undefined {
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
