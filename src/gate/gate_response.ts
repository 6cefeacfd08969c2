// The gate's own answers, as bytes: what the app cannot say because it is broken, gone or going.

const REASONS: Readonly<Record<number, string>> = {
  500: "Internal Server Error",
  502: "Bad Gateway",
  503: "Service Unavailable",
};

/** An answer after which the connection closes; `body` is sent as UTF-8, and not at all for HEAD. */
export interface GateResponse {
  readonly status: 500 | 502 | 503;
  readonly body: string;
  readonly method: string;
  readonly contentType?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The bytes of a whole HTTP/1.1 response. */
export function gateResponse(response: GateResponse): Uint8Array {
  const encoder = new TextEncoder();
  const body = encoder.encode(response.body);
  const fields = {
    "content-type": response.contentType ?? "text/plain; charset=utf-8",
    "content-length": String(body.length),
    "cache-control": "no-store",
    ...response.headers,
    "connection": "close",
  };
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`);
  const head = encoder.encode(
    `HTTP/1.1 ${response.status} ${REASONS[response.status]}\r\n${lines.join("")}\r\n`,
  );
  if (response.method === "HEAD") return head;
  const bytes = new Uint8Array(head.length + body.length);
  bytes.set(head);
  bytes.set(body, head.length);
  return bytes;
}
