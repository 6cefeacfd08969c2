// The result of gather --check as Markdown, for the summary page of a CI job.
import type { BudgetResult } from "../../model/budget.ts";
import { budgetWords } from "./budget_words.ts";
import { printable } from "../printable.ts";

/** A heading and a table of all limits, the broken ones first. */
export function budgetMarkdown(results: readonly BudgetResult[]): string {
  const broken = results.filter(({ isBroken }) => isBroken).length;
  const rows = results.toSorted((a, b) => Number(b.isBroken) - Number(a.isBroken)).map((result) => {
    const { what, actual, allowed } = budgetWords(result);
    const verdict = result.isBroken ? "**broken**" : "kept";
    return `| ${[result.route, what, actual, allowed].map(cell).join(" | ")} | ${verdict} |\n`;
  });
  return `## Budgets: ${broken} of ${results.length} broken\n\n` +
    "| route | limit | is | allowed | |\n| --- | --- | --- | --- | --- |\n" + rows.join("");
}

/** Names from strangers make no table cells, links or HTML. */
function cell(text: string): string {
  return printable(text).replace(/[\\`*_[\]<>|&~]/g, "\\$&");
}
