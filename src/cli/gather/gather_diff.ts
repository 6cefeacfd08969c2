// gather --diff OLD NEW: what became slower or faster, and which functions make the difference. Reads only.
import { UserError } from "../../errors.ts";
import { routeDiffs, type RoutesDiff, type RouteSide } from "../../model/diff/route_diff.ts";
import type { Parsed } from "../command.ts";
import type { commands } from "../commands.ts";
import { diffJson } from "./diff_json.ts";
import { diffTable } from "./diff_table.ts";
import { foldPlan } from "./fold_plan.ts";
import { interruptible } from "../interrupt.ts";
import { type ReadRoute, readRoutes } from "./read_routes.ts";
import { refuseOptions } from "./refuse_options.ts";
import type { Terminal } from "../terminal.ts";

type Input = Parsed<typeof commands.gather>;

const FORMATS = ["format", "kcachegrind"];

/** Returns 0, also when something became slower; 1 when a file could not be read. */
export async function runGatherDiff(
  { operands, options }: Input,
  terminal: Terminal,
): Promise<number> {
  refuseOptions("--diff", options, ["check", "junit", "markdown", "delete", "o", ...FORMATS]);
  const [before, after, ...more] = operands;
  if (before === undefined || after === undefined || more.length > 0) {
    const counted = operands.length === 1 ? "1 operand" : `${operands.length} operands`;
    throw new UserError(
      `Cannot use --diff with ${counted}: expected OLD and NEW`,
      {
        hint: "Write gather --diff OLD NEW; both may be folders or aggregates",
        exitCode: 2,
      },
    );
  }
  const plan = foldPlan(options, Date.now());
  return await interruptible(async (signal) => {
    const old = await readRoutes([before], { plan, terminal, signal });
    const now = await readRoutes([after], { plan, terminal, signal });
    const diff = await diffOf(old.routes, now.routes, signal);
    if (options.json) terminal.print(diffJson(diff));
    else terminal.print(diffTable(diff, options.top));
    return old.skipped.length + now.skipped.length === 0 ? 0 : 1;
  });
}

async function diffOf(
  old: readonly ReadRoute[],
  now: readonly ReadRoute[],
  signal: AbortSignal,
): Promise<RoutesDiff> {
  const oldByKey = new Map(old.map((route) => [route.key, route]));
  const newKeys = new Set(now.map(({ key }) => key));
  const pairs: { before: RouteSide; after: RouteSide }[] = [];
  for (const route of now) {
    signal.throwIfAborted();
    const before = oldByKey.get(route.key);
    if (before) pairs.push({ before: await before.build(), after: await route.build() });
  }
  return {
    routes: routeDiffs(pairs),
    onlyBefore: old.map(({ key }) => key).filter((key) => !newKeys.has(key)),
    onlyAfter: now.map(({ key }) => key).filter((key) => !oldByKey.has(key)),
  };
}
