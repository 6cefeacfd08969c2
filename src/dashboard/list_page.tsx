// The start page: all requests, the newest first, as they come. The first rows come from here, so that something is
// there before a script has run; then client/list.js takes over.
import { Hono } from "hono";
import { requestFilter } from "./client/request_filter.js";
import { DEFAULT_ORDER, parseOrder, sortedRows } from "./client/request_order.js";
import type { DashboardContext } from "./dashboard_context.ts";
import { type ListRow, listRow } from "./list_row.ts";
import { liveStream, versionOf } from "./live_stream.ts";
import { Page } from "./page.tsx";
import { COLUMNS, RequestRow } from "./request_row.tsx";
import { Legend } from "./legend.tsx";

/** Enough to fill a tall window. */
const FIRST_ROWS = 60;

const TEMPLATE_ROW: ListRow = {
  ...listRow({ name: "", bytes: 0, writtenAt: 0, isReadable: true, copies: [] }),
  path: "",
};

/** `/`, `/requests.json` with all rows, and `/live` with those that come. */
export function listPage(context: DashboardContext): Hono {
  const app = new Hono();
  const { store } = context;
  const rows = () => store.list().map(listRow);
  app.get("/", (c) => {
    const { q = "", sort = DEFAULT_ORDER } = c.req.query();
    return c.html(<List rows={rows()} filter={q} order={sort} context={context} />);
  });
  app.get("/requests.json", (c) => c.json({ version: versionOf(store), rows: rows() }));
  app.get("/live", (c) => {
    const after = c.req.header("last-event-id") ?? c.req.query("after") ?? "";
    return liveStream(c, store, after);
  });
  return app;
}

function List({ rows, filter, order, context }: {
  rows: readonly ListRow[];
  filter: string;
  order: string;
  context: DashboardContext;
}) {
  const shown = sortedRows(rows.filter(requestFilter(filter)), order);
  const now = Date.now();
  return (
    <Page title="Requests" nav="requests" scripts={["list.js"]} styles={["list.css"]}>
      <h1 class="visually-hidden">Requests</h1>
      <Toolbar filter={filter} order={order} count={`${shown.length} of ${rows.length}`} />
      <table
        class="grid requests"
        id="requests"
        aria-label="Requests"
        hidden={shown.length === 0}
      >
        <Head order={order} />
        <tbody>
          {shown.slice(0, FIRST_ROWS).map((row) => <RequestRow row={row} now={now} />)}
        </tbody>
      </table>
      <template id="row">
        <RequestRow row={TEMPLATE_ROW} now={now} />
      </template>
      <Empty context={context} isHidden={rows.length > 0} />
      <section class="empty" id="no-match" hidden={rows.length === 0 || shown.length > 0}>
        <h2>No request matches the filter</h2>
        <p>
          <a class="button" href="/">Show all requests</a>
        </p>
      </section>
      <Help />
    </Page>
  );
}

function Toolbar({ filter, order, count }: { filter: string; order: string; count: string }) {
  return (
    <form class="toolbar" method="get" action="/" role="search">
      <input
        id="filter"
        name="q"
        type="search"
        value={filter}
        placeholder="Filter: users  status:5xx  ms>50  -path:/health"
        aria-label="Filter requests"
        autocomplete="off"
        spellcheck={false}
      />
      {order !== DEFAULT_ORDER && <input type="hidden" name="sort" value={order} />}
      <button type="button" data-term="status>=400" aria-pressed="false" hidden>Errors</button>
      <button type="button" data-term="ms>=100" aria-pressed="false" hidden>Slow</button>
      <output id="count" class="dim" aria-live="off">{count}</output>
      <span class="push"></span>
      <Legend />
      <button type="button" id="compare" disabled hidden>Compare</button>
      <button type="button" id="live" aria-pressed="false" hidden>
        <span class="dot"></span>
        <span class="text">Connecting</span>
      </button>
      <button type="button" id="help-button" class="bare" aria-label="Help" hidden>?</button>
    </form>
  );
}

function Head({ order }: { order: string }) {
  const { column, isDescending } = parseOrder(order);
  return (
    <thead>
      <tr>
        {COLUMNS.map(({ key, sort, text }) => {
          const sorted = sort === column && sort !== "" &&
            (isDescending ? "descending" : "ascending");
          const isNumber = /^(status|duration|cpu|wait|size)$/.test(key);
          return (
            <th
              scope="col"
              class={`col-${key}${isNumber ? " num" : ""}`}
              {...(sorted && { "aria-sort": sorted })}
            >
              <HeadCell column={key} sort={sort} text={text} />
            </th>
          );
        })}
      </tr>
    </thead>
  );
}

function HeadCell({ column, sort, text }: { column: string; sort: string; text: string }) {
  if (column === "pick") return <span class="visually-hidden">Compare</span>;
  if (column !== "bar") return <button type="button" data-sort={sort}>{text}</button>;
  return (
    <>
      <span class="visually-hidden">Parts of the duration</span>
      <span class="scale" aria-hidden="true">
        {["1 ms", "10", "100", "1 s"].map((tick) => <span>{tick}</span>)}
      </span>
    </>
  );
}

/** What to do when there is nothing yet. */
function Empty({ context, isHidden }: { context: DashboardContext; isHidden: boolean }) {
  const { appUrl, store } = context;
  return (
    <section class="empty" id="empty" hidden={isHidden}>
      <h2>{appUrl ? "Waiting for the first request" : "No profiles here yet"}</h2>
      {appUrl
        ? <p>Send one to your app: it shows up here as soon as it is answered.</p>
        : <p>Profiles that are written to this folder show up here at once.</p>}
      <pre>{appUrl ? `curl ${appUrl}` : `runprofileserver serve app.ts --prof-path ${store.folder}`}</pre>
      {appUrl && (
        <p>
          Or open <a href={appUrl} target="_blank" rel="noopener">{appUrl}</a> in another tab.
        </p>
      )}
    </section>
  );
}

const KEYS = [
  [["↑", "↓"], "or j, k: next and previous request"],
  [["Enter"], "open it"],
  [["x"], "choose it for a comparison"],
  [["c"], "compare the two that were chosen"],
  [["/"], "filter; Esc leaves and then clears it"],
  [["Home", "End"], "first and last request"],
  [["p"], "pause and go on"],
] as const;

const TERMS = [
  ["users", "anywhere in method, path, query, route or status"],
  ["status:5xx", "server errors; also status:404, status>=400"],
  ["ms>50", "longer than 50 ms; also cpu, gc, wait, queued and size in bytes"],
  ["path:/api", "contains; path=/api is exactly that; also method, route, query"],
  ["is:aborted", "or failed, aggregate, profile"],
  ["-path:/health", "without these"],
  ['"two words"', "with a blank"],
] as const;

function Help() {
  return (
    <dialog id="help" aria-labelledby="help-title">
      <h2 id="help-title">Keys and filters</h2>
      <dl>
        {KEYS.map(([keys, text]) => (
          <div>
            <dt>{keys.map((key) => <kbd>{key}</kbd>)}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
      <dl>
        {TERMS.map(([term, text]) => (
          <div>
            <dt>
              <code>{term}</code>
            </dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
      <p class="dim">
        A bar's length is the duration on a logarithmic scale from 0.1 ms to 10 s; its parts are
        shares of it.
      </p>
      <form method="dialog">
        <button type="submit">Close</button>
      </form>
    </dialog>
  );
}
