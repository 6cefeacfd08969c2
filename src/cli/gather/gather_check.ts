// gather --check budgets.json: are routes as fast as they have to be? For CI, without any account. Reads only.
import { type BudgetResult, checkBudget } from "../../model/budget.ts";
import { asciiJson } from "./ascii_json.ts";
import { budgetJunit } from "./budget_junit.ts";
import { budgetMarkdown } from "./budget_markdown.ts";
import { budgetTable } from "./budget_table.ts";
import type { Parsed } from "../command.ts";
import type { commands } from "../commands.ts";
import { foldPlan } from "./fold_plan.ts";
import { interruptible } from "../interrupt.ts";
import { isForRoute, readBudgets, type RouteBudget } from "./read_budgets.ts";
import { type ReadRoute, readRoutes } from "./read_routes.ts";
import { refuseOptions } from "./refuse_options.ts";
import { replaceFile } from "../replace_file.ts";
import type { Terminal } from "../terminal.ts";

type Input = Parsed<typeof commands.gather>;

/** Returns 0, or 1 when a budget is broken or a file could not be read. */
export async function runGatherCheck(
  { operands, options }: Input,
  terminal: Terminal,
): Promise<number> {
  refuseOptions("--check", options, ["delete", "o", "format", "kcachegrind", "top"]);
  const plan = foldPlan(options, Date.now());
  const budgets = await readBudgets(options.check!);
  return await interruptible(async (signal) => {
    const { routes, skipped } = await readRoutes(operands, { plan, terminal, signal });
    const results = await checkRoutes(routes, budgets, signal);
    if (options.json) terminal.print(asciiJson(results));
    else if (!terminal.isQuiet || results.some(({ isBroken }) => isBroken)) {
      terminal.print(budgetTable(results));
    }
    if (options.junit !== undefined) await write(options.junit, budgetJunit(results));
    if (options.markdown !== undefined) await write(options.markdown, budgetMarkdown(results));
    return skipped.length > 0 || results.some(({ isBroken }) => isBroken) ? 1 : 0;
  });
}

async function checkRoutes(
  routes: readonly ReadRoute[],
  budgets: readonly RouteBudget[],
  signal: AbortSignal,
): Promise<BudgetResult[]> {
  const results: BudgetResult[] = [];
  for (const route of routes) {
    signal.throwIfAborted();
    const own = budgets.filter((budget) => isForRoute(budget, route.key));
    if (own.length === 0) continue;
    const side = await route.build();
    results.push(...own.flatMap(({ budget }) => checkBudget(side, budget)));
  }
  return [...results, ...budgets.flatMap((budget) => withoutRequests(budget, routes))];
}

/** A budget whose route is never requested, or misspelt, checks nothing: that must not look like success. */
function withoutRequests(budget: RouteBudget, routes: readonly ReadRoute[]): BudgetResult[] {
  if (routes.some(({ key }) => isForRoute(budget, key))) return [];
  const { pattern } = budget;
  return [{ route: pattern, limit: "requests", allowed: 1, actual: 0, isBroken: true }];
}

async function write(path: string, text: string): Promise<void> {
  await replaceFile(path, new TextEncoder().encode(text));
}
