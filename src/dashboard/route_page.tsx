// One route: how long its requests take, where that time goes, which are the slow ones, and what could be better.
import { Hono } from "hono";
import { formatMicros, formatShare } from "./client/format_time.js";
import { KIND_NAMES, KINDS } from "./client/request_cells.js";
import type { DashboardContext } from "./dashboard_context.ts";
import { Histogram, OverTime, routeTerms } from "./duration_charts.tsx";
import { durationScale } from "./duration_scale.ts";
import { listRow } from "./list_row.ts";
import { requestHref, routeRecording } from "./links.ts";
import { Page } from "./page.tsx";
import { problemPage } from "./problem_page.tsx";
import type { ProfileEntry } from "./profile_entry.ts";
import type { ProfileStore } from "./profile_store.ts";
import { RequestRow } from "./request_row.tsx";
import { repeatedWaits } from "./repeated_waits.ts";
import { routeEntries } from "./route_recording.ts";
import { routeSummaries, type RouteSummary, summaryOf } from "./route_summary.ts";
import { RepeatedWaitsPanel } from "./repeated_waits_panel.tsx";
import { SplitBar } from "./split_bar.tsx";

const SLOWEST = 12;
/** Requests that are read for hints: the slowest and the newest, as many of each. */
const READ_OF_EACH = 4;

/** `/route?key=`. */
export function routePage(context: DashboardContext): Hono {
  const app = new Hono();
  const { store } = context;
  app.get("/route", async (c) => {
    const key = c.req.query("key") ?? "";
    const entries = routeEntries(store.list(), key);
    if (entries.length === 0) return problemPage(c, 404, `No request of "${key}" is in the folder`);
    const others = routeSummaries(store.list()).map((route) => route.key).filter((k) => k !== key);
    const slowest = entries.toSorted((a, b) => durationOf(b) - durationOf(a));
    const read = await readForHints(store, slowest, entries);
    return c.html(<Route routeKey={key} {...{ entries, slowest, others, read }} />);
  });
  return app;
}

type ReadForHints = Awaited<ReturnType<typeof readForHints>>;

async function readForHints(
  store: ProfileStore,
  slowest: readonly ProfileEntry[],
  entries: readonly ProfileEntry[],
) {
  const chosen = new Set([...slowest.slice(0, READ_OF_EACH), ...entries.slice(-READ_OF_EACH)]);
  const recordings = [];
  let name = "";
  for (const entry of chosen) {
    // A file that is broken or gone has no hints.
    const recording = await store.read(entry.name).catch(() => undefined);
    if (!recording) continue;
    recordings.push(recording);
    name ||= entry.name;
  }
  return { waits: repeatedWaits(recordings), count: recordings.length, name };
}

function durationOf({ request }: ProfileEntry): number {
  return request!.end - request!.start;
}

function Route({ routeKey, entries, slowest, others, read }: {
  routeKey: string;
  entries: readonly ProfileEntry[];
  slowest: readonly ProfileEntry[];
  others: readonly string[];
  read: ReadForHints;
}) {
  const records = entries.map(({ request }) => request!);
  const summary = summaryOf(routeKey, records);
  const durations = records.map(({ start, end }) => end - start);
  const scale = durationScale(Math.min(...durations), summary.max);
  const terms = routeTerms(records[0]!);
  return (
    <Page title={routeKey} nav="routes" styles={["list.css", "route.css"]}>
      <h1>{routeKey}</h1>
      <Actions routeKey={routeKey} terms={terms} others={others} />
      <Facts summary={summary} />
      <Parts summary={summary} />
      <div class="charts">
        <section class="panel">
          <h2>How often which duration</h2>
          <Histogram {...{ durations, scale, summary, terms }} />
        </section>
        <section class="panel">
          <h2>Over time</h2>
          <OverTime entries={entries} scale={scale} />
        </section>
      </div>
      <RepeatedWaitsPanel {...read} />
      <Slowest entries={slowest.slice(0, SLOWEST)} />
    </Page>
  );
}

function Actions({ routeKey, terms, others }: {
  routeKey: string;
  terms: string;
  others: readonly string[];
}) {
  const own = routeRecording(routeKey);
  return (
    <form class="toolbar" method="get" action="/compare">
      <a class="button primary" href={requestHref(own)}>Flame graph of all</a>
      <a class="button" href={`/?${new URLSearchParams({ q: terms })}`}>Show in the list</a>
      {others.length > 0 && (
        <>
          <span class="push"></span>
          <input type="hidden" name="a" value={own} />
          <select name="b" aria-label="Route to compare with">
            {others.map((key) => <option value={routeRecording(key)}>{key}</option>)}
          </select>
          <button type="submit">Compare</button>
        </>
      )}
    </form>
  );
}

function Facts({ summary }: { summary: RouteSummary }) {
  const { count, errors, p50, p95, max, total } = summary;
  const facts = [
    ["Requests", count.toLocaleString("en")],
    ["Median", formatMicros(p50)],
    ["p95", formatMicros(p95)],
    ["Slowest", formatMicros(max)],
    ["In all", formatMicros(total)],
    ["Errors", errors === 0 ? "none" : `${errors} (${formatShare(errors, count)})`],
  ];
  return (
    <dl class="facts">
      {facts.map(([name, value]) => (
        <div>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** What the time of all requests is made of. */
function Parts({ summary }: { summary: RouteSummary }) {
  return (
    <section class="parts">
      <SplitBar parts={summary} />
      <ul class="legend">
        {KINDS.filter((kind) => summary[kind] > 0).map((kind) => (
          <li>
            <svg viewBox="0 0 9 9" aria-hidden="true">
              <rect class={kind} width="9" height="9" />
            </svg>
            {`${KIND_NAMES[kind]} ${formatShare(summary[kind], summary.total)}`}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Slowest({ entries }: { entries: readonly ProfileEntry[] }) {
  const now = Date.now();
  return (
    <section class="slowest">
      <h2>Slowest requests</h2>
      <table class="grid requests">
        <thead>
          <tr>
            <th class="col-pick"></th>
            <th scope="col" class="col-time">Time</th>
            <th scope="col" class="col-method">Method</th>
            <th scope="col" class="col-path">Path</th>
            <th class="col-route"></th>
            <th scope="col" class="col-status num">Status</th>
            <th scope="col" class="col-duration num">Duration</th>
            <th scope="col" class="col-bar">
              <span class="visually-hidden">Parts of the duration</span>
            </th>
            <th scope="col" class="col-cpu num">CPU</th>
            <th scope="col" class="col-wait num">Wait</th>
            <th scope="col" class="col-size num">Size</th>
          </tr>
        </thead>
        <tbody>
          {entries.map((entry) => <RequestRow row={listRow(entry)} now={now} />)}
        </tbody>
      </table>
    </section>
  );
}
