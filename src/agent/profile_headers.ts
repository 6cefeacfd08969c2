// The headers that name the profile of a response: its number, and where it can be seen when there is a dashboard.
import type { LoggedRequest } from "./request_log.ts";

/** Names profiles in the headers of responses. */
export const profileHeaders = {
  /** The page of a profile without "PID-ID" at its end; "" = there is no dashboard. */
  url: "",

  /** Adds them to what the app has set; throws where headers are immutable. */
  set(headers: Headers, { id }: LoggedRequest): void {
    headers.set("X-Profile-Id", String(id));
    if (this.url === "") return;
    const timings = headers.get("Server-Timing")?.split(", ") ?? [];
    // A response without a body may be given again and again, and is then named already.
    const others = timings.filter((timing) => !timing.includes(this.url));
    headers.set("Server-Timing", [...others, this.serverTiming(id)].join(", "));
  },

  /** Browsers show it among the timings of a request. */
  serverTiming(id: number): string {
    return `profile;desc="${this.url}${Deno.pid}-${id}"`;
  },
};
