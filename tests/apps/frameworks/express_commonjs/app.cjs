// A CommonJS entry that exports an Express app, as for supertest and serverless hosts.
const express = require("express");

const app = express();
app.get("/", (_req, res) => res.send("home"));
app.get(
  "/users/:id",
  (req, res) => res.json({ id: req.params.id, verbose: req.query.verbose ?? "" }),
);
module.exports = app;
