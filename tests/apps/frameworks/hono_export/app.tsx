// A Hono app as default export, with JSX.
import { Hono } from "hono";
import { stream } from "hono/streaming";

function Page({ title }: { title: string }) {
  return (
    <html lang="en">
      <h1>{title}</h1>
    </html>
  );
}

const app = new Hono({ strict: false });
app.get("/", (c) => c.html(<Page title="home" />));
app.get("/users/me", (c) => c.text("it is me"));
app.get(
  "/users/:id",
  (c) => c.json({ id: c.req.param("id"), verbose: c.req.query("verbose") ?? "" }),
);
app.post("/users", async (c) => c.json({ created: (await c.req.json()).name }, 201));
app.get("/stream", (c) =>
  stream(c, async (out) => {
    await out.write("one ");
    await out.write("two");
  }));
app.get("/fail", () => {
  throw new Error("Out of paper");
});
app.notFound((c) => c.html(<Page title="Not here" />, 404));

export default app;
