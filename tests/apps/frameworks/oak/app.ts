// oak, which never returns from listen().
import { Application, Router } from "oak";

const router = new Router();
router.get("/", (ctx) => ctx.response.body = "home");
router.get("/users/:id", (ctx) => {
  const verbose = ctx.request.url.searchParams.get("verbose") ?? "";
  ctx.response.body = { id: ctx.params.id, verbose };
});
router.post("/users", async (ctx) => {
  ctx.response.status = 201;
  ctx.response.body = { created: (await ctx.request.body.json()).name };
});

const app = new Application();
app.use(router.routes());
app.use(router.allowedMethods());
await app.listen({ port: 8000 });
