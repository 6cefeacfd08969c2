// The short lists beside a flame graph: where the time is, by function, by line and by wait site.
import { selfByLine } from "../format/callgrind/callgrind_lines.ts";
import { callGraph } from "../model/call_graph.ts";
import type { Frame, Micros, Profile } from "../model/profile.ts";

/** A function with time of its own. */
export interface HotFunction {
  readonly frame: Frame;
  readonly self: Micros;
  /** With everything that it called and waited for. */
  readonly total: Micros;
}

/** A line with time of its own. */
export interface HotLine {
  readonly frame: Frame;
  /** 1-based. */
  readonly line: number;
  readonly self: Micros;
}

/** A place where the request did not run. */
export interface WaitSite {
  readonly frame: Frame;
  /** Who waits, or what was in the way; undefined when that is not known. */
  readonly caller: Frame | undefined;
  readonly total: Micros;
  /** Neighbouring samples are one wait. */
  readonly count: number;
  readonly longest: Micros;
}

/** By self time, the largest first. */
export function hotFunctions(profile: Profile, count: number): HotFunction[] {
  return callGraph(profile).functions
    .filter(({ self, isReentry }) => self.busy > 0 && !isReentry)
    .sort((a, b) => b.self.busy - a.self.busy || a.frame - b.frame)
    .slice(0, count)
    .map(({ frame, self, total }) => ({
      frame: profile.frames[frame]!,
      self: self.busy,
      // Everything is below the root: its total says nothing.
      total: frame === profile.nodeFrame[0] ? self.busy : total.busy + total.wait,
    }));
}

/** By self time, the largest first; empty for a recording without line times. */
export function hotLines(profile: Profile, count: number): HotLine[] {
  if (!profile.lines) return [];
  return selfByLine(profile, profile.weights)
    .flatMap((costs, index) => {
      const frame = profile.frames[index]!;
      return [...costs].map(([line, { busy }]) => ({ frame, line, self: busy }));
    })
    .filter(({ frame, line, self }) => self > 0 && line > 0 && frame.url !== "")
    .sort((a, b) => b.self - a.self || a.line - b.line)
    .slice(0, count);
}

/** By total, the largest first. */
export function waitSites(profile: Profile, count: number): WaitSite[] {
  const { frames, nodeFrame, nodeParent, samples, weights } = profile;
  const isSite = frames.map(({ kind, name }) => kind === "wait" && name !== "(idle)");
  const sites = new Map<string, { -readonly [Key in keyof WaitSite]: WaitSite[Key] }>();
  let current: Micros = 0;
  for (let i = 0; i < samples.length; i++) {
    const node = samples[i]!;
    const frame = nodeFrame[node]!;
    if (!isSite[frame]) continue;
    const caller = nodeFrame[nodeParent[node]!]!;
    const key = `${frame} ${caller}`;
    const known = sites.get(key);
    const site = known ?? {
      frame: frames[frame]!,
      caller: nodeParent[node] === 0 ? undefined : frames[caller],
      total: 0,
      count: 0,
      longest: 0,
    };
    if (!known) sites.set(key, site);
    const isNew = samples[i - 1] !== node;
    current = isNew ? weights[i]! : current + weights[i]!;
    site.count += isNew ? 1 : 0;
    site.total += weights[i]!;
    site.longest = Math.max(site.longest, current);
  }
  return [...sites.values()].sort((a, b) => b.total - a.total).slice(0, count);
}
