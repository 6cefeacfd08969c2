// All routes with their numbers: which one to look at first.
import { Hono } from "hono";
import { formatMicros, formatShare } from "./client/format_time.js";
import { routeHref } from "./client/hrefs.js";
import type { DashboardContext } from "./dashboard_context.ts";
import { Legend } from "./legend.tsx";
import { Page } from "./page.tsx";
import { routeSummaries, type RouteSummary } from "./route_summary.ts";
import { SplitBar } from "./split_bar.tsx";

const COLUMNS = [
  { column: "key", text: "Route", isNumber: false },
  { column: "count", text: "Requests", isNumber: true },
  { column: "errors", text: "Errors", isNumber: true },
  { column: "p50", text: "Median", isNumber: true },
  { column: "p95", text: "p95", isNumber: true },
  { column: "max", text: "Slowest", isNumber: true },
  { column: "cpu", text: "CPU in all", isNumber: true },
  { column: "total", text: "Time in all", isNumber: true },
] as const;

type Column = typeof COLUMNS[number]["column"];

/** `/routes?sort=`, by default those first that took most time. */
export function routesPage({ store }: DashboardContext): Hono {
  const app = new Hono();
  app.get("/routes", (c) => {
    const routes = routeSummaries(store.list());
    return c.html(<Routes routes={routes} order={orderOf(c.req.query("sort") ?? "")} />);
  });
  return app;
}

interface Order {
  readonly column: Column;
  readonly isDescending: boolean;
}

function orderOf(text: string): Order {
  const column = COLUMNS.find((each) => each.column === text.replace(/^-/, ""))?.column;
  return column
    ? { column, isDescending: text.startsWith("-") }
    : { column: "total", isDescending: true };
}

function Routes({ routes, order }: { routes: readonly RouteSummary[]; order: Order }) {
  const all = routes.reduce((sum, { total }) => sum + total, 0);
  return (
    <Page title="Routes" nav="routes" styles={["route.css"]}>
      <div class="toolbar">
        <h1>Routes</h1>
        <span class="dim">{routes.length}</span>
        <span class="push"></span>
        <Legend />
      </div>
      {routes.length === 0
        ? (
          <div class="empty">
            <h2>No request yet</h2>
            <p>
              Routes show up here with their <a href="/">requests</a>.
            </p>
          </div>
        )
        : <Table routes={sorted(routes, order)} order={order} all={all} />}
    </Page>
  );
}

function sorted(routes: readonly RouteSummary[], { column, isDescending }: Order): RouteSummary[] {
  const sign = isDescending ? -1 : 1;
  return routes.toSorted((a, b) => {
    const [x, y] = [a[column], b[column]];
    return x === y ? b.total - a.total : x < y ? -sign : sign;
  });
}

function Table({ routes, order, all }: {
  routes: readonly RouteSummary[];
  order: Order;
  all: number;
}) {
  return (
    <table class="grid routes">
      <thead>
        <tr>
          {COLUMNS.map((head) => <HeadCell {...head} order={order} />)}
          <th scope="col" class="share">Share of the time</th>
        </tr>
      </thead>
      <tbody>
        {routes.map((route) => <Row route={route} all={all} />)}
      </tbody>
    </table>
  );
}

function HeadCell({ column, text, isNumber, order }: {
  column: Column;
  text: string;
  isNumber: boolean;
  order: Order;
}) {
  const isSorted = order.column === column;
  const direction = order.isDescending ? "descending" : "ascending";
  // Names start with A, amounts with the largest.
  const isNextDescending = isSorted ? !order.isDescending : isNumber;
  return (
    <th
      scope="col"
      class={isNumber ? "num" : ""}
      {...(isSorted && { "aria-sort": direction as "descending" })}
    >
      <a href={`/routes?sort=${isNextDescending ? "-" : ""}${column}`}>{text}</a>
    </th>
  );
}

function Row({ route, all }: { route: RouteSummary; all: number }) {
  const { key, count, errors, p50, p95, max, cpu, total } = route;
  return (
    <tr>
      <td class="route">
        <a href={routeHref(key)}>{key}</a>
      </td>
      <td class="num">{count.toLocaleString("en")}</td>
      <td class={errors > 0 ? "num errors" : "num dim"}>{errors || "–"}</td>
      <td class="num">{formatMicros(p50)}</td>
      <td class="num">{formatMicros(p95)}</td>
      <td class="num">{formatMicros(max)}</td>
      <td class="num">{formatMicros(cpu)}</td>
      <td class="num strong">{formatMicros(total)}</td>
      <td class="share">
        <span class="num dim">{formatShare(total, all)}</span>
        <SplitBar parts={route} />
      </td>
    </tr>
  );
}
