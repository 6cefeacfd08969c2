// The app of the soak: versions of it on disk, and the list of requests that any version has run.
import { join } from "@std/path";

/** What serves it. */
export type SoakServer = "Deno.serve" | "node:http";

const SERVERS: Readonly<Record<SoakServer, string>> = {
  "Deno.serve": `Deno.serve(async (request) => {
  const url = new URL(request.url);
  note(url.searchParams.get("id"));
  const body = await request.arrayBuffer();
  if (url.pathname === "/slow") await pause();
  return new Response(answer(url.searchParams.get("id"), body.byteLength));
});`,
  "node:http": `import http from "node:http";
http.createServer(async (request, response) => {
  const url = new URL(request.url, "http://localhost");
  note(url.searchParams.get("id"));
  let bytes = 0;
  // In Deno 2.7 this loop does not end when there is no body.
  if (request.method === "POST") for await (const piece of request) bytes += piece.length;
  if (url.pathname === "/slow") await pause();
  response.end(answer(url.searchParams.get("id"), bytes));
}).listen(8000);`,
};

/** A folder with the app in it. */
export class SoakApp {
  readonly path: string;
  readonly #log: string;
  readonly #server: SoakServer;

  private constructor(dir: string, server: SoakServer) {
    this.path = join(dir, "app.js");
    this.#log = join(dir, "requests.txt");
    this.#server = server;
  }

  /** With version 0 saved. */
  static async create(dir: string, server: SoakServer): Promise<SoakApp> {
    const app = new SoakApp(dir, server);
    await Deno.writeTextFile(join(dir, "deno.json"), "{}");
    await Deno.writeTextFile(app.#log, "");
    await app.save(0);
    return app;
  }

  /** By turns as editors do: written, and renamed. */
  async save(version: number): Promise<void> {
    const source = `${SERVERS[this.#server]}
const requests = Deno.openSync(${JSON.stringify(this.#log)}, { append: true });
function note(id) {
  requests.writeSync(new TextEncoder().encode(id + "\\n"));
}
function pause() {
  return new Promise((resolve) => setTimeout(resolve, 30));
}
function answer(id, bytes) {
  return ["${version}", id, bytes].join(" ");
}`;
    const target = version % 2 === 0 ? this.path : `${this.path}.tmp`;
    await Deno.writeTextFile(target, source);
    if (target !== this.path) await Deno.rename(target, this.path);
  }

  /** Ids of the requests that its handlers were called for, once per call. */
  async ran(): Promise<string[]> {
    return (await Deno.readTextFile(this.#log)).split("\n").slice(0, -1);
  }
}
