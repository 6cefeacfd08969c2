// One request and all that came back, with the headers as they were sent: fetch() would tidy them up.
import { Buffer } from "node:buffer";
import http from "node:http";

/** What a client sees of an answer. */
export interface Answer {
  /** "200 OK" */
  readonly status: string;
  /** "name: value", sorted, without those that differ each time; case and order of names mean nothing. */
  readonly headers: readonly string[];
  readonly body: string;
  /** The X-Profile-Id header, undefined without one. */
  readonly profileId: string | undefined;
}

/** Sends "GET /path" or, with a JSON body, "POST /path" to the server at `url`. */
export function ask(url: string, asked: string, json?: unknown): Promise<Answer> {
  const [method, path] = asked.split(" ") as [string, string];
  const { hostname, port } = new URL(url);
  const body = json === undefined ? undefined : JSON.stringify(json);
  // Some apps answer with the address that they were asked at, which must be the same for all.
  const headers = { Host: "app.test", ...(body && { "Content-Type": "application/json" }) };
  return new Promise((resolve, reject) => {
    const request = http.request({ hostname, port, method, path, headers, agent: false });
    request.on("error", reject);
    request.on("response", (response) => {
      const pieces: Uint8Array[] = [];
      response.on("data", (piece) => pieces.push(piece));
      response.on("error", reject);
      response.on("end", () => resolve(answerOf(response, pieces)));
    });
    request.end(body);
  });
}

function answerOf(response: http.IncomingMessage, pieces: Uint8Array[]): Answer {
  const { rawHeaders, statusCode, statusMessage } = response;
  const headers = rawHeaders.flatMap((name, i) =>
    i % 2 ? [] : [`${name.toLowerCase()}: ${rawHeaders[i + 1]}`]
  );
  return {
    status: `${statusCode} ${statusMessage}`,
    headers: headers.filter((line) => !/^(date:|x-profile-id:|server-timing: profile;)/.test(line))
      .sort(),
    body: Buffer.concat(pieces).toString(),
    profileId: response.headers["x-profile-id"]?.toString(),
  };
}
