// Static files for node:http apps: the web Response of the media handler written to a ServerResponse.
import type { IncomingMessage, ServerResponse } from "node:http";

/** True when the request is for a static file and is being answered. */
export function answerNode(
  media: (request: Request) => Promise<Response> | undefined,
  request: IncomingMessage,
  response: ServerResponse,
): boolean {
  const answer = media(new PlainRequest(request) as unknown as Request);
  if (!answer) return false;
  void answer.then((made) => write(made, response)).catch(() => response.destroy());
  return true;
}

/** What the media handler reads of a Request. A real one would cost every request 10 us, and refuse odd URLs. */
class PlainRequest implements Pick<Request, "url" | "method" | "headers"> {
  readonly url: string;
  readonly method: string;
  readonly #headers: IncomingMessage["headers"];

  constructor({ url = "/", method = "GET", headers }: IncomingMessage) {
    this.url = url.startsWith("/") ? `http://localhost${url}` : url;
    this.method = method;
    this.#headers = headers;
  }

  get headers(): Headers {
    // HTTP/2 has pseudo-headers, which a Headers object refuses.
    const plain = Object.entries(this.#headers).filter(([name]) => !name.startsWith(":"));
    return new Headers(plain.map(([name, value]) => [name, String(value)]));
  }
}

async function write(made: Response, response: ServerResponse): Promise<void> {
  response.writeHead(made.status, Object.fromEntries(made.headers));
  if (made.body) {
    for await (const piece of made.body) {
      if (response.destroyed) break;
      if (!response.write(piece)) await drained(response);
    }
  }
  response.end();
}

/** A slow client must not make us keep a whole film in memory; one that has left never drains. */
function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const settle = () => {
      response.off("drain", settle).off("close", settle);
      resolve();
    };
    response.on("drain", settle).on("close", settle);
  });
}
