// A source file with the time that a recording spent on its lines.
import { type Context, Hono } from "hono";
import { UserError } from "../errors.ts";
import { frameLabel } from "../format/frame_label.ts";
import type { Profile } from "../model/profile.ts";
import { SourceDir } from "../store/source_dir.ts";
import { formatMicros, formatShare } from "./client/format_time.js";
import type { DashboardContext } from "./dashboard_context.ts";
import { editorUrl } from "./editor_url.ts";
import { requestHref } from "./links.ts";
import { Page } from "./page.tsx";
import { problemPage } from "./problem_page.tsx";
import { entryTitle } from "./entry_title.ts";
import { type LineTime, sourceLineTimes } from "./source_costs.ts";
import { highlightedLines, type Token } from "./highlighted_lines.ts";

const TOTAL_MEANING =
  "With all that is called and waited for from here; where the line of a call is not known, " +
  "it stands on the first line of its function";
/** Lines in the list at the top. */
const HOT_LINES = 6;

/** `/source?name=&url=`: only files that the recording names. */
export function sourcePages(context: DashboardContext): Hono {
  const app = new Hono();
  app.get("/source", async (c) => await showSource(c, context));
  return app;
}

async function showSource(c: Context, context: DashboardContext): Promise<Response> {
  const { store, projectRoot, editor } = context;
  const { name = "", url = "" } = c.req.query();
  const entry = store.entry(name);
  if (!entry) return await problemPage(c, 404, `There is no profile "${name}".`);
  const { profile } = await store.read(name);
  const frame = profile.frames.find((frame) => frame.url === url);
  if (!frame) return await problemPage(c, 404, `The profile has no source "${url}".`);
  const sources = new SourceDir(projectRoot);
  try {
    const text = sources.read(url);
    const file = sources.pathOf(url) ?? "";
    return c.html(
      <SourcePage
        title={frameLabel(frame, projectRoot).file}
        back={{ href: requestHref(name), text: entryTitle(entry) }}
        lines={highlightedLines(text)}
        times={sourceLineTimes(profile, { url, text })}
        total={spanOf(profile)}
        editorOf={(line) => editorUrl(editor, { file, line, column: 1 })}
      />,
    );
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return await problemPage(c, 404, error);
  }
}

function spanOf({ start, end }: Profile): number {
  return end - start;
}

interface SourceProps {
  readonly title: string;
  readonly back: { readonly href: string; readonly text: string };
  readonly lines: readonly (readonly Token[])[];
  readonly times: ReadonlyMap<number, LineTime>;
  readonly total: number;
  editorOf(line: number): string | undefined;
}

function SourcePage(props: SourceProps) {
  const { title, back, lines, times, total } = props;
  const sum = { self: 0, wait: 0 };
  for (const { self, wait } of times.values()) {
    sum.self += self;
    sum.wait += wait;
  }
  return (
    <Page title={title} nav="requests" scripts={["source.js"]} styles={["source.css"]}>
      <header class="source-head">
        <h1>{title}</h1>
        <p class="dim">
          <a href={back.href}>{back.text}</a>
          {` spent ${formatMicros(sum.self)} (${formatShare(sum.self, total)}) on these lines`}
          {sum.wait > 0 &&
            ` and waited ${formatMicros(sum.wait)} (${formatShare(sum.wait, total)}) at them`}.
        </p>
        {times.size > 0 && <HotLineLinks times={times} />}
      </header>
      <div class="panel source-panel">
        <SourceTable {...props} lines={lines} />
      </div>
    </Page>
  );
}

function HotLineLinks({ times }: { times: ReadonlyMap<number, LineTime> }) {
  const hot = [...times]
    .filter(([, { self, wait }]) => self + wait > 0)
    .sort(([, a], [, b]) => b.self + b.wait - a.self - a.wait)
    .slice(0, HOT_LINES);
  return (
    <nav class="hot-lines" aria-label="Lines with the most time">
      {hot.map(([line, { self, wait }]) => (
        <a class="chip" href={`#L${line}`}>
          line {line}
          <b>{formatMicros(self + wait)}</b>
        </a>
      ))}
      <span class="dim">
        <kbd>n</kbd> next <kbd>p</kbd> previous
      </span>
    </nav>
  );
}

function SourceTable({ title, lines, times, total, editorOf }: SourceProps) {
  let most = 0;
  for (const { self, wait } of times.values()) most = Math.max(most, self, wait);
  return (
    <table class="source" aria-label={title}>
      <thead>
        <tr>
          <th scope="col" class="num" title="While the line itself was running">Self</th>
          <th scope="col" class="num" title={TOTAL_MEANING}>Total</th>
          <th scope="col" class="num" title="Waiting at an await of the line">Wait</th>
          <th scope="col" class="num">Line</th>
          <th scope="col">Source</th>
        </tr>
      </thead>
      <tbody>
        {lines.map((tokens, index) => {
          const time = times.get(index + 1);
          return (
            <tr id={`L${index + 1}`} {...(time && { class: "timed" })}>
              <TimeCell micros={time?.self ?? 0} total={total} most={most} kind="self" />
              <TimeCell micros={time?.total ?? 0} total={total} most={0} kind="total" />
              <TimeCell micros={time?.wait ?? 0} total={total} most={most} kind="waits" />
              <LineNumber line={index + 1} editor={editorOf(index + 1)} />
              <td class="code">
                <code>
                  {tokens.map(({ kind, text }) =>
                    kind === "" ? text : <span class={`t-${kind}`}>{text}</span>
                  )}
                </code>
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function TimeCell({ micros, total, most, kind }: {
  micros: number;
  total: number;
  most: number;
  kind: string;
}) {
  if (micros === 0) return <td></td>;
  // Four steps of warmth; classes, because styles may not be written into the page.
  const heat = most > 0 ? Math.max(1, Math.ceil(4 * Math.sqrt(micros / most))) : 0;
  return (
    <td class={`num ${kind} heat${heat}`} title={formatShare(micros, total)}>
      {formatMicros(micros)}
    </td>
  );
}

function LineNumber({ line, editor }: { line: number; editor: string | undefined }) {
  return (
    <td class="num line">
      {editor ? <a href={editor} title="Open in editor" tabindex={-1}>{line}</a> : line}
    </td>
  );
}
