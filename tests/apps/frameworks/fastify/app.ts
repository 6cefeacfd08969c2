// Fastify with a plugin below a prefix, a schema and a hook that refuses.
import fastify from "fastify";
import { Readable } from "node:stream";

const app = fastify();
app.get("/", () => "home");
app.get(
  "/stream",
  (_request, reply) => reply.type("text/plain").send(Readable.from(["one ", "two"])),
);
app.get("/fail", () => {
  throw new Error("Out of paper");
});
app.get("/secret/:id", {
  onRequest: (_request, reply, _done) => void reply.code(401).send({ error: "who are you?" }),
}, () => "never");
app.register((users, _options, done) => {
  users.get<{ Params: { id: string }; Querystring: { verbose?: string } }>(
    "/:id",
    ({ params, query }) => ({ id: params.id, verbose: query.verbose ?? "" }),
  );
  users.post<{ Body: { name: string } }>("/", {
    schema: { body: { type: "object", required: ["name"] } },
  }, ({ body }, reply) => {
    reply.code(201);
    return { created: body.name };
  });
  done();
}, { prefix: "/users" });
await app.listen({ port: 8000 });
