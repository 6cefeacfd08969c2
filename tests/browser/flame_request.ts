// A request of 100 ms whose flame graph is known by heart, with the sources that it ran:
//   0-10 ms  handler > next (hono) > load          10-50 ms  the same > (await) at db.ts:4
//   50-70    (behind GET /slow #3) > (queued)      70-95     handler > render
//   95-100   handler > render > (garbage collector)
import type { Page } from "playwright-core";
import { cpuprofileCodec } from "../../src/format/cpuprofile/cpuprofile.ts";
import { frameKind } from "../../src/format/frame_kind.ts";
import type { Frame } from "../../src/model/profile.ts";
import { ProfileBuilder } from "../../src/model/profile_builder.ts";
import type { RequestRecord } from "../../src/model/request_record.ts";
import { requestHref } from "../../src/dashboard/links.ts";
import { onDashboard, type OpenedDashboard } from "./dashboard_on.ts";
import { madeRecord } from "./made_profiles.ts";

export const APP_SOURCE = `// The handler of <b>everything</b>.
import { load } from "./db.ts";

export async function handler(c) {
  return render(await load(c.req.query("q")));
}

function render(rows) {
  return rows.map((row) => row.name).join("<br>");
}
`;

const DB_SOURCE = `/** Rows of a table. */
export async function load(name) {
  const query = "select * from rows";
  return await database.query(query, name);
}
`;

/** The file that writeFlameRequest() writes when not told otherwise. */
export const FLAME_FILE = "search.000100ms.1.cpuprofile";

/** What a test may want otherwise. */
export interface FlameRequest {
  readonly record?: Partial<RequestRecord>;
  /** Multiplies the time of render. */
  readonly renderFactor?: number;
  /** In place of "render". */
  readonly renderName?: string;
  readonly fileName?: string;
}

/** Writes the request's file and its sources into `folder`; returns the file's name. */
export async function writeFlameRequest(
  folder: string,
  request: FlameRequest = {},
): Promise<string> {
  const { fileName = FLAME_FILE, renderFactor = 1 } = request;
  await Deno.writeTextFile(`${folder}/app.ts`, APP_SOURCE);
  await Deno.writeTextFile(`${folder}/db.ts`, DB_SOURCE);
  const start = 1e9;
  const cpu = 10_000 + 25_000 * renderFactor;
  const record: RequestRecord = {
    ...madeRecord(7, Date.now() - 60_000),
    method: "GET",
    path: "/search",
    query: "?q=tea",
    route: "/search",
    status: 200,
    outcome: "completed",
    backlog: 12_000,
    background: 3_000,
    start,
    cpu,
    gc: 5_000,
    wait: 40_000,
    queued: 20_000,
    unsampled: 0,
    end: start + cpu + 65_000,
    ...request.record,
  };
  const profile = flameProfile(folder, start, request);
  const bytes = cpuprofileCodec.encode({ profile, request: record }, { base: "", creator: "test" });
  await Deno.writeFile(`${folder}/${fileName}`, bytes);
  return fileName;
}

function flameProfile(folder: string, start: number, request: FlameRequest) {
  const { renderFactor = 1, renderName = "render" } = request;
  const builder = new ProfileBuilder(start);
  const frame = (name: string, file: string, line: number, column = 1): Frame => {
    const url = file && `file://${folder}/${file}`;
    return { name, url, line, column: file ? column : 0, kind: frameKind(name, url) };
  };
  // V8 puts a function at its parameters.
  const handler = builder.node(0, frame("handler", "app.ts", 4, 30));
  const next = builder.node(handler, frame("next", "node_modules/hono/hono.js", 9));
  const load = builder.node(next, frame("load", "db.ts", 2, 27));
  const site = builder.node(load, frame("(await)", "db.ts", 4, 10));
  const behind = builder.node(0, frame("(behind GET /slow #3)", "", 0));
  const queued = builder.node(behind, frame("(queued)", "", 0));
  const render = builder.node(handler, frame(renderName, "app.ts", 8, 16));
  const collector = builder.node(render, frame("(garbage collector)", "", 0));
  builder.sample(load, 10_000);
  builder.line(load, 3, 10_000);
  builder.sample(site, 40_000);
  builder.sample(queued, 20_000);
  builder.sample(render, 25_000 * renderFactor);
  builder.line(render, 9, 25_000 * renderFactor);
  builder.sample(collector, 5_000);
  return builder.build();
}

/** onDashboard() for a page, which is closed before the server: its end would be an error of a page that loads. */
export async function onDashboardPage(
  page: Page,
  fill: (folder: string) => Promise<unknown>,
  test: (dashboard: OpenedDashboard) => Promise<void>,
): Promise<void> {
  await onDashboard(fill, async (dashboard) => {
    await test(dashboard);
    await page.close();
  });
}

/** Opens the page of a recording, with `hash` behind its address, and waits for its graph. */
export async function openFlame(page: Page, url: string, name: string, hash = ""): Promise<void> {
  await page.goto(url + requestHref(name) + hash);
  await flameReady(page);
}

/** Waits until the graph shows what was asked for last, and the call tree has its rows. */
export async function flameReady(page: Page): Promise<void> {
  await page.locator('#flame[data-state="ready"][data-tree="ready"]').waitFor();
}

const ROW_PX = 20;
const RULER_PX = 22;

/** Where a box is on the screen: `share` of the width from the left, row 0 is the whole. */
export async function pointAt(page: Page, share: number, row: number) {
  const box = (await page.locator("#flame-canvas").boundingBox())!;
  return { x: box.x + box.width * share, y: box.y + RULER_PX + (row + 0.5) * ROW_PX };
}

/** The tooltip of the box there, "" when there is none. */
export async function tooltipAt(page: Page, share: number, row: number): Promise<string> {
  const { x, y } = await pointAt(page, share, row);
  await page.mouse.move(x, y);
  const tooltip = page.locator("#flame-tooltip");
  return await tooltip.isVisible() ? await tooltip.innerText() : "";
}

/** Clicks the box there, which selects it and zooms in. */
export async function clickAt(page: Page, share: number, row: number): Promise<void> {
  const { x, y } = await pointAt(page, share, row);
  await page.mouse.click(x, y);
}
