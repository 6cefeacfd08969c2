// What cannot be shown, in the words that the command line has for it.
import type { Context } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { UserError } from "../errors.ts";
import { Page } from "./page.tsx";

/** A page for a failure. A UserError shows its message and hint; of any other error no more than that it is one. */
export function problemPage(
  c: Context,
  status: ContentfulStatusCode,
  problem: unknown,
): Response | Promise<Response> {
  const { message, hint } = wordsOf(problem);
  return c.html(
    <Page title="Not shown" nav="">
      <div class="empty">
        <h1>{message}</h1>
        {hint && <p>{hint}</p>}
        <p>
          <a href="/">All requests</a>
        </p>
      </div>
    </Page>,
    status,
  );
}

function wordsOf(problem: unknown): { message: string; hint: string } {
  if (typeof problem === "string") return { message: problem, hint: "" };
  if (problem instanceof UserError) return { message: problem.message, hint: problem.hint };
  return { message: "The dashboard has failed here, which is a bug.", hint: String(problem) };
}
