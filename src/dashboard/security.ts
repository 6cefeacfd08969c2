// Who may ask, and what a page may do. A dashboard on loopback is open to every web page in the user's browser:
// by DNS rebinding under another name, and by requests across origins, so both are refused here.
import type { MiddlewareHandler } from "hono";

/** The hash of "": speedscope makes an empty <style> and hangs for a minute when it is refused. */
const EMPTY_STYLE = "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='";

const POLICY: Readonly<Record<string, string>> = {
  "default-src": "'none'",
  "script-src": "'self'",
  "style-src": "'self'",
  "img-src": "'self' data:",
  "font-src": "'self'",
  "connect-src": "'self'",
  "worker-src": "'self'",
  "base-uri": "'none'",
  "form-action": "'self'",
  "frame-ancestors": "'none'",
};

/** Our own pages set no HTML from strings, and the browser sees to it. The one policy names a worker's script. */
const OWN_POLICY = {
  ...POLICY,
  "require-trusted-types-for": "'script'",
  "trusted-types": "flame-worker",
};
/** It starts a module of WebAssembly that it carries along, for names of C++ functions. */
const SPEEDSCOPE_POLICY = {
  ...POLICY,
  "script-src": "'self' 'wasm-unsafe-eval'",
  "style-src": `'self' ${EMPTY_STYLE}`,
};

/** Refuses what does not come from the dashboard's own pages, and puts the policies on every answer. */
export function security(hosts: readonly string[]): MiddlewareHandler {
  const allowed = new Set(hosts.map((host) => host.toLowerCase()));
  return async (c, next) => {
    const refusal = refusalOf(c.req.raw, allowed);
    if (refusal) c.res = new Response(refusal.text, { status: refusal.status });
    else await next();
    const { headers } = c.res;
    // By path, not by page: a 304 has the headers of this middleware only, and the browser puts them on what
    // it has stored.
    headers.set("Content-Security-Policy", policyOf(c.req.path));
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set("X-Frame-Options", "DENY");
    headers.set("Referrer-Policy", "no-referrer");
    headers.set("Cross-Origin-Opener-Policy", "same-origin");
    headers.set("Cross-Origin-Resource-Policy", "same-origin");
    if (!headers.has("Cache-Control")) headers.set("Cache-Control", "no-store");
  };
}

function policyOf(path: string): string {
  const policy = path.startsWith("/speedscope/") ? SPEEDSCOPE_POLICY : OWN_POLICY;
  return Object.entries(policy).map(([name, value]) => `${name} ${value}`).join("; ");
}

interface Refusal {
  readonly status: number;
  readonly text: string;
}

function refusalOf(request: Request, hosts: ReadonlySet<string>): Refusal | undefined {
  const header = (name: string) => request.headers.get(name) ?? "";
  // A page whose name was rebound to 127.0.0.1 is of the same origin, but its Host header tells.
  if (!hosts.has(header("host").toLowerCase())) {
    return { status: 421, text: "This host name is not served here.\n" };
  }
  const isReading = request.method === "GET" || request.method === "HEAD";
  const site = header("sec-fetch-site");
  // A link from elsewhere may lead here. Another port of 127.0.0.1 counts as the same site, so that is no help.
  const isNavigation = isReading && header("sec-fetch-mode") === "navigate" &&
    header("sec-fetch-dest") === "document";
  if (!/^(|same-origin|none)$/.test(site) && !isNavigation) {
    return { status: 403, text: "Requests of other sites are refused.\n" };
  }
  const origin = header("origin");
  if (origin !== "" && !hosts.has(origin.replace(/^http:\/\//, "").toLowerCase())) {
    return { status: 403, text: "Requests of other origins are refused.\n" };
  }
  if (!isReading) return { status: 405, text: "The dashboard only reads.\n" };
  return undefined;
}
