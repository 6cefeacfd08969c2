// Koa with its router, one below another.
import Router from "@koa/router";
import Koa from "koa";
import { json } from "node:stream/consumers";
import { Readable } from "node:stream";

const users = new Router({ prefix: "/users" });
users.get("/:id", (ctx) => ctx.body = { id: ctx.params.id, verbose: ctx.query.verbose ?? "" });
users.post("/", async (ctx) => {
  ctx.status = 201;
  ctx.body = { created: (await json(ctx.req)).name };
});

const router = new Router();
router.get("/", (ctx) => ctx.body = "home");
router.get("/stream", (ctx) => ctx.body = Readable.from(["one ", "two"]));
router.get("/fail", () => {
  throw new Error("Out of paper");
});
router.use(users.routes());

const app = new Koa();
app.use(router.routes()).use(router.allowedMethods());
app.listen(8000);
