// Hono as its documentation for Deno shows it: the app listens by itself and exports nothing.
import { Hono } from "hono";

const users = new Hono();
users.get(
  "/:id",
  (c) => c.json({ id: c.req.param("id"), verbose: c.req.query("verbose") ?? "" }),
);
users.post(
  "/",
  async (c) => c.json({ created: (await c.req.json()).name }, 201),
);

const app = new Hono();
app.use("*", async (c, next) => {
  await next();
  c.header("X-Served-By", "hono");
});
app.get("/", (c) => c.text("home"));
app.route("/users", users);
app.get(
  "/stream",
  () =>
    new Response(
      ReadableStream.from(["one ", "two"]).pipeThrough(new TextEncoderStream()),
    ),
);
app.get("/json", () => Response.json({ isStatic: true }));
app.get("/fail", () => {
  throw new Error("Out of paper");
});

Deno.serve(app.fetch);
