// What can be done with a recording as a whole: compare it, open it elsewhere, take it along.
import { codecs } from "../format/codecs.ts";
import { formatClock, formatMicros } from "./client/format_time.js";
import { compareHref, downloadHref, routeKey, routeRecording, speedscopeHref } from "./links.ts";
import type { ProfileEntry } from "./profile_entry.ts";
import { recordingTitle } from "./recording_title.ts";

/** Requests of the same route that are offered for comparison. */
const OTHERS = 8;

/** The buttons at the top; `list` are all recordings, in the order in which they came. */
export function RequestTools({ entry, list }: {
  entry: ProfileEntry;
  list: readonly ProfileEntry[];
}) {
  const others = othersOf(entry, list);
  return (
    <div class="request-tools">
      {others.length > 0 && <CompareMenu entry={entry} others={others} />}
      <a class="button" href={speedscopeHref(entry.name, recordingTitle(entry))}>
        Open in speedscope
      </a>
      <details class="menu">
        <summary class="button">Download</summary>
        <ul>
          {codecs.map(({ name, extension }) => (
            <li>
              <a href={downloadHref(entry.name, name)} download>
                <span>{name}</span>
                <span class="dim">{extension}</span>
              </a>
            </li>
          ))}
        </ul>
      </details>
    </div>
  );
}

/** The newest other requests of the route. */
function othersOf({ name, request }: ProfileEntry, list: readonly ProfileEntry[]): ProfileEntry[] {
  if (!request) return [];
  const key = routeKey(request);
  const isOther = (entry: ProfileEntry) =>
    entry.request && entry.isReadable && entry.name !== name && routeKey(entry.request) === key;
  return list.filter(isOther)
    .sort((a, b) => b.request!.startedAt - a.request!.startedAt)
    .slice(0, OTHERS);
}

/** The other one is what was before: a request is looked at because something may have changed. */
function CompareMenu({ entry, others }: { entry: ProfileEntry; others: readonly ProfileEntry[] }) {
  const route = routeRecording(routeKey(entry.request!));
  return (
    <details class="menu">
      <summary class="button">Compare</summary>
      <ul>
        <li>
          <a href={compareHref(route, entry.name)}>
            <span>with the route's average</span>
          </a>
        </li>
        {others.map(({ name, request }) => (
          <li>
            <a href={compareHref(name, entry.name)}>
              <span>with #{request!.id}</span>
              <span class="dim">{formatClock(request!.startedAt, Date.now())}</span>
              <span>{formatMicros(request!.end - request!.start)}</span>
            </a>
          </li>
        ))}
      </ul>
    </details>
  );
}
