// A page as Hono apps have them: three middlewares, two queries at once, a table of 400 rows as JSX, sorted and with dates
// in the reader's language. It does the work of the page for which ../shared/research/core.md measured hooks.
import { Hono } from "hono";
import { etag } from "hono/etag";
import { createMiddleware } from "hono/factory";
import { secureHeaders } from "hono/secure-headers";

interface Person {
  readonly id: number;
  readonly name: string;
  readonly tags: readonly string[];
  /** Milliseconds since 1970. */
  readonly joined: number;
}

const ROWS = 200;
const people: readonly Person[] = Array.from({ length: ROWS }, (_, id) => ({
  id,
  name: `Person ${id * 7919 % ROWS}`,
  tags: ["reader", `group ${id % 12}`],
  joined: Date.UTC(2020, id % 12, id % 28),
}));

/** Takes as long as a database on the same machine, and parses its answer. */
async function query(prefix: string): Promise<Person[]> {
  await new Promise((resolve) => setTimeout(resolve, 3));
  const rows: Person[] = JSON.parse(JSON.stringify(people));
  return rows.map((row) => ({ ...row, name: `${prefix} ${row.name}` }));
}

function Row({ person }: { person: Person }) {
  return (
    <tr class="person">
      <td>{person.id}</td>
      <td>{person.name}</td>
      <td>{person.tags.map((tag) => <b key={tag}>{tag}</b>)}</td>
      <td>{new Date(person.joined).toLocaleDateString("en")}</td>
    </tr>
  );
}

function Page({ title, rows }: { title: string; rows: readonly Person[] }) {
  return (
    <html lang="en">
      <head>
        <title>{title}</title>
      </head>
      <body>
        <h1>{title}</h1>
        <table>{rows.map((person) => <Row key={person.name} person={person} />)}</table>
      </body>
    </html>
  );
}

const timing = createMiddleware(async (c, next) => {
  const start = performance.now();
  await next();
  c.header("X-Response-Time", `${(performance.now() - start).toFixed(1)}ms`);
});

const app = new Hono();
app.use(timing);
app.use(secureHeaders());
app.use(etag());
app.get("/page", async (c) => {
  const [staff, guests] = await Promise.all([query("Staff"), query("Guest")]);
  const rows = staff.concat(guests).sort((a, b) => a.name.localeCompare(b.name));
  return c.html(<Page title="Everybody" rows={rows} />);
});
app.get("/__pid", (c) => c.text(String(Deno.pid)));

Deno.serve({ port: Number(Deno.env.get("PORT") ?? 0) }, app.fetch);
