// HTTP/1.1 as bytes on a connection, without retries: what goes wrong is seen. fetch() would hide it.
import { Buffer } from "node:buffer";

/** An answer, and whether the server goes on with the connection. */
export interface RawAnswer {
  readonly status: number;
  readonly body: string;
  readonly keepsAlive: boolean;
}

/** One connection, one request at a time. */
export class RawClient implements Disposable {
  readonly #connection: Deno.TcpConn;
  readonly #space = new Uint8Array(65_536);
  #received: Uint8Array = new Uint8Array(0);

  private constructor(connection: Deno.TcpConn) {
    this.#connection = connection;
  }

  static async connect(port: number): Promise<RawClient> {
    const connection = await Deno.connect({ hostname: "127.0.0.1", port });
    connection.setNoDelay(true);
    return new RawClient(connection);
  }

  /** Sends the parts, `pauseMs` apart, and reads the answer. Throws an Error when none comes. */
  async ask(parts: readonly string[], pauseMs = 0): Promise<RawAnswer> {
    for (const [index, part] of parts.entries()) {
      if (index > 0) await new Promise((resolve) => setTimeout(resolve, pauseMs));
      await this.#write(Buffer.from(part));
    }
    const head = (await this.#take(await this.#end("\r\n\r\n"))).toString();
    const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(head)?.[1]);
    if (Number.isNaN(status)) throw new Error(`No HTTP: ${head.slice(0, 100)}`);
    const body = await this.#body(head);
    return { status, body, keepsAlive: !/^connection: close/im.test(head) };
  }

  [Symbol.dispose](): void {
    this.#connection.close();
  }

  async #body(head: string): Promise<string> {
    const length = /^content-length: (\d+)/im.exec(head)?.[1];
    if (length !== undefined) return (await this.#take(Number(length))).toString();
    let body = "";
    for (;;) {
      const size = parseInt((await this.#take(await this.#end("\r\n"))).toString(), 16);
      body += (await this.#take(size + 2)).toString().slice(0, -2);
      if (size === 0) return body;
    }
  }

  /** The offset behind the first `mark`. */
  async #end(mark: string): Promise<number> {
    for (;;) {
      const at = Buffer.from(this.#received).indexOf(mark);
      if (at >= 0) return at + mark.length;
      await this.#read();
    }
  }

  async #take(count: number): Promise<Buffer> {
    while (this.#received.length < count) await this.#read();
    const taken = Buffer.from(this.#received.subarray(0, count));
    this.#received = this.#received.subarray(count);
    return taken;
  }

  async #read(): Promise<void> {
    const count = await this.#connection.read(this.#space);
    if (count === null) throw new Error("The connection was closed");
    this.#received = Buffer.concat([this.#received, this.#space.subarray(0, count)]);
  }

  async #write(bytes: Uint8Array): Promise<void> {
    for (let at = 0; at < bytes.length;) at += await this.#connection.write(bytes.subarray(at));
  }
}
