// @ts-check
/// <reference lib="dom" />
// All rows, and then those that come, over one connection. It is closed while nobody sees the page: browsers open six
// to a server, and a hidden tab must not hold one of them.

/** @typedef {import("../list_row.ts").ListRow} ListRow */

/** How long to wait when the server does not answer. */
const RETRY_MS = 2_000;

/** What a feed tells. `state` is "live" or "offline". */
/**
 * @typedef {object} FeedEvents
 * @property {(rows: ListRow[]) => void} replace
 * @property {(added: ListRow[], removed: string[]) => void} change
 * @property {(state: "live" | "offline") => void} state
 */

/**
 * Tells of all rows and of what changes, as long as the page is there.
 * @param {FeedEvents} events
 */
export function followRequests(events) {
  let version = "";
  /** @type {EventSource | undefined} */
  let source;

  async function load() {
    try {
      const answer = await fetch("/requests.json");
      if (!answer.ok) throw new Error(answer.statusText);
      const list = await answer.json();
      version = list.version;
      events.replace(list.rows);
      connect();
    } catch {
      events.state("offline");
      setTimeout(load, RETRY_MS);
    }
  }

  function connect() {
    source?.close();
    if (document.hidden) return;
    source = new EventSource(`/live?${new URLSearchParams({ after: version })}`);
    source.addEventListener("open", () => events.state("live"));
    source.addEventListener("error", () => {
      events.state("offline");
      // The browser connects again by itself unless it was refused.
      if (source?.readyState === EventSource.CLOSED) setTimeout(connect, RETRY_MS);
    });
    source.addEventListener("changes", ({ data, lastEventId }) => {
      version = lastEventId;
      const { added, removed } = JSON.parse(data);
      events.change(added, removed);
    });
    source.addEventListener("reset", () => {
      source?.close();
      load();
    });
  }

  document.addEventListener("visibilitychange", () => {
    if (document.hidden) source?.close();
    else if (version) connect();
  });
  load();
}
