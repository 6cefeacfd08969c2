// How much of the sampled work is known to be a request's, and how much is nobody's: a number to judge
// profiles by. What nobody owns is counted here and shown, never given to a request by a guess.
import type { Chunk } from "./chunk.ts";
import type { Micros, Profile } from "./profile.ts";
import { BACKGROUND, NOBODY, stepAt } from "./timeline.ts";

/** Sampled time in which something ran. */
export interface Attribution {
  readonly attributed: Micros;
  /** Code of the app or of a package ran, and no request is known to have started it. */
  readonly unattributed: Micros;
}

/** Sums over the samples of a chunk taken at or after `from`. */
export function attribution(chunk: Chunk, from: Micros): Attribution {
  const { profile, timeline } = chunk;
  const isWork = nodesOfTheApp(profile);
  let attributed = 0;
  let unattributed = 0;
  let at = profile.start;
  for (let i = 0; i < profile.samples.length; i++) {
    const weight = profile.weights[i]!;
    if (at >= from && at >= chunk.from && isWork[profile.samples[i]!]) {
      const owner = timeline.owners[stepAt(timeline, at)] ?? NOBODY;
      if (owner > NOBODY) attributed += weight;
      else if (owner === NOBODY) unattributed += weight;
    }
    at += weight;
  }
  return { attributed, unattributed };
}

/** 1 for nodes with a function of the app or of a package on their stack: the rest is the runtime's own work. */
function nodesOfTheApp({ frames, nodeFrame, nodeParent }: Profile): Uint8Array {
  const isOfTheApp = new Uint8Array(nodeFrame.length);
  for (let node = 1; node < nodeFrame.length; node++) {
    const { kind } = frames[nodeFrame[node]!]!;
    const isApp = kind === "app" || kind === "dependency";
    isOfTheApp[node] = isApp ? 1 : isOfTheApp[nodeParent[node]!]!;
  }
  return isOfTheApp;
}

/** Microseconds of background work in a timeline, by request, until `until`. */
export function backgroundByRequest({ timeline, until }: Chunk): Map<number, Micros> {
  const background = new Map<number, Micros>();
  const { times, owners } = timeline;
  for (let step = 0; step < times.length; step++) {
    if (owners[step]! < BACKGROUND) continue;
    const id = owners[step]! - BACKGROUND;
    const micros = Math.min(until, times[step + 1] ?? until) - times[step]!;
    background.set(id, (background.get(id) ?? 0) + micros);
  }
  return background;
}
