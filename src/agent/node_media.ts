// Static files for node:http apps: the web Response of the media handler written to a ServerResponse.
import type { IncomingMessage, ServerResponse } from "node:http";

/** True when the request is for a static file and is being answered. */
export function answerNode(
  media: (request: Request) => Promise<Response> | undefined,
  request: IncomingMessage,
  response: ServerResponse,
): boolean {
  const method = request.method ?? "GET";
  const asked = new Request(new URL(request.url ?? "/", "http://localhost"), {
    method: method === "HEAD" ? "HEAD" : "GET",
    headers: Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
  });
  const answer = media(asked);
  if (!answer) return false;
  void answer.then((made) => write(made, response)).catch(() => response.destroy());
  return true;
}

async function write(made: Response, response: ServerResponse): Promise<void> {
  response.writeHead(made.status, Object.fromEntries(made.headers));
  if (made.body) { for await (const piece of made.body) response.write(piece); }
  response.end();
}
