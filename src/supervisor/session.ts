// One agent's lifetime: records and chunks come in, finished requests with their profiles go out. A
// request is finished when its end is known and a chunk that covers this end has arrived.
import type { Chunk as ChunkRecord, RequestBegin, RequestEnd } from "../wire/records.ts";
import type { Packet } from "../wire/packets.ts";
import type { Micros, Profile } from "../model/profile.ts";
import type { RequestRecord } from "../model/request_record.ts";
import { type Attribution, attribution, backgroundByRequest } from "../model/attribution.ts";
import { Chunk, type Wait } from "../model/chunk.ts";
import { resolveClaims } from "../model/claims.ts";
import { ClockAlignment } from "../model/clock_alignment.ts";
import { dropFrames } from "../model/drop_frames.ts";
import { hasIdleFrame, withIdleFrame } from "../model/idle_frames.ts";
import { RequestSlice } from "../model/slice.ts";
import { BACKGROUND, cutTimeline, joinTimelines, type Timeline } from "../model/timeline.ts";
import { readChunkBody } from "./chunk_body.ts";
import { FunctionStarts } from "./function_starts.ts";
import type { ScriptMaps } from "./script_maps.ts";
import { agentFrameFate } from "./agent_frames.ts";
import { waitStack } from "./wait_stack.ts";

/** A request with its profile. */
export interface FinishedRequest {
  readonly record: RequestRecord;
  readonly profile: Profile;
  /** Microseconds, as asked of V8 when it ended; undefined when nothing was sampled. */
  readonly samplingInterval: Micros | undefined;
  /** False when a filter left this request out: no file is written. */
  readonly isProfiled: boolean;
  /** "HTTP/1.1" */
  readonly protocol: string;
}

interface OpenRequest {
  readonly begin: RequestBegin;
  readonly start: Micros;
  slice: RequestSlice;
  readonly backlog: Micros;
  background: Micros;
  end?: RequestEnd;
  /** The client went away before the end was known. */
  isAbandoned: boolean;
}

/**
 * V8 stamps a sample after it has walked the stack. Of 5,200 samples around a change of owner, all that were
 * stamped up to 7 us after it showed the old owner's stack, and the first of the new one came 15 us after it.
 */
const SAMPLE_LAG: Micros = 8;
/** The wall clock was set, or has stood still: a request's date is by the new one. */
const MIN_CLOCK_STEP_MS = 1_000;
/** A request that has ended may still be in the timeline of the next one. */
const NAMES_KEPT = 1_000;
const NO_TIMELINE: Timeline = { times: new Float64Array(0), owners: new Int32Array(0) };

/** Who hears of what a session finds out. */
export interface SessionEvents {
  /** In the order of the requests' ends. */
  finished(request: FinishedRequest): void;
  /** Something is not as exact as it should be. */
  warn(message: string): void;
}

/** Joins what one agent reports. */
export class Session {
  readonly #maps: ScriptMaps;
  readonly #events: SessionEvents;
  readonly #mask: (target: string) => string;
  /** This V8 tells idle time from native work. */
  #saysIdle = false;
  #problemsTold = 0;
  readonly #failuresTold = new Set<string>();
  readonly #open = new Map<number, OpenRequest>();
  readonly #clock = new ClockAlignment();
  /** Epoch milliseconds of the agent's performance.now() = 0: as it was at its start, and as it is now. */
  #bootOrigin = 0;
  #timeOrigin = 0;
  #pid = 0;
  #agentUrl = "";
  #timeline = NO_TIMELINE;
  #samplingInterval: Micros | undefined;
  /** All before this instant has been sliced. */
  #until: Micros = -Infinity;
  #lastId = 0;
  /** What others see when they queue behind a request; kept as long as somebody might. */
  readonly #names = new Map<number, string>();
  readonly #starts = new FunctionStarts();
  #pendingWaits: Wait[] = [];
  #attribution: Attribution = { attributed: 0, unattributed: 0 };

  /** `mask` takes the secrets out of a target. */
  constructor(
    maps: ScriptMaps,
    events: SessionEvents,
    mask: (target: string) => string = (target) => target,
  ) {
    this.#maps = maps;
    this.#events = events;
    this.#mask = mask;
  }

  /** How much of the work while requests were open is known to be theirs. */
  get attribution(): Attribution {
    return this.#attribution;
  }

  /** Nobody will get the answers to these requests. */
  abandon(ids: readonly number[]): void {
    for (const id of ids) {
      const request = this.#open.get(id);
      if (request && !request.end) request.isAbandoned = true;
    }
  }

  /**
   * Takes one record; those that concern no request are ignored. `arrivedAt`: when the request that begins
   * with it had reached the gate, epoch milliseconds.
   */
  receive({ record, body }: Packet, arrivedAt: number = Infinity): void {
    switch (record.kind) {
      case "booted":
        this.#bootOrigin = this.#timeOrigin = record.timeOrigin;
        this.#pid = record.pid;
        this.#agentUrl = record.agentUrl;
        return;
      case "clock":
        return this.#clock.observe(record);
      case "begin":
        return this.#begin({ ...record, target: this.#mask(record.target) }, arrivedAt);
      case "end":
        return this.#end(record);
      case "chunk":
        return this.#chunk(record, body);
      case "unsampled":
        return this.#finishUntil(this.#clock.micros(record.until));
    }
  }

  /**
   * The agent is gone: requests that have ended are finished with what is known of them, the others are
   * returned as lost.
   */
  close(): RequestBegin[] {
    this.#finishUntil(Infinity);
    const lost = [...this.#open.values()].map(({ begin }) => begin);
    this.#open.clear();
    return lost;
  }

  #begin(record: RequestBegin, arrivedAt: number): void {
    const start = this.#clock.micros(record.start);
    const backlogMs = this.#bootOrigin + record.start - arrivedAt;
    this.#names.set(record.id, `${record.method} ${splitTarget(record.target)[0]} #${record.id}`);
    this.#lastId = record.id;
    this.#open.set(record.id, {
      begin: record,
      start,
      slice: this.#newSlice(record.id, start),
      backlog: Math.max(0, backlogMs * 1000),
      background: 0,
      isAbandoned: false,
    });
  }

  #end(record: RequestEnd): void {
    const request = this.#open.get(record.id);
    if (request) request.end = record;
  }

  #chunk(record: ChunkRecord, body: Uint8Array): void {
    const { endTime } = record;
    this.#clock.check(record);
    this.#setWallClock(record.timeOrigin);
    this.#samplingInterval = record.samplingInterval;
    try {
      const { timeline, profile } = readChunkBody(record, body);
      const steps = {
        times: timeline.times.map((ms) => this.#clock.micros(ms)),
        owners: timeline.owners,
      };
      const [covered, rest] = cutTimeline(joinTimelines(this.#timeline, steps), endTime);
      this.#timeline = rest;
      if (this.#open.size > 0) this.#slice(covered, profile(), record);
    } catch (error) {
      // Requests that have ended get their files all the same: what was lost is "not sampled" in them.
      this.#fail("Lost a chunk of samples", error);
    }
    this.#until = endTime;
    this.#finishUntil(endTime);
    this.#forgetNames();
  }

  /** Small differences are noise of Date.now(), which has whole milliseconds. */
  #setWallClock(timeOrigin: number): void {
    const step = timeOrigin - this.#timeOrigin;
    if (Math.abs(step) >= MIN_CLOCK_STEP_MS) this.#timeOrigin = timeOrigin;
  }

  #slice(timeline: Timeline, sampled: Profile, record: ChunkRecord): void {
    const { startTime, endTime } = record;
    const shifted = {
      ...sampled,
      start: sampled.start - SAMPLE_LAG,
      end: sampled.end - SAMPLE_LAG,
    };
    const own = dropFrames(shifted, ({ name, url }) => agentFrameFate(name, url, this.#agentUrl));
    const mapped = this.#maps.remap(own);
    this.#saysIdle ||= hasIdleFrame(mapped.frames);
    const profile = this.#saysIdle ? withIdleFrame(mapped) : mapped;
    for (const problem of this.#maps.problems.slice(this.#problemsTold)) this.#events.warn(problem);
    this.#problemsTold = this.#maps.problems.length;
    this.#starts.learn(profile);
    const chunk = new Chunk({
      profile,
      timeline: resolveClaims(timeline, profile),
      waits: this.#waits(record),
      from: Math.max(this.#until, startTime),
      until: endTime,
    });
    for (const request of this.#open.values()) this.#advance(request, chunk);
    this.#account(chunk);
  }

  #advance(request: OpenRequest, chunk: Chunk): void {
    const { begin, start, end } = request;
    try {
      request.slice.advance(chunk, end && this.#clock.micros(end.end));
    } catch (error) {
      request.slice = this.#newSlice(begin.id, start);
      this.#fail(`Lost the samples of ${this.#nameOf(begin.id)}`, error);
    }
  }

  #newSlice(id: number, start: Micros): RequestSlice {
    return new RequestSlice(id, start, (other) => this.#nameOf(other));
  }

  /** A failure of ours. The same one again is no news. */
  #fail(consequence: string, error: unknown): void {
    const reason = String(error);
    if (this.#failuresTold.has(reason)) return;
    this.#failuresTold.add(reason);
    this.#events.warn(`${consequence}: ${reason}`);
  }

  #account(chunk: Chunk): void {
    const { attributed, unattributed } = attribution(chunk, this.#oldestStart());
    this.#attribution = {
      attributed: this.#attribution.attributed + attributed,
      unattributed: this.#attribution.unattributed + unattributed,
    };
    for (const [id, micros] of backgroundByRequest(chunk)) {
      const request = this.#open.get(id);
      if (request) request.background += micros;
    }
  }

  #oldestStart(): Micros {
    let oldest = Infinity;
    for (const { start } of this.#open.values()) oldest = Math.min(oldest, start);
    return oldest;
  }

  #waits({ waits, sites, endTime }: ChunkRecord): Wait[] {
    const context = { agentUrl: this.#agentUrl, maps: this.#maps, starts: this.#starts };
    const frames = sites.map((site) => waitStack(site, context));
    const ended = waits.flatMap(([owner, , end, site]) => {
      const known = frames[site];
      return known ? [{ owner, end: this.#clock.micros(end), site: known }] : [];
    });
    const all = [...this.#pendingWaits, ...ended];
    // The timeline of these instants comes with the next chunk.
    this.#pendingWaits = all.filter(({ end }) => end >= endTime);
    return all;
  }

  #nameOf(owner: number): string {
    if (owner >= BACKGROUND) return `background work of ${this.#nameOf(owner - BACKGROUND)}`;
    return this.#names.get(owner) ?? `#${owner}`;
  }

  /** Whoever is open now may have queued behind any request since the oldest of them began. */
  #forgetNames(): void {
    let oldest = this.#lastId;
    for (const id of this.#open.keys()) oldest = Math.min(oldest, id);
    oldest -= NAMES_KEPT;
    for (const id of this.#names.keys()) {
      if (id >= oldest) break;
      this.#names.delete(id);
    }
  }

  /** The clock may have been corrected since the start was converted. */
  #endOf(start: Micros, { end }: RequestEnd): Micros {
    return Math.max(start, this.#clock.micros(end));
  }

  #cut(slice: RequestSlice, id: number, { start, end }: { start: Micros; end: Micros }) {
    try {
      return slice.finish(end);
    } catch (error) {
      this.#fail(`Lost the samples of ${this.#nameOf(id)}`, error);
      return this.#newSlice(id, start).finish(end);
    }
  }

  #finishUntil(time: Micros): void {
    const due: { request: OpenRequest; end: RequestEnd; at: Micros }[] = [];
    for (const request of this.#open.values()) {
      const { start, end } = request;
      const at = end ? this.#endOf(start, end) : Infinity;
      if (end && at <= time) due.push({ request, end, at });
    }
    due.sort((a, b) => a.at - b.at);
    for (const { request, end, at } of due) {
      this.#open.delete(request.begin.id);
      try {
        this.#events.finished(this.#finished(request, end, at));
      } catch (error) {
        this.#fail(`Lost request ${request.begin.id}`, error);
      }
    }
  }

  #finished(request: OpenRequest, end: RequestEnd, at: Micros): FinishedRequest {
    const { begin, start, slice, backlog, background, isAbandoned } = request;
    const { profile, parts } = this.#cut(slice, begin.id, { start, end: at });
    const [path, query] = splitTarget(begin.target);
    const record: RequestRecord = {
      id: begin.id,
      pid: this.#pid,
      method: begin.method,
      path,
      query,
      // Of an absolute target it may hold a name and a password.
      host: begin.host.replace(/^.*@/s, ""),
      // Where the app tells none, it is made of the path.
      route: this.#mask(end.route),
      status: end.status,
      responseBytes: end.responseBytes,
      outcome: isAbandoned && !end.isDelivered ? "aborted" : end.outcome,
      startedAt: this.#timeOrigin + begin.start,
      start,
      end: at,
      ...parts,
      backlog,
      background,
    };
    const { isProfiled, protocol } = begin;
    return { record, profile, samplingInterval: this.#samplingInterval, isProfiled, protocol };
  }
}

/** "/a?b" -> ["/a", "?b"] */
function splitTarget(target: string): [path: string, query: string] {
  const mark = target.indexOf("?");
  return mark < 0 ? [target, ""] : [target.slice(0, mark), target.slice(mark)];
}
