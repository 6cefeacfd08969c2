// Limits for routes, and which of them are broken.
import { type Distribution, percentile } from "./statistics/distribution.ts";
import type { Frame, Profile } from "./profile.ts";
import type { RouteSide } from "./diff/route_diff.ts";

/** What requests of a route may cost. */
export interface Budget {
  /** 95th percentile of the duration. */
  readonly p95Ms?: number;
  /** Mean CPU time of a request. */
  readonly meanCpuMs?: number;
  /** Mean number of waits of a request. */
  readonly waitsPerRequest?: number;
  /** Function -> largest share of the CPU time, 0 to 1, that it may take with all that it calls. */
  readonly functionShare?: Readonly<Record<string, number>>;
}

/** One limit of a budget, looked at. */
export interface BudgetResult {
  /** The group's key, e.g. "GET /users/:id". */
  readonly route: string;
  /** "p95Ms", or "functionShare renderPage". */
  readonly limit: string;
  readonly allowed: number;
  /** NaN when it is not known, which breaks the limit too: what cannot be checked must not pass. */
  readonly actual: number;
  readonly isBroken: boolean;
}

/** Every limit of a budget, for one route. */
export function checkBudget(
  { key, profile, statistics }: RouteSide,
  budget: Budget,
): BudgetResult[] {
  const results: BudgetResult[] = [];
  const check = (limit: string, allowed: number | undefined, actual: () => number) => {
    if (allowed === undefined) return;
    const value = actual();
    results.push({ route: key, limit, allowed, actual: value, isBroken: !(value <= allowed) });
  };
  const { durations, cpu, waits } = statistics;
  check("p95Ms", budget.p95Ms, () => percentile(durations, 95) / 1000);
  check("meanCpuMs", budget.meanCpuMs, () => mean(cpu) / 1000);
  check("waitsPerRequest", budget.waitsPerRequest, () => mean(waits));
  for (const [name, allowed] of Object.entries(budget.functionShare ?? {})) {
    check(`functionShare ${name}`, allowed, () => functionShare(profile, name));
  }
  return results;
}

function mean(distribution: Distribution | undefined): number {
  return distribution ? distribution.total / distribution.count : NaN;
}

/** The share of the time that is no wait with a function called `name` on the stack; 0 when there is none. */
function functionShare(profile: Profile, name: string): number {
  const { frames, nodeFrame, nodeParent, samples, weights } = profile;
  const isNamed = frames.map((frame) => isCalled(frame, name));
  const isWait = frames.map(({ kind }) => kind === "wait");
  // Parents come first: one pass says which stacks have it.
  const isBelow = new Uint8Array(nodeFrame.length);
  for (let node = 0; node < nodeFrame.length; node++) {
    isBelow[node] = isNamed[nodeFrame[node]!] || isBelow[nodeParent[node]!] ? 1 : 0;
  }
  let [own, all] = [0, 0];
  for (let i = 0; i < samples.length; i++) {
    if (isWait[nodeFrame[samples[i]!]!]) continue;
    all += weights[i]!;
    if (isBelow[samples[i]!]) own += weights[i]!;
  }
  return all === 0 ? 0 : own / all;
}

/** "renderPage", or "src/pages.ts:renderPage" where several files have one. */
function isCalled({ name, url }: Frame, wanted: string): boolean {
  if (name === wanted) return true;
  const split = wanted.lastIndexOf(":");
  if (split <= 0 || wanted.slice(split + 1) !== name) return false;
  const file = wanted.slice(0, split);
  return url === file || url.endsWith(`/${file}`);
}
