// What can be done with a recording as a whole: compare it, open it elsewhere, take it along.
import type { Codec } from "../format/codec.ts";
import { codecs } from "../format/codecs.ts";
import { formatClock, formatMicros } from "./client/format_time.js";
import { fileIn } from "./file_in.ts";
import { compareHref, downloadHref, routeKey, routeRecording, speedscopeHref } from "./links.ts";
import type { ProfileEntry } from "./profile_entry.ts";
import { entryTitle } from "./entry_title.ts";

/** Requests of the same route that are offered for comparison. */
const OTHERS = 8;

/** The buttons at the top; `list` are all recordings, in the order in which they came. */
export function RequestTools({ entry, list }: {
  entry: ProfileEntry;
  list: readonly ProfileEntry[];
}) {
  const { name: own, isReadable } = entry;
  const others = isReadable ? othersOf(entry, list) : [];
  const formats = isReadable ? codecs : codecs.filter((codec) => fileIn(entry, codec));
  return (
    <div class="request-tools">
      {others.length > 0 && <CompareMenu entry={entry} others={others} />}
      {isReadable && (
        <a class="button" href={speedscopeHref(own, entryTitle(entry))}>
          Open in speedscope
        </a>
      )}
      {formats.length > 0 && <DownloadMenu name={own} formats={formats} />}
    </div>
  );
}

function DownloadMenu({ name, formats }: { name: string; formats: readonly Codec[] }) {
  return (
    <details class="menu">
      <summary class="button">Download</summary>
      <ul>
        {formats.map(({ name: format, extension }) => (
          <li>
            <a href={downloadHref(name, format)} download>
              <span>{format}</span>
              <span class="dim">{extension}</span>
            </a>
          </li>
        ))}
      </ul>
    </details>
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
