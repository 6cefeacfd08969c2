// A request that became a WebSocket lasts until the socket closes; this remembers which response is which socket.
const socketByResponse = new WeakMap<Response, WebSocket>();

/** Replaces Deno.upgradeWebSocket by one that remembers what it returned. */
export function noteWebSockets(): void {
  const upgrade = Deno.upgradeWebSocket;
  Object.defineProperty(Deno, "upgradeWebSocket", {
    value: (...args: Parameters<typeof upgrade>) => {
      const upgraded = upgrade(...args);
      socketByResponse.set(upgraded.response, upgraded.socket);
      return upgraded;
    },
    configurable: true,
    writable: true,
    enumerable: true,
  });
}

/** The socket that `response` opens, if it opens one. */
export function socketOf(response: Response): WebSocket | undefined {
  return socketByResponse.get(response);
}
