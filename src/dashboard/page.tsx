// The frame of every page. Nothing is written inline: the content security policy allows files of ours only.
import { raw } from "hono/html";
import type { Child } from "hono/jsx";
import { assetHref } from "./links.ts";

/** Where a page belongs in the navigation; "" = below none of its entries. */
export type Section = "requests" | "routes" | "";

/** A whole document. `scripts` and `styles` are names of assets; scripts are ES modules. */
export function Page(props: {
  title: string;
  nav: Section;
  scripts?: readonly string[];
  styles?: readonly string[];
  children: Child;
}) {
  const { title, nav, scripts = [], styles = [], children } = props;
  const document = (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{`${title} - runprofileserver`}</title>
        <link rel="icon" href="data:," />
        {["style.css", ...styles].map((name) => <link rel="stylesheet" href={assetHref(name)} />)}
        <script src={assetHref("theme.js")}></script>
        {scripts.map((name) => <script type="module" src={assetHref(name)}></script>)}
      </head>
      <body>
        <a class="skip" href="#main">Skip to content</a>
        <header class="top">
          <a class="brand" href="/">
            <Mark />
            runprofileserver
          </a>
          <nav aria-label="Main">
            <NavLink href="/" text="Requests" isCurrent={nav === "requests"} />
            <NavLink href="/routes" text="Routes" isCurrent={nav === "routes"} />
          </nav>
          <button type="button" id="theme" class="bare" aria-label="Dark or light" hidden>
            <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
              <circle cx="8" cy="8" r="6.2" fill="none" stroke="currentColor" stroke-width="1.4" />
              <path d="M8 1.8a6.2 6.2 0 0 1 0 12.4z" fill="currentColor" />
            </svg>
          </button>
        </header>
        <main id="main" tabindex={-1}>{children}</main>
      </body>
    </html>
  );
  // Without it browsers render as in 1998.
  return <>{raw("<!DOCTYPE html>")}{document}</>;
}

/** Three frames of a flame graph. */
function Mark() {
  return (
    <svg viewBox="0 0 18 18" aria-hidden="true">
      <rect class="wait" x="1" y="12" width="16" height="4" rx="1" />
      <rect class="cpu" x="1" y="7" width="11" height="4" rx="1" />
      <rect class="gc" x="4" y="2" width="5" height="4" rx="1" />
    </svg>
  );
}

function NavLink({ href, text, isCurrent }: { href: string; text: string; isCurrent: boolean }) {
  return <a href={href} {...(isCurrent && { "aria-current": "page" as const })}>{text}</a>;
}
