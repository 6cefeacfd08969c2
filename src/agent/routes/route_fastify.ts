// Fastify announces its instances on a diagnostics channel; a hook of each then tells the routes. Its other
// channel, around the handlers, would miss what was refused before a handler and changes how errors pass.
import type * as DiagnosticsChannel from "node:diagnostics_channel";
import type { IncomingMessage } from "node:http";
import { noteNodeRoute } from "./route_node.ts";

interface FastifyRequest {
  readonly raw: IncomingMessage;
  readonly routeOptions?: { readonly url?: string };
  /** Fastify 4. */
  readonly routerPath?: string;
}

interface FastifyApp {
  addHook(
    name: "onRequest",
    hook: (request: FastifyRequest, reply: unknown, done: () => void) => void,
  ): unknown;
}

/** From now on, every Fastify app tells its routes. */
export function followFastify(): void {
  const { process } = globalThis as unknown as {
    process: { getBuiltinModule(name: string): unknown };
  };
  // Not imported: the user's import map is global.
  const diagnostics = process.getBuiltinModule("node:diagnostics_channel");
  (diagnostics as typeof DiagnosticsChannel).subscribe("fastify.initialization", (message) => {
    const { fastify } = message as { fastify: FastifyApp };
    fastify.addHook("onRequest", (request, _reply, done) => {
      noteNodeRoute(request.raw, () => request.routeOptions?.url ?? request.routerPath);
      done();
    });
  });
}
