// For the tests of the session: an agent that reports what a test says. V8's clock is 5 s ahead of
// performance.now() here, and times in records are milliseconds. Samples are 100 us apart and never near a
// change of owner: what happens to those is a matter of microseconds.
import { cpuprofileCodec } from "../format/cpuprofile/cpuprofile.ts";
import type { Frame, Micros, Profile } from "../model/profile.ts";
import { ProfileBuilder } from "../model/profile_builder.ts";
import { encodePacket, PacketReader } from "../wire/packets.ts";
import type {
  AgentRecord,
  CallSiteRecord,
  Chunk,
  RequestBegin,
  RequestEnd,
} from "../wire/records.ts";
import { ScriptMaps } from "./script_maps.ts";
import { type FinishedRequest, Session } from "./session.ts";

/** The app and the agent in it; neither is there, so positions stay as they are. */
export const APP_URL = "file:///nowhere/app.js";
const AGENT_URL = "file:///nowhere/agent/";
const OFFSET: Micros = 5_000_000;
const SAMPLE: Micros = 100;
/** Epoch milliseconds of performance.now() = 0. */
export const TIME_ORIGIN = 1_795_333_559_000;

/** An instant of performance.now() on V8's clock. */
export const micros = (ms: number): Micros => ms * 1000 + OFFSET;

/** `[ms, owner]`: from then on that request has the thread, 0 = nobody, -1 = the profiler, -id - 1 = a claim. */
type Step = readonly [ms: number, owner: number];

/** What a chunk holds, from `from` until `until`. */
export interface ChunkParts {
  readonly from: number;
  readonly until: number;
  readonly steps?: readonly Step[];
  /** "handler;inner" is a stack, outermost first; each is sampled until the next one's time. */
  readonly stacks?: readonly (readonly [ms: number, stack: string])[];
  readonly waits?: readonly (readonly [id: number, start: number, end: number, site: number])[];
  readonly sites?: readonly (readonly CallSiteRecord[])[];
  readonly timeOrigin?: number;
}

/** A session that has heard of its agent. */
export class SessionRig {
  readonly finished: FinishedRequest[] = [];
  readonly warnings: string[] = [];
  readonly session: Session;
  readonly #reader = new PacketReader();

  constructor(mask?: (target: string) => string) {
    const events = {
      finished: (request: FinishedRequest) => this.finished.push(request),
      warn: (message: string) => this.warnings.push(message),
    };
    this.session = new Session(new ScriptMaps({ denoDir: "/nowhere" }), events, mask);
    this.#receive({
      kind: "booted",
      version: 1,
      pid: 4711,
      deno: "2.9.6",
      v8: "15",
      timeOrigin: TIME_ORIGIN,
      agentUrl: AGENT_URL,
    });
    this.#receive({ kind: "clock", openedAfter: 1, openedBefore: 1, startTime: micros(1) });
  }

  begin(
    id: number,
    start: number,
    { arrivedAt, ...change }: Partial<RequestBegin> & { arrivedAt?: number } = {},
  ): void {
    const record: RequestBegin = {
      kind: "begin",
      id,
      start,
      method: "GET",
      target: `/${id}`,
      host: "localhost:8000",
      upstreamPort: 50_000 + id,
      isProfiled: true,
      protocol: "HTTP/1.1",
      ...change,
    };
    this.session.receive({ record, body: new Uint8Array(0) }, arrivedAt);
  }

  end(id: number, end: number, change: Partial<RequestEnd> = {}): void {
    this.#receive({
      kind: "end",
      id,
      end,
      status: 200,
      responseBytes: 10,
      outcome: "completed",
      isDelivered: true,
      route: "",
      ...change,
    });
  }

  chunk(
    { from, until, steps = [], stacks = [], waits = [], sites = [], timeOrigin = TIME_ORIGIN }:
      ChunkParts,
  ): void {
    const profile = cpuprofileCodec.encode(
      { profile: profileOf(from, until, stacks) },
      { base: "", creator: "" },
    );
    this.#receive(
      {
        ...bareChunk({ openedAt: from, from, until }),
        timeOrigin,
        switchCount: steps.length,
        waits,
        sites,
      },
      new Uint8Array(Float64Array.from(steps, ([ms]) => ms).buffer),
      new Uint8Array(Int32Array.from(steps, ([, owner]) => owner).buffer),
      profile,
    );
  }

  /** By way of bytes, so that bodies are aligned as they will be. */
  #receive(record: AgentRecord, ...body: Uint8Array[]): void {
    for (const packet of this.#reader.push(encodePacket(record, ...body))) {
      this.session.receive(packet);
    }
  }

  get ids(): number[] {
    return this.finished.map(({ record }) => record.id);
  }

  /** The only finished request. */
  get only(): FinishedRequest {
    const [request, ...others] = this.finished;
    if (!request || others.length > 0) throw new Error(`${this.finished.length} are finished`);
    return request;
  }
}

function profileOf(from: number, until: number, stacks: ChunkParts["stacks"] & object): Profile {
  const start = micros(from) + SAMPLE / 2;
  const builder = new ProfileBuilder(start);
  for (let at = start; at < micros(until); at += SAMPLE) {
    const stack = stacks.findLast(([ms]) => micros(ms) <= at)?.[1] ?? "(idle)";
    builder.sample(
      stack.split(";").reduce((node, name) => builder.node(node, frame(name)), 0),
      SAMPLE,
    );
  }
  return builder.build();
}

function frame(name: string): Frame {
  if (/^\(.*\)$/.test(name)) return { name, url: "", line: 0, column: 0, kind: "engine" };
  const url = name.startsWith("agent")
    ? `${AGENT_URL}agent.ts`
    : name === "transpiled"
    ? "file:///nowhere/lost.ts"
    : APP_URL;
  return { name, url, line: 1, column: 1, kind: "app" };
}

/** A chunk's record without owners and waits; a clock that jumps puts `openedAt` elsewhere than `from`. */
export function bareChunk(
  { openedAt, from, until }: { openedAt: number; from: number; until: number },
): Chunk {
  return {
    kind: "chunk",
    openedAfter: openedAt,
    openedBefore: openedAt,
    samplingInterval: 200,
    startTime: micros(from),
    endTime: micros(until),
    timeOrigin: TIME_ORIGIN,
    switchCount: 0,
    waits: [],
    sites: [],
  };
}

/** Whole milliseconds by stack. */
export function costsOf({ samples, weights, nodeFrame, nodeParent, frames }: Profile) {
  const costs: Record<string, number> = {};
  samples.forEach((top, i) => {
    const names: string[] = [];
    for (let node = top; node > 0; node = nodeParent[node]!) {
      names.unshift(frames[nodeFrame[node]!]!.name);
    }
    const stack = names.join(";");
    costs[stack] = (costs[stack] ?? 0) + weights[i]! / 1000;
  });
  for (const stack of Object.keys(costs)) costs[stack] = Math.round(costs[stack]!);
  return costs;
}
