// Judges profiles against the truth. A sample in a burn function is right in the profile of the request that
// ran this function, wrong in any other, and unattributed when V8 took it and no profile has it.
import type { Micros } from "../../src/model/profile.ts";
import type { Burned } from "../../tests/apps/kinds/burn.ts";
import { burnFunctionByNode } from "./burn_function.ts";
import type { KindRequest } from "./load_kinds.ts";
import type { RawSample } from "./raw_samples.ts";
import type { ProfiledRequest } from "./read_profiles.ts";

/** What is known of a load, from independent sources. */
export interface Evidence {
  readonly requests: readonly KindRequest[];
  /** The truth, told by the app. */
  readonly burned: readonly Burned[];
  /** All that V8 took. */
  readonly raw: readonly RawSample[];
  /** What the profiler made of it. */
  readonly profiled: readonly ProfiledRequest[];
}

/** One request, judged. */
export interface RequestVerdict {
  readonly n: number;
  readonly kind: string;
  readonly burned: Micros;
  /** Time of burn functions in its profile. */
  readonly found: Micros;
  /** Of its record, with garbage collection; 0 without a profile. */
  readonly cpu: Micros;
  /** Samples taken while it burned. */
  readonly samples: number;
  readonly right: number;
  /** Samples of other requests in its profile, by the function's name. */
  readonly wrong: ReadonlyMap<string, number>;
}

/** A sample's time and the clock readings of its burn may be this far apart, milliseconds. */
const CLOCK_SLACK_MS = 1;

/** A verdict per request, in the order of n. */
export function judge({ requests, burned, raw, profiled }: Evidence): RequestVerdict[] {
  const profileByN = new Map(profiled.map((one) => [requestNumber(one), one]));
  const burnedByN = Map.groupBy(burned, ({ n }) => n);
  const takenByN = Map.groupBy(raw, requestAt(burned));
  return requests.map(({ n, kind }) => {
    const burns = burnedByN.get(n) ?? [];
    const own = new Set(burns.map(({ name }) => name));
    const taken = takenByN.get(n) ?? [];
    const profile = profileByN.get(n);
    const found = profile ? burnSamples(profile) : new Map<string, Found>();
    const { cpu = 0, gc = 0 } = profile?.record ?? {};
    return {
      n,
      kind,
      burned: sum(burns, ({ from, until }) => (until - from) * 1000),
      found: sum([...found.values()], ({ micros }) => micros),
      cpu: cpu + gc,
      samples: taken.length,
      right: sum([...Map.groupBy(taken, ({ name }) => name)], ([name, { length }]) =>
        // More than were taken may be there: the slice splits a sample where the owner changes.
        Math.min(length, found.get(name)?.samples ?? 0)),
      wrong: new Map(
        [...found].flatMap(([name, { samples }]) => own.has(name) ? [] : [[name, samples]]),
      ),
    };
  });
}

/** ?n= of a profiled request. */
export function requestNumber({ record }: ProfiledRequest): number {
  return Number(new URLSearchParams(record.query).get("n"));
}

interface Found {
  samples: number;
  micros: Micros;
}

function burnSamples({ profile }: ProfiledRequest): Map<string, Found> {
  const names = burnFunctionByNode(profile);
  const found = new Map<string, Found>();
  for (let i = 0; i < profile.samples.length; i++) {
    const name = names[profile.samples[i]!];
    if (name === undefined) continue;
    let one = found.get(name);
    if (!one) found.set(name, one = { samples: 0, micros: 0 });
    one.samples++;
    one.micros += profile.weights[i]!;
  }
  return found;
}

/** Tells which request a sample was taken for: lanes are used again, but never at the same time. */
function requestAt(burned: readonly Burned[]): (sample: RawSample) => number | undefined {
  const burnsByName = Map.groupBy(burned, ({ name }) => name);
  return ({ name, at }) =>
    burnsByName.get(name)?.find(({ from, until }) => {
      return at >= from - CLOCK_SLACK_MS && at <= until + CLOCK_SLACK_MS;
    })?.n;
}

function sum<T>(items: readonly T[], of: (item: T) => number): number {
  return items.reduce((total, item) => total + of(item), 0);
}
