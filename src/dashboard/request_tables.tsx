// The short tables of the request page. A name opens the sandwich of its function, a place its source.
import type { Child } from "hono/jsx";
import { focusName } from "./client/flame_state.js";
import { formatMicros, formatShare } from "./client/format_time.js";
import { frameLabel } from "../format/frame_label.ts";
import type { Recording } from "../format/codec.ts";
import type { Frame, Micros, Profile } from "../model/profile.ts";
import type { FrameLinks } from "./flame_frames.ts";
import { requestIdHref } from "./links.ts";
import { hotFunctions, hotLines, type WaitSite, waitSites } from "./request_costs.ts";

const ROWS = 12;

interface TableProps {
  readonly profile: Profile;
  readonly links: FrameLinks;
  readonly total: Micros;
}

/** Hot functions, hot lines and wait sites of a recording. */
export function RequestTables({ recording, links }: { recording: Recording; links: FrameLinks }) {
  const { profile, request, aggregate } = recording;
  const total = profile.end - profile.start;
  const props = { profile, links, total };
  const sites = waitSites(profile, Infinity);
  const waited = sites.reduce((sum, site) => sum + site.total, 0);
  // What there is more of comes first.
  const isMostlyWaiting = waited > total / 2;
  const waits = (
    <WaitSites
      {...props}
      sites={sites.slice(0, ROWS)}
      canCount={aggregate === undefined}
      pid={request?.pid}
    />
  );
  return (
    <div class="tables">
      {isMostlyWaiting && waits}
      <HotFunctions {...props} />
      <HotLines {...props} />
      {!isMostlyWaiting && waits}
    </div>
  );
}

function HotFunctions({ profile, links, total }: TableProps) {
  const rows = hotFunctions(profile, ROWS);
  return (
    <Table
      title="Hot functions"
      columns={["Self", "", "Total", "Function"]}
      empty="No function was sampled."
    >
      {rows.map(({ frame, self, total: all }) => (
        <tr>
          <td class="num">{formatMicros(self)}</td>
          <td class="num dim">{formatShare(self, total)}</td>
          <td class="num">{formatMicros(all)}</td>
          <td>
            <FrameName frame={frame} links={links} />
          </td>
        </tr>
      ))}
    </Table>
  );
}

function HotLines({ profile, links, total }: TableProps) {
  const rows = hotLines(profile, ROWS);
  return (
    <Table
      title="Hot lines"
      columns={["Self", "", "Line"]}
      empty="The recording does not say which lines were running."
    >
      {rows.map(({ frame, line, self }) => {
        const at = { ...frame, line };
        const { name, file } = frameLabel(frame, links.base);
        return (
          <tr>
            <td class="num">{formatMicros(self)}</td>
            <td class="num dim">{formatShare(self, total)}</td>
            <td>
              <Place text={`${file}:${line}`} frame={at} links={links} />{" "}
              <LineText code={links.codeAt(frame, line)} name={name} />
            </td>
          </tr>
        );
      })}
    </Table>
  );
}

/** The code says more than the function's name; long lines are cut by the table. */
function LineText({ code, name }: { code: string; name: string }) {
  if (code === "") return <span class="dim">{name}</span>;
  return <code title={`${name}: ${code}`}>{code.slice(0, 300)}</code>;
}

/** In a sum of requests a sample is no wait, so they cannot be counted there. */
function WaitSites({ sites, links, total, canCount, pid }: TableProps & {
  sites: readonly WaitSite[];
  canCount: boolean;
  pid: number | undefined;
}) {
  return (
    <Table
      title="Wait sites"
      columns={["Total", "", ...(canCount ? ["Times", "Longest"] : []), "Where"]}
      empty="The request waited for nothing."
    >
      {sites.map(({ frame, caller, total: micros, count, longest }) => (
        <tr>
          <td class="num">{formatMicros(micros)}</td>
          <td class="num dim">{formatShare(micros, total)}</td>
          {canCount && <td class="num">{count}</td>}
          {canCount && <td class="num">{formatMicros(longest)}</td>}
          <td>
            <WaitName frame={frame} caller={caller} links={links} pid={pid} />
          </td>
        </tr>
      ))}
    </Table>
  );
}

function WaitName({ frame, caller, links, pid }: {
  frame: Frame;
  caller: Frame | undefined;
  links: FrameLinks;
  pid: number | undefined;
}) {
  const label = frameLabel(frame, links.base);
  if (!label.place) {
    return (
      <>
        {label.name.replace(/^\(|\)$/g, "")} {caller?.kind === "wait" &&
          <InTheWay name={caller.name} pid={pid} />}
      </>
    );
  }
  return (
    <>
      {caller && caller.kind !== "wait" && <FocusLink frame={caller} links={links} />}{" "}
      <Place text={label.place} frame={frame} links={links} />
    </>
  );
}

/** "behind GET /report #12", with a link to that request. */
function InTheWay({ name, pid }: { name: string; pid: number | undefined }) {
  const text = name.slice(1, -1);
  const id = text.match(/ #(\d+)$/)?.[1];
  if (pid === undefined || id === undefined) return <span>{text}</span>;
  return <a href={requestIdHref(pid, Number(id))}>{text}</a>;
}

function FrameName({ frame, links }: { frame: Frame; links: FrameLinks }) {
  const { place } = frameLabel(frame, links.base);
  return (
    <>
      <FocusLink frame={frame} links={links} />{" "}
      {place && <Place text={place} frame={frame} links={links} />}
    </>
  );
}

/** Leads to the sandwich of a function; without scripts, to the graph. */
function FocusLink({ frame, links }: { frame: Frame; links: FrameLinks }) {
  const { name, place } = frameLabel(frame, links.base);
  return (
    <a class="function" href="#flame" data-focus={focusName({ name, place })} title="Open sandwich">
      {name}
    </a>
  );
}

function Place({ text, frame, links }: { text: string; frame: Frame; links: FrameLinks }) {
  const href = links.sourceOf(frame);
  return href ? <a class="place" href={href}>{text}</a> : <span class="place dim">{text}</span>;
}

function Table({ title, columns, empty, children }: {
  title: string;
  columns: readonly string[];
  empty: string;
  children: Child[];
}) {
  return (
    <section class="panel" aria-label={title}>
      <h2>{title}</h2>
      {children.length === 0 ? <p class="dim">{empty}</p> : (
        <table class="grid short">
          <thead>
            <tr>
              {columns.map((text, index) => (
                <th scope="col" class={index < columns.length - 1 ? "num" : ""}>
                  {text || <span class="visually-hidden">Share</span>}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>{children}</tbody>
        </table>
      )}
    </section>
  );
}
