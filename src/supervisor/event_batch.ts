// What the recording worker tells, many events in one message: a message of its own for each access line cost the two
// threads 25 us per request, as much as making a small profile.
import type { RecordingEvent } from "./recording_messages.ts";

/** Nobody sees that a line of the log is so late. A slow disk takes longer for a single profile. */
const MOST_LATE_MS = 20;

/** Keeps the order. */
export class EventBatch {
  readonly #send: (events: readonly RecordingEvent[]) => void;
  readonly #now: () => number;
  #events: RecordingEvent[] = [];
  #startedAt = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** `send` gets one event at least. `now` in milliseconds. */
  constructor(
    send: (events: readonly RecordingEvent[]) => void,
    now: () => number = () => performance.now(),
  ) {
    this.#send = send;
    this.#now = now;
  }

  /** Sends the event as soon as the work at hand pauses, or with the first that comes too late to wait for that. */
  add(event: RecordingEvent): void {
    const now = this.#now();
    if (this.#events.push(event) === 1) {
      this.#startedAt = now;
      this.#timer = setTimeout(() => this.#flush(), 0);
    } else if (now - this.#startedAt >= MOST_LATE_MS) this.#flush();
  }

  #flush(): void {
    clearTimeout(this.#timer);
    const events = this.#events;
    this.#events = [];
    this.#send(events);
  }
}
