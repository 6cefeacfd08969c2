// What the browser sees while the app does not start: Deno's own message, until a saved fix is up.
// The page asks for itself once a second; a request that waits for the new child is answered the moment that one is up.

import { createHash } from "node:crypto";
import { stripAnsiCode } from "@std/fmt/colors";
import { gateResponse } from "./gate_response.ts";
import type { HttpHead } from "./http_head.ts";

/** Its value differs for different texts; absent in everything the app answers. */
const MARK = "x-runprofileserver-error";

/** An answer for every request while the app is broken. */
export interface ErrorPage {
  /** The whole response to a request with that head: HTML if it accepts HTML, else text. */
  render(head: HttpHead): Uint8Array;
}

/** A page with status 500 that shows the text as it is, without its terminal colours. */
export function errorPage(text: string): ErrorPage {
  const plain = stripAnsiCode(text).trimEnd();
  const mark = createHash("sha256").update(plain).digest("hex").slice(0, 12);
  return {
    render(head) {
      const isHtml = head.field("accept")?.toLowerCase().includes("text/html") ?? false;
      return gateResponse({
        status: 500,
        method: head.startLine.split(" ", 1)[0]!,
        body: isHtml ? html(plain, mark) : `${plain}\n`,
        contentType: `text/${isHtml ? "html" : "plain"}; charset=utf-8`,
        headers: { [MARK]: mark },
      });
    },
  };
}

function html(text: string, mark: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>The app does not run</title>
<style>
:root { color-scheme: light dark; }
body { margin: 2rem auto; max-width: 70rem; padding: 0 1rem; font: 1rem/1.5 system-ui, sans-serif; }
h1 { font-size: 1.25rem; color: light-dark(#b3261e, #ff8a80); }
pre { padding: 1rem; overflow-x: auto; border-radius: 0.5rem; background: light-dark(#f3f3f3, #222);
  font: 0.875rem/1.5 ui-monospace, monospace; white-space: pre-wrap; overflow-wrap: anywhere; }
</style>
</head>
<body>
<h1>The app does not run</h1>
<pre>${escapeHtml(text)}</pre>
<p>This page reloads by itself when the app is up again.</p>
<script>${script(mark)}</script>
</body>
</html>
`;
}

// HEAD, so that an app that is up again does not do the work of this page twice. Another error reloads as well.
function script(mark: string): string {
  return `
(async () => {
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, 1000));
    try {
      const response = await fetch(location.href, { method: "HEAD", cache: "no-store" });
      if (response.headers.get("${MARK}") !== "${mark}") return location.reload();
    } catch { /* runprofileserver itself restarts, or is gone */ }
  }
})();
`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character]!);
}
