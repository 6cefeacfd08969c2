// One handler per kind of asynchrony; each burns known CPU in functions of its own, and the truth is told at
// /__truth. For the bench and the tests of attribution:
//   deno run -A main.ts serve tests/apps/kinds.ts --skip '/__*'
import { bodyKinds } from "./kinds/body_kinds.ts";
import { burnsOf, declareBurns, LANES, takeBurned } from "./kinds/burn.ts";
import { ioKinds } from "./kinds/io_kinds.ts";
import { jobKinds } from "./kinds/job_kinds.ts";
import type { Kind } from "./kinds/kind.ts";
import { nodeKinds } from "./kinds/node_kinds.ts";
import { NODE_HTTP_STEPS, serveNodeKind } from "./kinds/node_server_kind.ts";

const kinds: Readonly<Record<string, Kind>> = {
  ...jobKinds,
  ...ioKinds,
  ...nodeKinds,
  ...bodyKinds,
};
for (const [name, { steps }] of Object.entries(kinds)) declareBurns(name, steps);
declareBurns("node_http", NODE_HTTP_STEPS);

Deno.serve({ port: Number(Deno.env.get("PORT") ?? 0) }, async (request) => {
  const { pathname, searchParams } = new URL(request.url);
  const name = pathname.slice(1);
  if (name === "__kinds") {
    return Response.json({
      kinds: [...Object.keys(kinds), "node_http"],
      lanes: LANES,
      nodePort: await nodePort,
    });
  }
  if (name === "__truth") return Response.json(takeBurned());
  const kind = kinds[name];
  if (!kind) return new Response("No such kind", { status: 404 });
  return await kind.run(burnsOf(name, searchParams), request) ?? new Response("ok");
});
// After Deno.serve: the first server is the one that the profiler puts behind its address.
const nodePort = serveNodeKind();
