// Elysia, exported as the object with fetch() that it is.
import { Elysia } from "elysia";

export default new Elysia()
  .get("/", () => "home")
  .get("/users/:id", ({ params, query }) => ({ id: params.id, verbose: query.verbose ?? "" }))
  .post("/users", ({ body, set }) => {
    set.status = 201;
    return { created: (body as { name: string }).name };
  });
