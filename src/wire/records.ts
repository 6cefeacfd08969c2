// What the agent tells the supervisor. Facts with time stamps, no decisions: names, formats and
// attribution are the supervisor's. Times are performance.now() milliseconds of the agent's process.

/** Raised with every change of these shapes; both sides refuse to talk across versions. */
export const WIRE_VERSION = 4;

/** First record of every agent. */
export interface Booted {
  readonly kind: "booted";
  readonly version: number;
  readonly pid: number;
  /** "2.9.6" */
  readonly deno: string;
  readonly v8: string;
  /** Epoch milliseconds of performance.now() = 0. */
  readonly timeOrigin: number;
  /** Folder URL of the agent's own scripts, to keep them out of the profiles. */
  readonly agentUrl: string;
}

/** A profile was seen to start: V8's microseconds `startTime` lie between two readings of performance.now(). */
export interface ClockReading {
  readonly kind: "clock";
  readonly openedAfter: number;
  readonly openedBefore: number;
  readonly startTime: number;
}

/** How the module is hosted, for people: "Hono app, default export". */
export interface Hosted {
  readonly kind: "hosted";
  readonly shape: string;
}

/** A server of the app accepts connections on loopback. */
export interface Listening {
  readonly kind: "listening";
  readonly port: number;
  readonly secure: boolean;
  /** The first server is the one behind the public port. */
  readonly isFirst: boolean;
}

/** The module was loaded but serves nothing. */
export interface NoServer {
  readonly kind: "no-server";
  readonly exports: readonly string[];
}

/** Files that V8 has loaded since the last such record: the app's own, by their URLs. */
export interface Loaded {
  readonly kind: "loaded";
  readonly urls: readonly string[];
}

/** Written before the handler runs, so that a request lost in a crash can be counted. */
export interface RequestBegin {
  readonly kind: "begin";
  readonly id: number;
  readonly start: number;
  readonly method: string;
  /** As in the request line: path and query, percent-encoded. */
  readonly target: string;
  readonly host: string;
  readonly upstreamPort: number;
  readonly isProfiled: boolean;
  /** "HTTP/1.1" */
  readonly protocol: string;
}

/** The last byte of the response was handed over, or the request ended without one. */
export interface RequestEnd {
  readonly kind: "end";
  readonly id: number;
  readonly end: number;
  readonly status: number;
  /** -1 when not counted. */
  readonly responseBytes: number;
  readonly outcome: "completed" | "failed" | "aborted";
  /** The last byte is known to have left; otherwise the response was only handed to the server. */
  readonly isDelivered: boolean;
  readonly route: string;
}

/** One stretch of sampling. Body: the timeline's times (f64) and owners (i32), then the .cpuprofile. */
export interface Chunk {
  readonly kind: "chunk";
  /** As in ClockReading: every chunk is another reading. */
  readonly openedAfter: number;
  readonly openedBefore: number;
  /** Microseconds between samples, as asked of V8. */
  readonly samplingInterval: number;
  /** V8's clock, microseconds. */
  readonly startTime: number;
  readonly endTime: number;
  /** As in Booted, by the present wall clock: it is set now and then, and stands still while a laptop sleeps. */
  readonly timeOrigin: number;
  /** Length of the timeline. */
  readonly switchCount: number;
  /** Waits that ended since the last chunk, and the stacks that their last field counts, -1 = unknown. */
  readonly waits: readonly WaitRecord[];
  readonly sites: readonly (readonly CallSiteRecord[])[];
}

/** Request `id` did not run from `start` to `end`; `site` is the index of its stack. */
export type WaitRecord = readonly [id: number, start: number, end: number, site: number];

/** One frame, innermost first in a stack: function, script, and where it stands, in the user's source if that is TypeScript. */
export type CallSiteRecord = readonly [name: string, url: string, line: number, column: number];

/** The sampler was off (idle) and is on again. */
export interface SamplerStarted {
  readonly kind: "sampler-started";
  readonly tookMs: number;
}

/** Until that instant (milliseconds) nothing was sampled that is not in a chunk already, and nothing will be. */
export interface Unsampled {
  readonly kind: "unsampled";
  readonly until: number;
}

/** The app ended itself: an uncaught error, an unhandled rejection or Deno.exit. */
export interface Crash {
  readonly kind: "crash";
  readonly reason: "uncaught" | "unhandled-rejection" | "exit";
  readonly message: string;
}

/** A failure inside the agent that cost a profile, never a response. */
export interface AgentWarning {
  readonly kind: "warning";
  readonly message: string;
}

/** The next records are in the next spool file. */
export interface Continued {
  readonly kind: "continued";
}

/** Every server is closed and every request answered; the process ends now. */
export interface Drained {
  readonly kind: "drained";
  /** It does not: the app listens for the signal of the drain, and is to be sent it now. */
  readonly awaitsSignal?: boolean;
}

export type AgentRecord =
  | Booted
  | ClockReading
  | Hosted
  | Listening
  | NoServer
  | Loaded
  | RequestBegin
  | RequestEnd
  | Chunk
  | SamplerStarted
  | Unsampled
  | Crash
  | AgentWarning
  | Continued
  | Drained;
