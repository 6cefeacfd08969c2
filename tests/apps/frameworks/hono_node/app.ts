// Hono on node:http, by its adapter for Node.js.
import { serve } from "@hono/node-server";
import { Hono } from "hono";

const app = new Hono();
app.get("/", (c) => c.text("home"));
app.get(
  "/users/:id",
  (c) => c.json({ id: c.req.param("id"), verbose: c.req.query("verbose") ?? "" }),
);
app.post("/users", async (c) => c.json({ created: (await c.req.json()).name }, 201));
app.get(
  "/stream",
  () => new Response(ReadableStream.from(["one ", "two"]).pipeThrough(new TextEncoderStream())),
);
app.get("/fail", () => {
  throw new Error("Out of paper");
});

serve({ fetch: app.fetch, port: 8000 });
