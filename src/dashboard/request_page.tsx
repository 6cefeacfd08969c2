// The page of one recording: a request, a route, or a file of another program.
import { Hono } from "hono";
import type { Recording } from "../format/codec.ts";
import type { DashboardContext } from "./dashboard_context.ts";
import { CallTreePanel, FlamePanel, type FlameViewName } from "./flame_panel.tsx";
import type { FrameLinks } from "./flame_frames.ts";
import { flameHref } from "./links.ts";
import { Page } from "./page.tsx";
import { problemPage } from "./problem_page.tsx";
import type { ProfileEntry } from "./profile_entry.ts";
import { flameFileOf, frameLinks } from "./request_analysis.ts";
import { entryTitle } from "./entry_title.ts";
import { RequestHead } from "./request_head.tsx";
import { RequestTables } from "./request_tables.tsx";
import { RequestTools } from "./request_tools.tsx";
import { UnreadablePanel } from "./unreadable_panel.tsx";

const TIME_VIEWS: readonly FlameViewName[] = ["time", "left", "sandwich"];
const MERGED_VIEWS: readonly FlameViewName[] = ["left", "sandwich"];

/** `/request/NAME`, and `/flame?name=` with the data of its graph. */
export function requestPages(context: DashboardContext): Hono {
  const app = new Hono();
  const { store } = context;
  app.get("/request/:name{.+}", async (c) => {
    const name = c.req.param("name");
    const entry = store.entry(name);
    if (!entry) return await problemPage(c, 404, `There is no profile "${name}".`);
    if (!entry.isReadable) {
      const list = store.list();
      return c.html(<UnreadablePage entry={entry} list={list} folder={store.folder} />);
    }
    const recording = await store.read(name);
    const links = frameLinks(context, name);
    return c.html(
      <RequestPage entry={entry} recording={recording} links={links} list={store.list()} />,
    );
  });
  app.get("/flame", async (c) => {
    const name = c.req.query("name") ?? "";
    if (!store.entry(name)) return c.text(`There is no profile "${name}".`, 404);
    const file = flameFileOf(await store.read(name), frameLinks(context, name));
    return c.body(file, 200, { "Content-Type": "application/octet-stream" });
  });
  return app;
}

function RequestPage({ entry, recording, links, list }: {
  entry: ProfileEntry;
  recording: Recording;
  links: FrameLinks;
  list: readonly ProfileEntry[];
}) {
  const hasTime = recording.aggregate === undefined;
  return (
    <Page
      title={entryTitle(entry)}
      nav={entry.aggregate ? "routes" : "requests"}
      scripts={["flame.js", "request.js"]}
      styles={["flame.css", "request.css"]}
    >
      <RequestTools entry={entry} list={list} />
      <RequestHead entry={entry} recording={recording} />
      <FlamePanel src={flameHref(entry.name)} views={hasTime ? TIME_VIEWS : MERGED_VIEWS} />
      <div class="below">
        <CallTreePanel />
        <RequestTables recording={recording} links={links} />
      </div>
    </Page>
  );
}

/** What the record tells is worth a page of its own, though there is no profile for the graphs. */
function UnreadablePage({ entry, list, folder }: {
  entry: ProfileEntry;
  list: readonly ProfileEntry[];
  folder: string;
}) {
  return (
    <Page
      title={entryTitle(entry)}
      nav={entry.aggregate ? "routes" : "requests"}
      styles={["request.css"]}
    >
      <RequestTools entry={entry} list={list} />
      <RequestHead entry={entry} recording={undefined} />
      <UnreadablePanel entry={entry} folder={folder} />
    </Page>
  );
}
