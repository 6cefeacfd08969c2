// Hosts what the module exports when it has not opened a server by itself, and says what it found.
// The order matters: Koa, Express and Fastify instances are functions or have handle() as well.
import { http } from "./builtins.ts";

/** Names under which a handler may be exported, in this order. */
const EXPORT_NAMES = ["default", "fetch", "handler", "app", "server"];

// deno-lint-ignore no-explicit-any -- the shapes of foreign frameworks, tested property by property
type Exported = any;

interface Shape {
  readonly label: string;
  matches(exported: Exported): boolean;
  host(exported: Exported): unknown;
}

const isFunction = (value: unknown): boolean => typeof value === "function";
const listen = (listener: (...args: Exported[]) => unknown) =>
  http.createServer(listener).listen(8000);

const SHAPES: readonly Shape[] = [
  {
    label: "Express app",
    matches: (it) => isFunction(it) && isFunction(it.handle) && isFunction(it.listen),
    host: listen,
  },
  {
    label: "Koa app",
    matches: (it) => isFunction(it.callback) && isFunction(it.listen),
    host: (it) => listen(it.callback()),
  },
  {
    label: "Hono app",
    // Elysia has fetch(), route() and use() as well.
    matches: (it) => isFunction(it.fetch) && isFunction(it.router?.match),
    host: (it) => Deno.serve((request, info) => it.fetch(request, info)),
  },
  {
    label: "fetch object",
    matches: (it) => isFunction(it.fetch),
    host: (it) => Deno.serve((request, info) => it.fetch(request, info)),
  },
  {
    label: "oak app",
    matches: (it) => isFunction(it.handle) && isFunction(it.listen),
    host: (it) =>
      Deno.serve(async (request, info) =>
        await it.handle(request, info.remoteAddr) ?? new Response("Not Found", { status: 404 })
      ),
  },
  {
    label: "Fastify app",
    matches: (it) => isFunction(it.routing) && isFunction(it.ready) && isFunction(it.listen),
    host: async (it) => {
      await it.ready();
      listen(it.routing);
    },
  },
  {
    label: "server object",
    matches: (it) => isFunction(it.listen),
    host: (it) => it.listen({ port: 8000 }),
  },
  { label: "handler function", matches: isFunction, host: (it) => Deno.serve(it) },
];

/** What a module's exports offer: how it is hosted, the app itself, and a way to start it. */
export interface Hostable {
  /** For people: "Hono app, default export". */
  readonly description: string;
  readonly app: unknown;
  host(): unknown;
}

/** The first export that can be hosted, undefined when there is none. */
export function findHostable(module: Readonly<Record<string, unknown>>): Hostable | undefined {
  for (const name of EXPORT_NAMES) {
    const exported = module[name];
    if (exported === null || exported === undefined) continue;
    const shape = SHAPES.find((candidate) => candidate.matches(exported));
    if (!shape) continue;
    const where = name === "default" ? "default export" : `export "${name}"`;
    return {
      description: `${shape.label}, ${where}`,
      app: exported,
      host: () => shape.host(exported),
    };
  }
  return undefined;
}
