// Express with routers below each other.
import express from "express";

const users = express.Router();
users.get("/:id", (req, res) => res.json({ id: req.params.id, verbose: req.query.verbose ?? "" }));
users.post("/", (req, res) => res.status(201).json({ created: req.body.name }));

const orders = express.Router({ mergeParams: true });
orders.get("/orders/:order", (req, res) => res.json(req.params));

const app = express();
app.use(express.json());
app.use((_req, res, next) => {
  res.set("X-Served-By", "express");
  next();
});
app.get("/", (_req, res) => res.send("home"));
app.use("/users", users);
app.use("/shops/:shop", orders);
app.get(["/contact", "/imprint"], (_req, res) => res.send("write to us"));
app.get(/^\/files\/.*\.txt$/, (_req, res) => res.send("a text"));
app.get("/maybe/:id", (_req, _res, next) => next());
app.get("/stream", (_req, res) => {
  res.write("one ");
  setImmediate(() => res.end("two"));
});
app.get("/fail", async () => {
  await Promise.resolve();
  throw new Error("Out of paper");
});
app.listen(8000);
