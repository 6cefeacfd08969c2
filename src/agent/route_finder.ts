// Which route pattern a request matched, asked of the app's own router after the response.
import type { RequestHead } from "./request_log.ts";

/** Hono's router: match() gives, per handler, the handler and how it was registered. */
interface HonoRouter {
  match(method: string, path: string): [[[unknown, { path: string }], unknown][], unknown?];
}

/** A function from request to pattern ("" = unknown) for apps whose router can be asked, else undefined. */
export function routeFinder(app: unknown): ((head: RequestHead) => string) | undefined {
  const router = (app as { router?: Partial<HonoRouter> } | null)?.router;
  if (typeof router?.match !== "function") return undefined;
  return ({ method, target }) => {
    try {
      const path = target.replace(/[?#].*$/s, "");
      const [handlers] = (router as HonoRouter).match(method, path);
      // Middleware comes first and is registered for a wildcard; the last concrete pattern answered.
      const patterns = handlers.map(([[, route]]) => route.path);
      return patterns.findLast((pattern) => !pattern.endsWith("*")) ?? "";
    } catch {
      return "";
    }
  };
}
