// polka, which makes its server when it listens.
import polka from "polka";

polka()
  .get("/", (_req, res) => res.end("home"))
  .get(
    "/users/:id",
    (req, res) => res.end(JSON.stringify({ id: req.params.id, verbose: req.query.verbose ?? "" })),
  )
  .get("/fail", () => {
    throw new Error("Out of paper");
  })
  .listen(8000);
