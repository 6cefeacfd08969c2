// What every page of the dashboard gets: where profiles come from and what may be shown of the machine.
import type { ProfileStore } from "./profile_store.ts";

/** Made once per server; pages keep no state of their own beside caches. */
export interface DashboardContext {
  readonly store: ProfileStore;
  /** Absolute, without a trailing slash: only source files below it are shown. */
  readonly projectRoot: string;
  /** URL with {file}, {line} and {column}, see editorUrl(); "" = no links to an editor. */
  readonly editor: string;
  /** Where the app answers, e.g. "http://127.0.0.1:8000/"; "" when none is served. */
  readonly appUrl: string;
  /** "runprofileserver 0.1.0" */
  readonly creator: string;
}
