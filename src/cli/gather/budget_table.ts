// The result of gather --check for people: what is broken, and how much was looked at.
import type { BudgetResult } from "../../model/budget.ts";
import { alignedTable } from "./aligned_table.ts";
import { budgetWords } from "./budget_words.ts";

/** A line per broken limit, then the number of all. */
export function budgetTable(results: readonly BudgetResult[]): string {
  const broken = results.filter(({ isBroken }) => isBroken);
  const count = results.length === 1 ? "1 limit" : `${results.length} limits`;
  if (broken.length === 0) return `${count} kept\n`;
  const rows = broken.map((result) => {
    const { what, actual, allowed } = budgetWords(result);
    return [result.route, what, actual, allowed];
  });
  const table = alignedTable([["route", "limit", "is", "allowed"], ...rows]);
  return `${table}${broken.length} of ${count} broken\n`;
}
