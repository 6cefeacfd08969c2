// A request that became a WebSocket lasts until the socket closes; this remembers which response is which socket.
const socketByResponse = new WeakMap<Response, WebSocket>();

/** Replaces Deno.upgradeWebSocket by one that remembers what it returned. */
export function noteWebSockets(): void {
  const upgrade = Deno.upgradeWebSocket;
  const upgradeWebSocket: typeof upgrade = (request, options = {}) => {
    const upgraded = upgrade(request, options);
    socketByResponse.set(upgraded.response, upgraded.socket);
    return upgraded;
  };
  Object.defineProperty(Deno, "upgradeWebSocket", {
    value: upgradeWebSocket,
    configurable: true,
    writable: true,
    enumerable: true,
  });
}

/** The socket that `response` opens, if it opens one. */
export function socketOf(response: Response): WebSocket | undefined {
  return socketByResponse.get(response);
}
