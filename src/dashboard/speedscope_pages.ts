// speedscope below /speedscope/, where security.ts allows what it needs. It fetches profiles from /download.
import { Hono } from "hono";
import { speedscopeAssets } from "./speedscope_assets.ts";

/** `/speedscope/` and its files. */
export function speedscopePages(): Hono {
  const app = new Hono();
  app.get("/speedscope", (c) => c.redirect("/speedscope/"));
  for (const [name, { type, text }] of Object.entries(speedscopeAssets)) {
    app.get(`/speedscope/${name}`, async (c) => {
      const etag = await etagOf(text);
      c.header("ETag", etag);
      c.header("Cache-Control", "no-cache");
      if (c.req.header("if-none-match") === etag) return c.body(null, 304);
      return c.body(text, 200, { "Content-Type": type });
    });
  }
  return app;
}

const etags = new Map<string, string>();

async function etagOf(text: string): Promise<string> {
  let etag = etags.get(text);
  if (etag === undefined) {
    const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
    etags.set(text, etag = `"${new Uint8Array(hash).slice(0, 12).toHex()}"`);
  }
  return etag;
}
