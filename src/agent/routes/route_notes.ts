// What is known of the routes of requests: frameworks tell while a request runs, the answer is wanted at
// its end. Kept beside the requests, because only some of them ever have something to tell.
import type { RequestHead } from "../request_log.ts";
import { privateMap } from "../private_map.ts";
import { routeOfPath } from "./route_of_path.ts";

/** Asked at the request's end for its route; undefined when it cannot tell. */
export type RouteTeller = (status: number) => string | undefined;

interface Note {
  tellers: RouteTeller[];
  status: number;
}

const NOT_FOUND = 404;
const noteByHead = privateMap<RequestHead, Note>();

/** The notes of all requests in flight. */
export const routeNotes = {
  /** Tellers are asked in the order in which they came. */
  add(head: RequestHead, teller: RouteTeller): void {
    noteOf(head).tellers.push(teller);
  },

  /** The status decides whether a route that matched has answered; to be set before the request ends. */
  setStatus(head: RequestHead, status: number): void {
    noteOf(head).status = status;
  },

  /**
   * The pattern if somebody knows it, else the path with its ids folded. What was not found has no route: the
   * paths that robots try would look like parts of the app. At the request's end: tellers hold the framework's objects
   * and are forgotten.
   */
  takeRoute(head: RequestHead): string {
    const note = noteOf(head);
    const { tellers, status } = note;
    note.tellers = [];
    for (const teller of tellers) {
      const route = ask(teller, status);
      if (route !== undefined) return route;
    }
    return status === NOT_FOUND ? "" : routeOfPath(head.target.replace(/[?#].*$/s, ""));
  },
};

function noteOf(head: RequestHead): Note {
  let note = noteByHead.get(head);
  if (!note) noteByHead.set(head, note = { tellers: [], status: 0 });
  return note;
}

/** They read what belongs to other people's frameworks, in versions that we have not seen. */
function ask(teller: RouteTeller, status: number): string | undefined {
  try {
    return teller(status);
  } catch {
    return undefined;
  }
}
