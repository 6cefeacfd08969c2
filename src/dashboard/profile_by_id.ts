// `/id/PID-ID`, the address in the Server-Timing header of a response: at that time nobody knows yet which name the
// file will have.
import { Hono } from "hono";
import type { DashboardContext } from "./dashboard_context.ts";
import { requestHref } from "./links.ts";
import { problemPage } from "./problem_page.tsx";
import type { ProfileEntry } from "./profile_entry.ts";
import type { ProfileStore } from "./profile_store.ts";

/** A profile is written when the chunk of samples that ends after the request has come. */
const MAX_WAIT_MS = 3_000;

/** Leads to the page of the request, as soon as its file is there. */
export function profileById({ store }: DashboardContext): Hono {
  const app = new Hono();
  app.get("/id/:id{[0-9]+-[0-9]+}", async (c) => {
    const [pid, id] = c.req.param("id").split("-").map(Number);
    const entry = await foundOrCome(
      store,
      ({ request }) => request?.pid === pid && request?.id === id,
    );
    if (entry) return c.redirect(requestHref(entry.name));
    return problemPage(c, 404, "This request has no profile, or it was deleted");
  });
  return app;
}

function foundOrCome(
  store: ProfileStore,
  isWanted: (entry: ProfileEntry) => boolean,
): Promise<ProfileEntry | undefined> {
  const found = store.list().findLast(isWanted);
  if (found) return Promise.resolve(found);
  return new Promise((resolve) => {
    const end = (entry?: ProfileEntry) => {
      clearTimeout(timer);
      unsubscribe();
      resolve(entry);
    };
    const timer = setTimeout(end, MAX_WAIT_MS);
    const unsubscribe = store.onAdded((entry) => isWanted(entry) && end(entry));
  });
}
