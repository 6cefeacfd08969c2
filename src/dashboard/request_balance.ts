// Where the time of a request went, as parts that add up: what came before its handler, the duration, and the
// work that it left behind.
import type { Frame, Micros, Profile } from "../model/profile.ts";
import type { RequestRecord } from "../model/request_record.ts";

/** A kind of time; the names are those of style.css. */
export type TimeKind = "backlog" | "cpu" | "gc" | "wait" | "queued" | "unsampled" | "background";

/** One part of the bar. */
export interface BalancePart {
  readonly kind: TimeKind;
  readonly text: string;
  /** What it means, for those who see it for the first time. */
  readonly meaning: string;
  readonly micros: Micros;
  /** False for what is before or after the duration. */
  readonly isInDuration: boolean;
}

type Words = Omit<BalancePart, "kind" | "micros" | "isInDuration">;

const WORDS: Readonly<Record<TimeKind, Words>> = {
  backlog: {
    text: "before the handler",
    meaning:
      "From the request's first byte to the start of its handler: the app was busy with others",
  },
  cpu: { text: "CPU", meaning: "Own JavaScript and native work" },
  gc: { text: "GC", meaning: "Garbage collection while the request ran" },
  wait: {
    text: "waiting",
    meaning: "Nothing to do until a timer, the disk or the network answers",
  },
  queued: { text: "queued", meaning: "Could have run, but something else held the thread" },
  unsampled: { text: "not sampled", meaning: "The profiler was not recording" },
  background: {
    text: "after the response",
    meaning: "Work that the request started and that ran after its end",
  },
};

const IN_DURATION = ["cpu", "gc", "wait", "queued", "unsampled"] as const;

/** All parts in order of the bar; those of the duration add up to it, also when they are nothing. */
export function requestBalance(record: RequestRecord): readonly BalancePart[] {
  return [
    part("backlog", record.backlog ?? 0, false),
    ...IN_DURATION.map((kind) => part(kind, record[kind], true)),
    part("background", record.background ?? 0, false),
  ];
}

/**
 * The same of a profile without a record, e.g. of a whole route, told from its frames; times are multiplied by
 * `share`.
 */
export function profileBalance(profile: Profile, share = 1): readonly BalancePart[] {
  const kinds = profile.frames.map(kindOf);
  const sums = new Map<TimeKind, Micros>();
  for (let i = 0; i < profile.samples.length; i++) {
    const kind = kinds[profile.nodeFrame[profile.samples[i]!]!]!;
    sums.set(kind, (sums.get(kind) ?? 0) + profile.weights[i]! * share);
  }
  return IN_DURATION.map((kind) => part(kind, sums.get(kind) ?? 0, true));
}

function kindOf({ name, url, kind }: Frame): TimeKind {
  if (kind === "wait") return /^\((queued|behind)\b/.test(name) ? "queued" : "wait";
  if (url !== "") return "cpu";
  if (name === "(not sampled)") return "unsampled";
  return name === "(garbage collector)" ? "gc" : "cpu";
}

function part(kind: TimeKind, micros: Micros, isInDuration: boolean): BalancePart {
  return { kind, ...WORDS[kind], micros, isInDuration };
}
