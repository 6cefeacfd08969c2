// What changed from one recording to another: two requests, two routes, or a route and one of its requests.
// Aggregates count as one request of average length, so that any two can be compared.
import { Hono } from "hono";
import type { Recording } from "../format/codec.ts";
import { type DiffTree, diffTree } from "../model/diff/diff_tree.ts";
import { CompareChanges } from "./compare_changes.tsx";
import { CompareTimes } from "./compare_times.tsx";
import type { DashboardContext } from "./dashboard_context.ts";
import { encodeDiffFile } from "./flame_file.ts";
import { flameFrame } from "./flame_frames.ts";
import { CallTreePanel, FlamePanel } from "./flame_panel.tsx";
import { compareDataHref, compareHref, requestHref } from "./links.ts";
import { Page } from "./page.tsx";
import { problemPage } from "./problem_page.tsx";
import type { ProfileEntry } from "./profile_entry.ts";
import { frameLinks } from "./request_analysis.ts";
import { entryTitle } from "./entry_title.ts";

/** `/compare?a=&b=`, and `/compare/flame?a=&b=` with the data of its graph. */
export function comparePages(context: DashboardContext): Hono {
  const app = new Hono();
  const { store } = context;
  app.get("/compare", async (c) => {
    const { a = "", b = "" } = c.req.query();
    const [before, after] = [store.entry(a), store.entry(b)];
    if (!before) return await problemPage(c, 404, `There is no profile "${a}".`);
    if (!after) return await problemPage(c, 404, `There is no profile "${b}".`);
    const [old, now] = [await store.read(a), await store.read(b)];
    const diff = diffOf(old, now);
    const links = frameLinks(context, b);
    return c.html(
      <Page
        title={`${entryTitle(before)} and ${entryTitle(after)}`}
        nav="requests"
        scripts={["flame.js"]}
        styles={["flame.css", "request.css", "compare.css"]}
      >
        <CompareHead before={before} after={after} />
        <CompareTimes
          before={{ entry: before, recording: old, share: shareOf(old) }}
          after={{ entry: after, recording: now, share: shareOf(now) }}
        />
        <FlamePanel src={compareDataHref(a, b)} views={["left", "sandwich"]} isDiff />
        <div class="below">
          <CallTreePanel isDiff />
          <CompareChanges diff={diff} links={links} />
        </div>
      </Page>,
    );
  });
  app.get("/compare/flame", async (c) => {
    const { a = "", b = "" } = c.req.query();
    if (!store.entry(a) || !store.entry(b)) return c.text("There is no such profile.", 404);
    const diff = diffOf(await store.read(a), await store.read(b));
    const links = { ...frameLinks(context, b), title: "all" };
    const frames = diff.frames.map((frame) => flameFrame(frame, links));
    const file = encodeDiffFile(diff, frames);
    return c.body(file, 200, { "Content-Type": "application/octet-stream" });
  });
  return app;
}

const diffs = new WeakMap<Recording, WeakMap<Recording, DiffTree>>();

/** Remembered as long as both recordings are: the page and its data ask for the same one. */
function diffOf(before: Recording, after: Recording): DiffTree {
  let byAfter = diffs.get(before);
  if (!byAfter) diffs.set(before, byAfter = new WeakMap());
  let diff = byAfter.get(after);
  if (!diff) {
    const shares = { before: shareOf(before), after: shareOf(after) };
    byAfter.set(after, diff = diffTree(before.profile, after.profile, shares));
  }
  return diff;
}

function shareOf({ aggregate }: Recording): number {
  return 1 / Math.max(1, aggregate?.requests ?? 1);
}

function CompareHead({ before, after }: { before: ProfileEntry; after: ProfileEntry }) {
  return (
    <>
      <div class="request-tools">
        <a class="button" href={compareHref(after.name, before.name)}>Swap</a>
      </div>
      <h1 class="compare-title">
        <Side label="Before" entry={before} />
        <span class="arrow" aria-hidden="true">→</span>
        <Side label="After" entry={after} />
      </h1>
    </>
  );
}

function Side({ label, entry }: { label: string; entry: ProfileEntry }) {
  const { name, request, aggregate } = entry;
  return (
    <span class="side">
      <span class="chip">{label}</span>
      <a href={requestHref(name)}>{entryTitle(entry)}</a>
      <span class="dim">
        {request &&
          `${request.query} #${request.id}, ${
            new Date(request.startedAt).toISOString().slice(11, 19)
          }`}
        {aggregate && ` average of ${aggregate.requests} requests`}
      </span>
    </span>
  );
}
