// The pages, rendered on the server by hono/jsx.
import type { Child } from "hono/jsx";
import type { Product } from "./catalog.ts";

const CSS = `
:root { color-scheme: light dark; --line: light-dark(#e4dccf, #3b352f); --card: light-dark(#fff, #292521);
  --accent: light-dark(#a3472a, #f0936f); }
* { box-sizing: border-box; }
body { margin: 0; font: 16px/1.5 Georgia, serif; background: light-dark(#faf6ef, #1d1a17);
  color: light-dark(#26221d, #eee8df); }
header { display: flex; flex-wrap: wrap; gap: .8rem 2rem; align-items: center; padding: 1.2rem 2rem;
  border-bottom: 1px solid var(--line); }
header b { font-size: 1.5rem; }
a { color: inherit; text-decoration: none; }
a:hover { color: var(--accent); }
form { margin: 0 0 0 auto; }
input { font: inherit; padding: .4rem .9rem; width: 16rem; color: inherit; background: var(--card);
  border: 1px solid var(--line); border-radius: 2rem; }
main { max-width: 72rem; margin: 0 auto; padding: 2rem; }
h1 { font-weight: normal; font-size: 2rem; margin: 0 0 1.5rem; }
.grid { display: grid; grid-template-columns: repeat(auto-fill, minmax(14rem, 1fr)); gap: 1.4rem; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: .8rem; overflow: hidden; }
.card p { margin: 0; padding: .9rem 1.1rem; }
.card i { display: block; aspect-ratio: 4 / 3;
  background: radial-gradient(circle at 50% 58%, hsl(var(--hue) 45% 55%) 0 26%, transparent 26.5%),
    linear-gradient(hsl(var(--hue) 40% 88%) 72%, hsl(var(--hue) 25% 78%) 0); }
.price { display: block; color: var(--accent); }
`;

/** The frame around every page. */
export function Page(props: { title: string; query?: string; children?: Child }) {
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{props.title} - Oak &amp; Linen</title>
        <style dangerouslySetInnerHTML={{ __html: CSS }} />
      </head>
      <body>
        <header>
          <a href="/">
            <b>Oak &amp; Linen</b>
          </a>
          <a href="/cart/ada">Cart</a>
          <a href="/export.csv">Price list</a>
          <form action="/search">
            <input name="q" type="search" placeholder="Search" value={props.query ?? ""} />
          </form>
        </header>
        <main>
          <h1>{props.title}</h1>
          {props.children}
        </main>
      </body>
    </html>
  );
}

function Card({ product }: { product: Product }) {
  return (
    <a class="card" href={`/products/${product.id}`}>
      <i style={`--hue: ${product.id * 47 % 360}`}></i>
      <p>
        {product.name} <span class="price">{formatPrice(product.priceCents)}</span>
      </p>
    </a>
  );
}

export function ProductsPage(props: {
  title: string;
  products: readonly Product[];
  query?: string;
}) {
  return (
    <Page title={props.title} query={props.query ?? ""}>
      <div class="grid">
        {props.products.map((product) => <Card key={product.id} product={product} />)}
      </div>
    </Page>
  );
}

/** 1950 -> "19.50 €" */
export function formatPrice(cents: number): string {
  return `${(cents / 100).toFixed(2)} €`;
}
