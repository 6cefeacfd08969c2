// Asks for one path over raw keep-alive connections: fetch() would cost more than the servers measured here.

/** Where to ask, and how much at once. */
export interface HttpServer {
  readonly port: number;
  /** Connections, each with one request in flight. */
  readonly inFlight: number;
}

/** What to ask for, and for how long. */
export interface HttpRun {
  readonly path: string;
  /** No request begins later; one of the two ends the load. */
  readonly durationMs?: number;
  readonly requests?: number;
}

/** What came of it. */
export interface LoadResult {
  /** Milliseconds from the first byte sent to the last byte received, one for each request. */
  readonly latencies: readonly number[];
  readonly seconds: number;
}

/** Connections to one server, kept from run to run; take it with `using`. */
export class HttpLoad implements Disposable {
  readonly #connections: readonly Deno.TcpConn[];
  readonly #host: string;

  private constructor(connections: readonly Deno.TcpConn[], host: string) {
    this.#connections = connections;
    this.#host = host;
  }

  static async connect({ port, inFlight }: HttpServer): Promise<HttpLoad> {
    const connections = await Promise.all(
      Array.from({ length: inFlight }, () => Deno.connect({ hostname: "127.0.0.1", port })),
    );
    for (const connection of connections) connection.setNoDelay();
    return new HttpLoad(connections, `127.0.0.1:${port}`);
  }

  /** Resolves when every request is answered. Throws an Error for an answer that is not 200. */
  async run({ path, durationMs = Infinity, requests = Infinity }: HttpRun): Promise<LoadResult> {
    const head = `GET ${path} HTTP/1.1\r\nHost: ${this.#host}\r\n\r\n`;
    const request = new TextEncoder().encode(head);
    const latencies: number[] = [];
    let begun = 0;
    const start = performance.now();
    await Promise.all(this.#connections.map(async (connection) => {
      const reader = new ResponseReader(connection);
      while (begun < requests && performance.now() - start < durationMs) {
        begun++;
        const sentAt = performance.now();
        await connection.write(request);
        await reader.skipResponse();
        latencies.push(performance.now() - sentAt);
      }
    }));
    return { latencies, seconds: (performance.now() - start) / 1000 };
  }

  [Symbol.dispose](): void {
    for (const connection of this.#connections) connection.close();
  }
}

/** One run over connections of its own. Throws as HttpLoad.run(). */
export async function loadHttp({ port, inFlight, ...run }: HttpServer & HttpRun) {
  using load = await HttpLoad.connect({ port, inFlight });
  return await load.run(run);
}

const HEAD_END = [13, 10, 13, 10];
/** The last chunk, empty: "0", and two ends of line. */
const LAST_CHUNK = [48, 13, 10, 13, 10];

/** Reads responses just far enough to know where they end. */
class ResponseReader {
  readonly #connection: Deno.TcpConn;
  #bytes = new Uint8Array(1 << 18);
  #length = 0;

  constructor(connection: Deno.TcpConn) {
    this.#connection = connection;
  }

  async skipResponse(): Promise<void> {
    this.#length = 0;
    let headEnd = -1;
    while (headEnd < 0) {
      await this.#read();
      headEnd = endOfHead(this.#bytes.subarray(0, this.#length));
    }
    const head = new TextDecoder().decode(this.#bytes.subarray(0, headEnd));
    if (!head.startsWith("HTTP/1.1 200 ")) throw new Error(`Unexpected response: ${head}`);
    const bodyBytes = head.match(/^content-length: (\d+)/im)?.[1];
    if (bodyBytes !== undefined) {
      while (this.#length < headEnd + Number(bodyBytes)) await this.#read();
    } else {
      // Nothing but the end of a response can look like this in text, and text is all that is asked for.
      while (!endsWith(this.#bytes.subarray(headEnd, this.#length), LAST_CHUNK)) await this.#read();
    }
  }

  async #read(): Promise<void> {
    if (this.#length === this.#bytes.length) {
      const longer = new Uint8Array(this.#length * 2);
      longer.set(this.#bytes);
      this.#bytes = longer;
    }
    const count = await this.#connection.read(this.#bytes.subarray(this.#length));
    if (count === null) throw new Error("The server closed the connection");
    this.#length += count;
  }
}

/** Index behind the empty line, -1 without one. */
function endOfHead(bytes: Uint8Array): number {
  for (let i = bytes.indexOf(13); i >= 0; i = bytes.indexOf(13, i + 1)) {
    if (HEAD_END.every((byte, j) => bytes[i + j] === byte)) return i + HEAD_END.length;
  }
  return -1;
}

function endsWith(bytes: Uint8Array, end: readonly number[]): boolean {
  return end.every((byte, i) => bytes[bytes.length - end.length + i] === byte);
}
