// h3, which hands itself to Deno.serve.
import { getQuery, H3, readBody, serve } from "h3";

const app = new H3()
  .get("/", () => "home")
  .get("/users/:id", (event) => ({
    id: event.context.params?.id,
    verbose: getQuery(event).verbose ?? "",
  }))
  .post("/users", async (event) => {
    event.res.status = 201;
    return { created: (await readBody<{ name: string }>(event))?.name };
  })
  .get("/fail", () => {
    throw new Error("Out of paper");
  });

serve(app, { port: 8000 });
