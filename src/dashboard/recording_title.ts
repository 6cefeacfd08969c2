// What a recording is called where one line has room for it, e.g. the browser's tab.
import type { ProfileEntry } from "./profile_entry.ts";

/** "GET /users/7", a route's key, or the name of a file that tells of neither. */
export function recordingTitle({ name, request, aggregate }: ProfileEntry): string {
  if (request) return `${request.method} ${request.path}`;
  return aggregate?.key ?? name;
}
