// V8's CPU profiler, always on, in overlapping chunks. A profiler that is started on demand hides inlined
// functions and takes 8 to 440 ms to start; one that never rotates grows without bound.
import type { Outbox } from "./outbox.ts";
import { inspector, originals, timers } from "./builtins.ts";
import { detached } from "./owner_tracker.ts";
import { SamplingPace } from "./sampling_pace.ts";
import { asProfiler, takeTimeline } from "./timeline_writer.ts";
import { takeWaits } from "./wait_tracker.ts";

const { now } = originals;
const encoder = new TextEncoder();
/** A profile that ends at once loses its queued samples: the old chunk stays open this long beside the new one. */
const OVERLAP_MS = 2;
/** After the last request of a burst. */
const QUIET_MS = 30;
/** Under load. */
const LOADED_CHUNK_MS = 1_000;
/** While nothing happens, so that the open chunk stays small. */
const IDLE_CHUNK_MS = 5_000;
/** Then the profiler is stopped: no CPU at all is used until the next request. */
const STOP_AFTER_MS = 30_000;
/** Profiles started for nothing but their start time: together they align the clocks to a few microseconds. */
const CLOCK_READINGS = 12;
const TITLE_PREFIX = "runprofileserver-";

/** The parts of a .cpuprofile that concern the agent; the rest only passes through. */
interface V8Profile {
  readonly startTime: number;
  readonly endTime: number;
}

interface OpenChunk {
  readonly title: string;
  readonly samplingInterval: number;
  readonly openedAfter: number;
  readonly openedBefore: number;
}

/** Keeps a profile open while there is work and sends each finished chunk to the outbox. */
export class Sampler {
  readonly #outbox: Outbox;
  readonly #session = new inspector.Session();
  /** Profiles that were ended and have not arrived: they come by way of the event loop. */
  readonly #closing = new Map<string, { take(profile: V8Profile): void; done(): void }>();
  readonly #pace: SamplingPace;
  #open: OpenChunk | undefined;
  /** Requests go on, but without samples. */
  #isBroken = false;
  #lossTold = "";
  #number = 0;
  #activeCount = 0;
  /** Requests ran or ended since the open chunk began. */
  #hasNews = false;
  #lastActivityAt = now();
  #timer: ReturnType<typeof timers.setTimeout> | undefined;
  #dueAt = Infinity;

  constructor(outbox: Outbox, pace: SamplingPace) {
    this.#outbox = outbox;
    this.#pace = pace;
  }

  /** Turns the profiler on. Call before the app is loaded. Never rejects. */
  async start(): Promise<void> {
    try {
      await this.#start();
    } catch (error) {
      this.#break(error);
    }
  }

  async #start(): Promise<void> {
    this.#session.connect();
    await this.#post("Profiler.enable");
    // V8 captures a second stack with each error for whoever reports uncaught ones. Deno does without: its reports
    // are the same when it is off, and an await's stack costs half.
    await this.#post("Runtime.enable");
    await this.#post("Runtime.disable");
    await this.#setInterval();
    this.#session.on("Profiler.consoleProfileFinished", (message) => {
      asProfiler(() => this.#finish(message.params.title!, message.params.profile));
    });
    this.#open = this.#openChunk();
    for (let i = 0; i < CLOCK_READINGS; i++) await this.#readClock();
    this.#schedule(IDLE_CHUNK_MS);
  }

  /** Before the window of a request opens: a stopped profiler starts now, at the profiler's expense. */
  requestBegins(): void {
    this.#activeCount++;
    this.#hasNews = true;
    this.#pace.requestBegins();
    if (!this.#open && !this.#isBroken) asProfiler(() => this.#wakeUp());
    this.#schedule(LOADED_CHUNK_MS);
  }

  #wakeUp(): void {
    try {
      this.#open = this.#openChunk();
      const tookMs = this.#open.openedBefore - this.#open.openedAfter;
      this.#outbox.write({ kind: "sampler-started", tookMs });
    } catch (error) {
      this.#break(error);
    }
  }

  requestEnded(at: number): void {
    this.#activeCount--;
    this.#lastActivityAt = at;
    if (this.#activeCount === 0) this.#schedule(QUIET_MS);
  }

  /** Sends all that was sampled so far; the profiler stays off afterwards. */
  async flush(): Promise<void> {
    timers.clearTimeout(this.#timer);
    this.#dueAt = -Infinity;
    await new Promise((resolve) => timers.setTimeout(resolve, OVERLAP_MS));
    if (this.#open) await this.#close(this.#open);
    this.#open = undefined;
  }

  async #readClock(): Promise<void> {
    const chunk = this.#openChunk();
    await new Promise<void>((done) => {
      this.#closing.set(chunk.title, {
        done,
        take: ({ startTime }) =>
          this.#outbox.write({ kind: "clock", ...readingOf(chunk), startTime }),
      });
      inspector.console.profileEnd(chunk.title);
    });
  }

  #schedule(afterMs: number): void {
    const dueAt = now() + afterMs;
    if (this.#dueAt <= dueAt) return;
    timers.clearTimeout(this.#timer);
    this.#dueAt = dueAt;
    this.#timer = detached(() => timers.setTimeout(() => this.#tick(), afterMs));
    this.#timer.unref();
  }

  #tick(): void {
    this.#dueAt = Infinity;
    if (this.#isBroken) return this.#giveUp();
    if (!this.#open) return;
    const at = now();
    const quietMs = this.#activeCount === 0 ? at - this.#lastActivityAt : 0;
    const ageMs = at - this.#open.openedBefore;
    if (quietMs >= STOP_AFTER_MS) return this.#stop();
    const maxAgeMs = this.#hasNews ? LOADED_CHUNK_MS : IDLE_CHUNK_MS;
    const isDue = ageMs >= maxAgeMs || (this.#hasNews && quietMs >= QUIET_MS);
    if (isDue) asProfiler(() => this.#rotateOrBreak(this.#pace.passed(ageMs, maxAgeMs)));
    this.#schedule(this.#nextCheckMs(quietMs));
  }

  #nextCheckMs(quietMs: number): number {
    if (!this.#hasNews) return Math.min(IDLE_CHUNK_MS, STOP_AFTER_MS - quietMs);
    return this.#activeCount > 0 ? LOADED_CHUNK_MS : Math.max(1, QUIET_MS - quietMs);
  }

  /** Who waits for samples shall not wait any longer. */
  #giveUp(): void {
    takeTimeline();
    takeWaits();
    this.#outbox.write({ kind: "unsampled", until: now() });
    if (this.#activeCount > 0) this.#schedule(LOADED_CHUNK_MS);
  }

  /** The profiler cannot be used: what the app does with it, or missing rights, must not cost a response. */
  #break(error: unknown): void {
    if (this.#isBroken) return;
    this.#isBroken = true;
    this.#open = undefined;
    const message = `Cannot sample: ${error}; requests are recorded without profiles`;
    this.#outbox.write({ kind: "warning", message });
    this.#schedule(QUIET_MS);
  }

  #rotateOrBreak(hasNewInterval: boolean): void {
    try {
      if (hasNewInterval) this.#restart();
      else this.#rotate();
    } catch (error) {
      this.#break(error);
    }
  }

  /** Opens the next chunk first: the profiler never goes cold. */
  #rotate(): void {
    const old = this.#open!;
    this.#open = this.#openChunk();
    this.#hasNews = this.#activeCount > 0;
    detached(() => timers.setTimeout(() => void this.#close(old), OVERLAP_MS)).unref();
  }

  /** V8 changes the interval only while no profile is open: this start is cold, 4 to 440 ms by the size of the heap. */
  #restart(): void {
    this.#stop();
    // It is refused while the app has a profile of its own open, and stays what it was.
    this.#setInterval().catch(() => {});
    this.#open = this.#openChunk();
    this.#hasNews = this.#activeCount > 0;
  }

  #stop(): void {
    const last = this.#open!;
    this.#open = undefined;
    void this.#close(last);
  }

  #openChunk(): OpenChunk {
    const title = TITLE_PREFIX + (++this.#number);
    const openedAfter = now();
    inspector.console.profile(title);
    return {
      title,
      samplingInterval: this.#pace.interval,
      openedAfter,
      openedBefore: now(),
    };
  }

  #close(chunk: OpenChunk): Promise<void> {
    return new Promise((done) => {
      this.#closing.set(chunk.title, { done, take: (profile) => this.#send(chunk, profile) });
      try {
        asProfiler(() => inspector.console.profileEnd(chunk.title));
      } catch (error) {
        this.#break(error);
        done();
      }
    });
  }

  #finish(title: string, profile: V8Profile): void {
    const closing = this.#closing.get(title);
    if (!closing) return; // a profile of the app's own
    this.#closing.delete(title);
    try {
      closing.take(profile);
    } catch (error) {
      this.#lose(error);
    }
    closing.done();
  }

  /** The app may have broken what the hand-over needs: then it fails for every chunk. */
  #lose(error: unknown): void {
    const message = `Lost samples: ${error}`;
    if (message !== this.#lossTold) this.#outbox.write({ kind: "warning", message });
    this.#lossTold = message;
    this.#outbox.write({ kind: "unsampled", until: now() });
  }

  #send(chunk: OpenChunk, profile: V8Profile): void {
    const { times, owners } = takeTimeline();
    this.#outbox.write(
      {
        kind: "chunk",
        ...readingOf(chunk),
        samplingInterval: chunk.samplingInterval,
        startTime: profile.startTime,
        endTime: profile.endTime,
        timeOrigin: originals.wallClock() - now(),
        switchCount: times.length,
        ...takeWaits(),
      },
      new Uint8Array(times.buffer),
      new Uint8Array(owners.buffer),
      encoder.encode(originals.stringify(profile)),
    );
  }

  #setInterval(): Promise<void> {
    return this.#post("Profiler.setSamplingInterval", { interval: this.#pace.interval });
  }

  #post(method: string, params: object = {}): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#session.post(method, params, (error) => error ? reject(error) : resolve());
    });
  }
}

function readingOf({ openedAfter, openedBefore }: OpenChunk) {
  return { openedAfter, openedBefore };
}
