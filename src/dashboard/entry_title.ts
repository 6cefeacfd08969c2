// What an entry of the list is called where it needs a short name: the browser's tab, a link to it. The formats say
// more in theirs, see recordingTitle().
import type { ProfileEntry } from "./profile_entry.ts";

/** "GET /users/7", a route's key, or the name of a file that tells of neither. */
export function entryTitle({ name, request, aggregate }: ProfileEntry): string {
  if (request) return `${request.method} ${request.path}`;
  return aggregate?.key ?? name;
}
