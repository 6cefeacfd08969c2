// A TCP connection that never rejects and closes once: in the gate a broken connection is an ordinary event,
// and every await that could throw would need the same handler.

const READ_BYTES = 65_536;

/** Wraps a connection that it then owns. */
export class GateSocket {
  readonly #conn: Deno.TcpConn;
  readonly #space = new Uint8Array(READ_BYTES);
  #isClosed = false;
  #isBroken = false;

  constructor(conn: Deno.TcpConn) {
    this.#conn = conn;
    // Nagle's algorithm would hold back the tail of a spliced message for up to 40 ms.
    attempt(() => conn.setNoDelay(true));
  }

  get localPort(): number {
    return this.#conn.localAddr.port;
  }

  get remoteAddress(): { readonly hostname: string; readonly port: number } {
    const { hostname, port } = this.#conn.remoteAddr;
    return { hostname, port };
  }

  /** True when the other end reset the connection, so that nothing can be written either. */
  get isBroken(): boolean {
    return this.#isBroken;
  }

  /** Bytes that the next read overwrites, or null at the end, be it orderly or not. */
  async read(): Promise<Uint8Array | null> {
    try {
      const count = await this.#conn.read(this.#space);
      return count === null ? null : this.#space.subarray(0, count);
    } catch {
      this.#isBroken = true;
      return null;
    }
  }

  /** Resolves when all bytes are with the kernel (backpressure); false when they cannot be delivered. */
  async write(bytes: Uint8Array): Promise<boolean> {
    try {
      let at = 0;
      while (at < bytes.length) at += await this.#conn.write(bytes.subarray(at));
      return true;
    } catch {
      return false;
    }
  }

  /** Half-closes: the other end reads the end, and may still send. */
  end(): void {
    if (!this.#isClosed) this.#conn.closeWrite().catch(() => {});
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    attempt(() => this.#conn.close());
  }
}

function attempt(action: () => void): void {
  try {
    action();
  } catch {
    // The connection was reset in the meantime, which the next read reports.
  }
}
