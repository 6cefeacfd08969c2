// The groups of requests in a folder or file, to be compared or judged: from the profiles of requests, or where
// there are none left, from aggregates.
import { UserError } from "../../errors.ts";
import type { RouteSide } from "../../model/diff/route_diff.ts";
import { FoldPool } from "./fold_pool.ts";
import { foldSources, type SkippedSource } from "./fold_sources.ts";
import type { GatherSource } from "./gather_sources.ts";
import { listSources } from "./list_sources.ts";
import { readRecording } from "../read_recording.ts";
import type { FoldPlan } from "./source_folder.ts";
import type { Terminal } from "../terminal.ts";

/** One group. */
export interface ReadRoute {
  readonly key: string;
  /** Made when called: the profiles of all groups at once would take too much memory. */
  readonly build: () => Promise<RouteSide>;
}

/** What was found. */
export interface ReadRoutes {
  /** Ordered by key. */
  readonly routes: readonly ReadRoute[];
  /** What could not be read; reported already. */
  readonly skipped: readonly SkippedSource[];
}

export interface ReadWish {
  readonly plan: FoldPlan;
  readonly terminal: Terminal;
  readonly signal: AbortSignal;
}

/** Throws a UserError when nothing can be used. */
export async function readRoutes(
  operands: readonly string[],
  wish: ReadWish,
): Promise<ReadRoutes> {
  const places = operands.map((operand) => `"${operand}"`).join(", ");
  using pool = new FoldPool(wish.plan);
  const { sources, unlisted } = await listSources(operands, { pool, terminal: wish.terminal });
  const { groups, aggregates, ...folded } = await foldSources(sources, { ...wish, pool });
  const skipped = [...unlisted, ...folded.skipped];
  const requests = groups.results().map(({ key, build }) => (
    { key, build: () => Promise.resolve({ key, ...build() }) }
  ));
  if (requests.length > 0) return { routes: requests, skipped };
  if (aggregates.length > 0) refuseFilter(wish.plan);
  const routes = await aggregateRoutes(aggregates, wish.signal);
  if (routes.length > 0) return { routes, skipped };
  throw new UserError(`Cannot use ${places}: no profiles of requests there`, {
    hint: "Name a folder of profiles, or aggregates that gather has written",
  });
}

/** Which requests are in a sum is settled. */
function refuseFilter({ since, only, skip }: FoldPlan): void {
  const name = since !== -Infinity ? "since" : only.length > 0 ? "only" : "skip";
  if (name === "skip" && skip.length === 0) return;
  throw new UserError(`Cannot use --${name} with aggregates`, {
    hint: `Leave it out, or name folders that still have the profiles of requests`,
    exitCode: 2,
  });
}

/** The groups of aggregates; one without statistics, of an older version, cannot be used. */
async function aggregateRoutes(
  sources: readonly GatherSource[],
  signal: AbortSignal,
): Promise<ReadRoute[]> {
  const routes: ReadRoute[] = [];
  for (const { path, name } of sources) {
    signal.throwIfAborted();
    const { aggregate, statistics } = await readRecording(path, name, signal);
    if (!aggregate) continue;
    if (!statistics) throw withoutStatistics(name);
    const { key } = aggregate;
    if (routes.some((route) => route.key === key)) throw twice(name, key);
    routes.push({ key, build: async () => await readSide(path, name, key) });
  }
  return routes.sort((a, b) => a.key < b.key ? -1 : 1);
}

/** Again, and not kept in between: all aggregates at once would take too much memory. */
async function readSide(path: string, name: string, key: string): Promise<RouteSide> {
  const { profile, statistics } = await readRecording(path, name);
  if (!statistics) throw withoutStatistics(name);
  return { key, profile, statistics };
}

function withoutStatistics(name: string): UserError {
  return new UserError(`Cannot use "${name}": it does not say how its requests differ`, {
    hint: "An older version has written it: gather its requests again",
  });
}

function twice(name: string, key: string): UserError {
  return new UserError(`Cannot use "${name}": there is another aggregate of "${key}"`, {
    hint: "Name the one that you mean",
  });
}
