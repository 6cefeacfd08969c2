// The demo app answers as the README shows it, without the profiler around it.
import assert from "node:assert/strict";
import app from "../apps/shop.ts";
import { products } from "../apps/shop/catalog.ts";

const goodOrder = { customer: "Ada", lines: [{ productId: 7, quantity: 2 }] };

async function postOrder(body: unknown, key = "demo"): Promise<Response> {
  return await app.request("/orders", {
    method: "POST",
    headers: { "X-Api-Key": key, "Content-Type": "application/json" },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
}

/** The links to products on a page, in order. */
function productLinks(html: string): number[] {
  return [...html.matchAll(/href="\/products\/(\d+)"/g)].map(([, id]) => Number(id));
}

Deno.test("shop has a few thousand products, all different", () => {
  assert.equal(products.length, 2530);
  assert.equal(new Set(products.map(({ name }) => name)).size, products.length);
});

Deno.test("GET / lists the first products, ?page= the next", async () => {
  const first = await app.request("/");
  assert.equal(first.status, 200);
  assert.match(first.headers.get("content-type")!, /^text\/html/);
  assert.match(first.headers.get("x-response-time")!, /^\d+\.\dms$/);
  const html = await first.text();
  assert.match(html, /^<html lang="en">.*<\/html>$/s);
  assert.match(html, /radial-gradient\(circle at/, "the style sheet is not escaped");
  assert.deepEqual(productLinks(html), Array.from({ length: 24 }, (_, i) => i + 1));
  const second = await app.request("/?page=2");
  assert.equal(productLinks(await second.text())[0], 25);
});

Deno.test("GET /products/:id shows the product and the same thing in other materials", async () => {
  const response = await app.request("/products/5");
  assert.equal(response.status, 200);
  const html = await response.text();
  assert.match(html, /<h1>Heavy cork carafe<\/h1>/);
  const links = productLinks(html);
  assert.equal(links.length, 8);
  assert.equal(links[0], 5);
  for (const id of links) assert.equal(products[id - 1]!.words[2], "carafe");
});

Deno.test("GET /products/:id is 404 for what is not sold", async () => {
  for (const id of ["0", "2531", "oak", "1.5"]) {
    const response = await app.request(`/products/${id}`);
    assert.equal(response.status, 404, id);
    assert.match(await response.text(), new RegExp(`There is nothing at /products/${id}`));
  }
});

Deno.test("GET /search finds what was meant despite a typing error", async () => {
  const html = await (await app.request("/search?q=coper+teapt")).text();
  const names = productLinks(html).map((id) => products[id - 1]!.name);
  assert.equal(names.length, 24);
  for (const name of names.slice(0, 10)) assert.match(name, /copper teapot$/);
});

Deno.test("GET /search finds nothing for nonsense, and shows the query escaped", async () => {
  const html = await (await app.request("/search?q=%3Cxyzzyx%3E")).text();
  assert.deepEqual(productLinks(html), []);
  assert.match(html, /Found for &quot;&lt;xyzzyx&gt;&quot;/);
  assert.deepEqual(productLinks(await (await app.request("/search")).text()), []);
});

Deno.test("GET /cart/:user adds up the cart", async () => {
  const response = await app.request("/cart/ada");
  const { user, lines, total } = await response.json();
  assert.deepEqual(user, { name: "ada", memberSince: 2019 });
  const cents = products[110]!.priceCents + 2 * products[221]!.priceCents +
    3 * products[332]!.priceCents;
  assert.equal(lines.length, 3);
  assert.equal(total, `${(cents / 100).toFixed(2)} €`);
  assert.equal((await app.request("/cart/nobody")).status, 404);
});

Deno.test("POST /orders gives the same order the same number", async () => {
  const response = await postOrder(goodOrder);
  assert.equal(response.status, 201);
  const { number, total } = await response.json();
  assert.match(number, /^R-[0-9A-F]{10}$/);
  assert.equal(total, `${(2 * products[6]!.priceCents / 100).toFixed(2)} €`);
  assert.equal((await (await postOrder(goodOrder)).json()).number, number);
  const other = await postOrder({ ...goodOrder, customer: "Grace" });
  assert.notEqual((await other.json()).number, number);
});

Deno.test("POST /orders says what is wrong with an order", async () => {
  const cases: [body: unknown, problems: string[]][] = [
    ["{", ["customer is missing", "no lines"]],
    [{ customer: "Ada", lines: [] }, ["no lines"]],
    [{ customer: "Ada", lines: [{ productId: 0, quantity: 1 }, { productId: 1, quantity: 100 }] }, [
      "lines[0]: no such product",
      "lines[1]: 1 to 99 please",
    ]],
    [{ customer: "Ada", lines: [null] }, ["lines[0]: no such product"]],
  ];
  for (const [body, problems] of cases) {
    const response = await postOrder(body);
    assert.equal(response.status, 422);
    assert.deepEqual(await response.json(), { problems });
  }
});

Deno.test("POST /orders wants the API key", async () => {
  assert.equal((await postOrder(goodOrder, "wrong")).status, 401);
});

Deno.test("GET /export.csv streams the rows in several pieces", async () => {
  const response = await app.request("/export.csv");
  assert.match(response.headers.get("content-type")!, /^text\/csv/);
  const pieces = await Array.fromAsync(response.body!.pipeThrough(new TextDecoderStream()));
  assert.equal(pieces.length, 11);
  const lines = pieces.join("").split("\n");
  assert.equal(lines[0], "id,name,price");
  assert.equal(lines[5], "5,Heavy cork carafe,48.00");
  assert.equal(lines.length, 1 + 240 + 1);
});

Deno.test("GET /recommendations/:id names five other products", async () => {
  const body = await (await app.request("/recommendations/5")).json();
  assert.equal(body.for, "Heavy cork carafe");
  const ids = new Set(body.products.map(({ id }: { id: number }) => id));
  assert.equal(ids.size, 5);
  assert.ok(!ids.has(5));
  assert.equal((await app.request("/recommendations/none")).status, 404);
});

Deno.test("GET /fail is a 500 with the error's message", async () => {
  const response = await app.request("/fail");
  assert.equal(response.status, 500);
  assert.match(await response.text(), /Something broke: The card reader is on fire/);
});

Deno.test("an unknown path is a 404 page", async () => {
  const response = await app.request("/nothing");
  assert.equal(response.status, 404);
  assert.match(await response.text(), /There is nothing at \/nothing/);
});
