// hapi, which starts by a promise.
import { server as createServer } from "@hapi/hapi";

const server = createServer({ port: 8000 });
server.route([
  { method: "GET", path: "/", handler: () => "home" },
  {
    method: "GET",
    path: "/users/{id}",
    handler: ({ params, query }) => ({ id: params.id, verbose: query.verbose ?? "" }),
  },
  {
    method: "POST",
    path: "/users",
    handler: ({ payload }, h) => h.response({ created: payload.name }).code(201),
  },
  {
    method: "GET",
    path: "/fail",
    handler: () => {
      throw new Error("Out of paper");
    },
  },
]);
await server.start();
