// Which function of a new recording is which of an old one: between the two somebody has edited the sources, so
// lines have moved, and perhaps the whole project lies in another folder.
import type { Frame } from "../profile.ts";

/** Indexes in the lists of frames; -1 = not there. */
export interface FunctionPair {
  readonly before: number;
  readonly after: number;
}

/**
 * Pairs functions of the same name and file: first those that have not moved; of the others of one name as many as
 * both sides have, in their order. Where their numbers differ nobody knows who is new, and they stay single.
 */
export function pairFunctions(before: readonly Frame[], after: readonly Frame[]): FunctionPair[] {
  const urls = pairUrls(before, after);
  const groups = new Map<string, { before: number[]; after: number[] }>();
  const groupOf = ({ name, kind }: Frame, url: string) => {
    const key = `${name}\0${url}\0${kind === "wait"}`;
    let group = groups.get(key);
    if (!group) groups.set(key, group = { before: [], after: [] });
    return group;
  };
  before.forEach((frame, i) => groupOf(frame, urls.get(frame.url) ?? frame.url).before.push(i));
  after.forEach((frame, i) => groupOf(frame, frame.url).after.push(i));
  return [...groups.values()].flatMap((group) => pairGroup(group, before, after));
}

function pairGroup(
  group: { readonly before: readonly number[]; readonly after: readonly number[] },
  before: readonly Frame[],
  after: readonly Frame[],
): FunctionPair[] {
  const afterByPosition = new Map(group.after.map((i) => [position(after[i]!), i]));
  const unmoved = group.before.flatMap((i) => {
    const same = afterByPosition.get(position(before[i]!));
    return same === undefined ? [] : [{ before: i, after: same }];
  });
  const paired = {
    before: new Set(unmoved.map((pair) => pair.before)),
    after: new Set(unmoved.map((pair) => pair.after)),
  };
  const oldOnes = group.before.filter((i) => !paired.before.has(i)).sort(byPosition(before));
  const newOnes = group.after.filter((i) => !paired.after.has(i)).sort(byPosition(after));
  if (oldOnes.length === newOnes.length) {
    return [...unmoved, ...oldOnes.map((i, place) => ({ before: i, after: newOnes[place]! }))];
  }
  return [
    ...unmoved,
    ...oldOnes.map((i) => ({ before: i, after: -1 })),
    ...newOnes.map((i) => ({ before: -1, after: i })),
  ];
}

function position({ line, column }: Frame): string {
  return `${line}:${column}`;
}

function byPosition(frames: readonly Frame[]): (a: number, b: number) => number {
  return (a, b) => frames[a]!.line - frames[b]!.line || frames[a]!.column - frames[b]!.column;
}

/**
 * Old URL -> new URL, for files that are elsewhere now: of the new files with the same name and the longest common
 * end of the path, if there is one such. Files that are where they were are left out.
 */
function pairUrls(before: readonly Frame[], after: readonly Frame[]): Map<string, string> {
  const urlsOf = (frames: readonly Frame[]) => new Set(frames.map(({ url }) => url));
  const [oldUrls, newUrls] = [urlsOf(before), urlsOf(after)];
  const byName = Map.groupBy([...newUrls.difference(oldUrls)], fileName);
  const pairs = new Map<string, string>();
  for (const url of oldUrls.difference(newUrls)) {
    const candidates = (byName.get(fileName(url)) ?? []).map((other) => (
      { other, common: commonEnd(url, other) }
    ));
    const most = Math.max(...candidates.map(({ common }) => common));
    const best = candidates.filter(({ common }) => common === most);
    if (best.length === 1) pairs.set(url, best[0]!.other);
  }
  return pairs;
}

function fileName(url: string): string {
  return url.slice(url.lastIndexOf("/") + 1);
}

/** Components of the path that agree, counted from the end. */
function commonEnd(a: string, b: string): number {
  const [as, bs] = [a.split("/").reverse(), b.split("/").reverse()];
  let count = 0;
  while (count < as.length && count < bs.length && as[count] === bs[count]) count++;
  return count;
}
