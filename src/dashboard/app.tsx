// The table of contents of the dashboard: who may ask, then which address is which page.
import { Hono } from "hono";
import { UserError } from "../errors.ts";
import { asset } from "./assets.ts";
import { comparePages } from "./compare_page.tsx";
import type { DashboardContext } from "./dashboard_context.ts";
import { listPage } from "./list_page.tsx";
import { downloadPages } from "./download_pages.ts";
import { problemPage } from "./problem_page.tsx";
import { profileById } from "./profile_by_id.ts";
import { requestPages } from "./request_page.tsx";
import { routePage } from "./route_page.tsx";
import { routesPage } from "./routes_page.tsx";
import { security } from "./security.ts";
import { sourcePages } from "./source_page.tsx";
import { speedscopePages } from "./speedscope_pages.ts";

/** How a dashboard is made. */
export interface DashboardOptions extends DashboardContext {
  /** The Host headers that are answered, e.g. "127.0.0.1:8001" and "localhost:8001". */
  readonly hosts: readonly string[];
}

/** The dashboard as an app; it reads, whatever it is asked. */
export function dashboard({ hosts, ...context }: DashboardOptions): Hono {
  const app = new Hono();
  app.use(security(hosts));
  app.get("/assets/:name", async (c) => {
    const found = await asset(c.req.param("name"));
    if (!found) return c.notFound();
    c.header("ETag", found.etag);
    c.header("Cache-Control", "no-cache");
    if (c.req.header("if-none-match") === found.etag) return c.body(null, 304);
    return c.body(found.text, 200, { "Content-Type": found.type });
  });
  // Pages may take the list as complete.
  app.use(async (_, next) => {
    await context.store.ready();
    await next();
  });
  // Pages, each with its own addresses.
  app.route("/", listPage(context));
  app.route("/", routesPage(context));
  app.route("/", routePage(context));
  app.route("/", profileById(context));
  app.route("/", requestPages(context));
  app.route("/", downloadPages(context));
  app.route("/", speedscopePages());
  app.route("/", sourcePages(context));
  app.route("/", comparePages(context));
  app.notFound((c) => problemPage(c, 404, "There is no such page."));
  // What is wrong with a file of the folder is no failure of the dashboard.
  app.onError((error, c) => problemPage(c, error instanceof UserError ? 422 : 500, error));
  return app;
}
