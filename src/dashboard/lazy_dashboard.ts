// A dashboard that costs nothing while nobody looks: the port is open, but a thread, the list of profiles and the watch
// on the folder are there only while somebody is connected, and for a while after.
import type { DashboardEvent, DashboardRequest } from "./dashboard_messages.ts";
import { dashboardHosts, dashboardUrl } from "./dashboard_hosts.ts";
import type { DashboardSettings } from "./serve_dashboard.ts";

/** Long enough for somebody who reads code in between. */
const IDLE_MS = 60_000;
/** After an accept that failed, e.g. because the process has too many files open. */
const ACCEPT_RETRY_MS = 100;

/** What a LazyDashboard needs. */
export interface LazyDashboardOptions extends Omit<DashboardSettings, "hosts"> {
  readonly hostname: string;
  /** 0 = any free one. */
  readonly port: number;
  /** How long the worker outlives the last connection, in milliseconds. */
  readonly idleMs?: number;
  /** The dashboard cannot be shown to who has just asked for it. */
  failed(message: string): void;
}

/** Listens from the start, and serves from the first connection on. */
export class LazyDashboard {
  /** To be opened in a browser. */
  readonly url: string;
  readonly #options: LazyDashboardOptions;
  readonly #listener: Deno.TcpListener;
  readonly #clients = new Set<Deno.Conn>();
  #appUrl: string;
  #worker: Worker | undefined;
  #port: Promise<number> | undefined;
  #idleTimer: ReturnType<typeof setTimeout> | undefined;
  #isClosed = false;

  /** Throws what Deno.listen() throws. */
  constructor(options: LazyDashboardOptions) {
    this.#options = options;
    this.#appUrl = options.appUrl;
    this.#listener = Deno.listen({ hostname: options.hostname, port: options.port });
    this.url = dashboardUrl(options.hostname, this.#listener.addr.port);
    void this.#acceptAll();
  }

  /** Where the app answers, once that is known; for those who look from now on. */
  set appUrl(url: string) {
    this.#appUrl = url;
  }

  /** True while there is a thread for it. */
  get isAwake(): boolean {
    return this.#worker !== undefined;
  }

  /** Closes the port, and every connection at once: live lists never end by themselves. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#listener.close();
    for (const client of this.#clients) closeQuietly(client);
    this.#sleep();
  }

  async #acceptAll(): Promise<void> {
    while (!this.#isClosed) {
      try {
        const client = await this.#listener.accept();
        void this.#serve(client);
      } catch {
        if (!this.#isClosed) await new Promise((resolve) => setTimeout(resolve, ACCEPT_RETRY_MS));
      }
    }
  }

  async #serve(client: Deno.TcpConn): Promise<void> {
    this.#clients.add(client);
    clearTimeout(this.#idleTimer);
    try {
      const port = await (this.#port ??= this.#wake());
      await splice(client, await Deno.connect({ hostname: "127.0.0.1", port }));
    } catch {
      // Either the worker has failed, which is told, or the client has left.
    } finally {
      closeQuietly(client);
      this.#clients.delete(client);
      if (this.#clients.size === 0) this.#sleepLater();
    }
  }

  /** Starts the worker; resolves with the port that it listens on. */
  #wake(): Promise<number> {
    const { hostname, port: _, idleMs: __, failed: ___, ...settings } = this.#options;
    const listening = Promise.withResolvers<number>();
    const fail = (message: string) => {
      this.#sleep();
      this.#options.failed(message);
      listening.reject(new Error(message));
    };
    const worker = new Worker(new URL("./dashboard_worker.ts", import.meta.url), {
      type: "module",
      name: "dashboard",
    });
    worker.onmessage = ({ data }: MessageEvent<DashboardEvent>) =>
      data.kind === "listening" ? listening.resolve(data.port) : fail(data.message);
    worker.onerror = (event) => {
      event.preventDefault();
      fail(event.message);
    };
    const hosts = dashboardHosts(hostname, this.#listener.addr.port);
    const request: DashboardRequest = { ...settings, appUrl: this.#appUrl, hosts };
    worker.postMessage(request);
    this.#worker = worker;
    return listening.promise;
  }

  #sleepLater(): void {
    if (this.#isClosed) return;
    this.#idleTimer = setTimeout(() => this.#sleep(), this.#options.idleMs ?? IDLE_MS);
    // What waits to be idle must not keep a process alive.
    Deno.unrefTimer(Number(this.#idleTimer));
  }

  #sleep(): void {
    clearTimeout(this.#idleTimer);
    this.#worker?.terminate();
    this.#worker = undefined;
    this.#port = undefined;
  }
}

/** Copies bytes both ways until the server has ended; a client that has no more to send may still listen. */
async function splice(client: Deno.TcpConn, server: Deno.TcpConn): Promise<void> {
  const sent = client.readable.pipeTo(server.writable, { preventClose: true })
    .then(() => server.closeWrite()).catch(() => closeQuietly(server));
  await server.readable.pipeTo(client.writable).catch(() => closeQuietly(server));
  closeQuietly(client);
  await sent;
  closeQuietly(server);
}

function closeQuietly(connection: Deno.Conn): void {
  try {
    connection.close();
  } catch {
    // Closed already, by a stream that has ended.
  }
}
