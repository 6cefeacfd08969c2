// Requests of every kind on and on while the app is saved again and again; each must be answered, rightly, and run
// once. For the bench and, shorter, for the test.
import { RawClient } from "./raw_client.ts";

/** How much of it. */
export interface SoakPlan {
  readonly requests: number;
  readonly reloads: number;
  /** Makes `version` the app's: it answers "<version> <id> <bytes of the body>" and calls `note(id)` for each request. */
  save(version: number): Promise<void>;
  readonly port: number;
}

/** What came of it. */
export interface SoakResult {
  /** Answered as they should be, by kind of client. */
  readonly answered: Readonly<Record<string, number>>;
  /** Everything else, in words. */
  readonly failures: readonly string[];
  /** Ids of all that were answered. */
  readonly ids: readonly string[];
  readonly reloads: number;
  /** Connections that the server closed after an answer. */
  readonly closedConnections: number;
}

const LARGE = "x".repeat(20_000);
/** Of each kind at the same time. */
const CLIENTS = 3;

interface Kind {
  readonly bodyBytes: number;
  readonly keepsConnection: boolean;
  readonly pauseMs?: number;
  parts(id: string): string[];
}

const KINDS: Readonly<Record<string, Kind>> = {
  "keep-alive": { bodyBytes: 0, keepsConnection: true, parts: (id) => [get(`/fast?id=${id}`)] },
  "new connection": {
    bodyBytes: 0,
    keepsConnection: false,
    parts: (id) => [get(`/fast?id=${id}`)],
  },
  "slow answer": { bodyBytes: 0, keepsConnection: true, parts: (id) => [get(`/slow?id=${id}`)] },
  "POST of 20 kB": {
    bodyBytes: LARGE.length,
    keepsConnection: true,
    parts: (id) => [post(id, LARGE.length) + LARGE],
  },
  "slow body": {
    bodyBytes: 15,
    keepsConnection: true,
    pauseMs: 8,
    parts: (id) => [post(id, 15), "first", "later", "final"],
  },
};

/** Runs it. Throws an Error when the reloads do not come. */
export async function soakRequests(plan: SoakPlan): Promise<SoakResult> {
  const soak = new Soak(plan);
  await Promise.all([
    soak.saveOnAndOn(),
    ...Object.entries(KINDS).flatMap(([name, kind]) =>
      Array.from({ length: CLIENTS }, (_, client) => soak.askOnAndOn(name, kind, client))
    ),
  ]);
  return soak.result;
}

class Soak {
  readonly #plan: SoakPlan;
  readonly #answered: Record<string, number> = {};
  readonly #failures: string[] = [];
  readonly #ids: string[] = [];
  #begun = 0;
  /** The newest that has answered. */
  #seenVersion = 0;
  #savedVersion = 0;
  #closedConnections = 0;

  constructor(plan: SoakPlan) {
    this.#plan = plan;
  }

  get result(): SoakResult {
    return {
      answered: this.#answered,
      failures: this.#failures,
      ids: this.#ids,
      reloads: this.#seenVersion,
      closedConnections: this.#closedConnections,
    };
  }

  /** The next save comes when the last one answers, and when its share of the requests is done. */
  async saveOnAndOn(): Promise<void> {
    const { requests, reloads, save } = this.#plan;
    while (this.#savedVersion < reloads) {
      await save(++this.#savedVersion);
      const share = this.#savedVersion * requests / (reloads + 1);
      while (this.#seenVersion < this.#savedVersion || this.#ids.length < share) {
        if (this.#failures.length > requests / 10) return;
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    }
  }

  /** Until both the requests and the reloads are done. */
  get #isDone(): boolean {
    const { requests, reloads } = this.#plan;
    if (this.#failures.length > requests / 10) return true;
    return this.#begun >= requests && this.#seenVersion >= reloads;
  }

  async askOnAndOn(name: string, kind: Kind, client: number): Promise<void> {
    let connection: RawClient | undefined;
    for (let i = 0; !this.#isDone; i++) {
      this.#begun++;
      const id = `${name.replaceAll(" ", "-")}.${client}.${i}`;
      try {
        connection ??= await RawClient.connect(this.#plan.port);
        const { status, body, keepsAlive } = await connection.ask(kind.parts(id), kind.pauseMs);
        this.#check(`${status} ${body}`, id, kind);
        this.#answered[name] = (this.#answered[name] ?? 0) + 1;
        this.#ids.push(id);
        if (!keepsAlive) this.#closedConnections++;
        if (keepsAlive && kind.keepsConnection) continue;
      } catch (error) {
        this.#failures.push(`${id}: ${error instanceof Error ? error.message : error}`);
      }
      connection?.[Symbol.dispose]();
      connection = undefined;
    }
    connection?.[Symbol.dispose]();
  }

  #check(answer: string, id: string, { bodyBytes }: Kind): void {
    const [status, version, ...rest] = answer.split(" ");
    if (status !== "200" || rest.join(" ") !== `${id} ${bodyBytes}`) {
      throw new Error(`Answered ${answer.slice(0, 100)}`);
    }
    this.#seenVersion = Math.max(this.#seenVersion, Number(version));
  }
}

function get(target: string): string {
  return `GET ${target} HTTP/1.1\r\nHost: localhost\r\n\r\n`;
}

function post(id: string, length: number): string {
  return `POST /body?id=${id} HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${length}\r\n\r\n`;
}
