// A small shop to try the profiler on: pages, JSON, a stream, slow searches, waits and a bug.
//   deno run -A main.ts serve tests/apps/shop.ts --prof-path ./profiles
import { Hono } from "hono";
import { createMiddleware } from "hono/factory";
import { stream } from "hono/streaming";
import { type Product, products, searchProducts } from "./shop/catalog.ts";
import { loadCart, loadProduct, loadProducts, loadUser, saveOrder } from "./shop/database.ts";
import { orderNumber, orderProblems, orderTotalCents } from "./shop/orders.ts";
import { formatPrice, Page, ProductsPage } from "./shop/pages.tsx";
import { recommend } from "./shop/recommendations.ts";

const PAGE_SIZE = 24;
const EXPORT_ROWS = 240;

const app = new Hono();

const responseTime = createMiddleware(async (c, next) => {
  const start = performance.now();
  await next();
  c.header("X-Response-Time", `${(performance.now() - start).toFixed(1)}ms`);
});

const requireApiKey = createMiddleware(async (c, next) => {
  if (c.req.header("X-Api-Key") === "demo") return await next();
  return c.json({ error: "X-Api-Key is not demo" }, 401);
});

app.use(responseTime);
app.use("/orders", requireApiKey);

app.get("/", async (c) => {
  const page = Math.max(1, Number(c.req.query("page")) || 1);
  const products = await loadProducts((page - 1) * PAGE_SIZE, PAGE_SIZE);
  return c.html(ProductsPage({ title: "Things for a small house", products }));
});

app.get("/products/:id", async (c) => {
  const product = await loadProduct(Number(c.req.param("id")));
  if (!product) return c.notFound();
  return c.html(ProductsPage({ title: product.name, products: [product, ...related(product)] }));
});

app.get("/search", (c) => {
  const query = c.req.query("q") ?? "";
  const products = searchProducts(query, PAGE_SIZE);
  return c.html(ProductsPage({ title: `Found for "${query}"`, products, query }));
});

app.get("/cart/:user", async (c) => {
  const name = c.req.param("user");
  const [user, lines] = await Promise.all([loadUser(name), loadCart(name)]);
  if (!user) return c.json({ error: `No user "${name}"` }, 404);
  const total = lines.reduce((sum, line) => sum + line.product.priceCents * line.quantity, 0);
  return c.json({ user, lines, total: formatPrice(total) });
});

app.post("/orders", async (c) => {
  const order = await c.req.json().catch(() => null);
  const problems = orderProblems(order);
  if (problems.length > 0) return c.json({ problems }, 422);
  const number = orderNumber(order);
  await saveOrder(number);
  return c.json({ number, total: formatPrice(orderTotalCents(order)) }, 201);
});

app.get("/export.csv", (c) => {
  c.header("Content-Type", "text/csv; charset=utf-8");
  return stream(c, async (out) => {
    await out.write("id,name,price\n");
    for (let from = 0; from < EXPORT_ROWS; from += PAGE_SIZE) {
      const rows = await loadProducts(from, PAGE_SIZE);
      await out.write(rows.map(csvRow).join(""));
    }
  });
});

app.get("/recommendations/:id", async (c) => {
  const product = await loadProduct(Number(c.req.param("id")));
  if (!product) return c.json({ error: "No such product" }, 404);
  const list = await recommend(product, 5);
  return c.json({ for: product.name, products: list.map(({ id, name }) => ({ id, name })) });
});

app.get("/fail", () => {
  throw new Error("The card reader is on fire");
});

app.notFound((c) => {
  return c.html(Page({ title: `There is nothing at ${c.req.path}` }), 404);
});

app.onError((error, c) => {
  return c.html(Page({ title: `Something broke: ${error.message}` }), 500);
});

/** The same thing in other materials, nearest price first. */
function related(product: Product): Product[] {
  return products.filter(({ words, id }) => words[2] === product.words[2] && id !== product.id)
    .sort((a, b) => priceDistance(a, product) - priceDistance(b, product))
    .slice(0, 7);
}

function priceDistance(a: Product, b: Product): number {
  return Math.abs(a.priceCents - b.priceCents);
}

function csvRow({ id, name, priceCents }: Product): string {
  return `${id},${name},${(priceCents / 100).toFixed(2)}\n`;
}

export default app;
