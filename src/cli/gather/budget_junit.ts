// The result of gather --check as JUnit XML, which every CI system shows: a suite with one case per limit.
// The dialect is the one that all of them read: https://github.com/testmoapp/junitxml
import type { BudgetResult } from "../../model/budget.ts";
import { budgetWords } from "./budget_words.ts";
import { printable } from "../printable.ts";

/** A document in ASCII. */
export function budgetJunit(results: readonly BudgetResult[]): string {
  const failures = results.filter(({ isBroken }) => isBroken).length;
  const counts = `tests="${results.length}" failures="${failures}" errors="0" skipped="0"`;
  return '<?xml version="1.0" encoding="UTF-8"?>\n' +
    `<testsuites ${counts}>\n` +
    `  <testsuite name="runprofileserver budgets" ${counts}>\n` +
    results.map(testcase).join("") +
    "  </testsuite>\n</testsuites>\n";
}

function testcase(result: BudgetResult): string {
  const { what, actual, allowed } = budgetWords(result);
  const open = `    <testcase classname="${attribute(result.route)}" name="${attribute(what)}"`;
  if (!result.isBroken) return `${open}/>\n`;
  const message = attribute(`${what} is ${actual}, allowed is ${allowed}`);
  return `${open}>\n      <failure message="${message}"/>\n    </testcase>\n`;
}

/** XML has no way to write most control characters, so they are escaped as on a terminal. */
function attribute(text: string): string {
  return printable(text).replace(/[&<>"']|[^ -~]/gu, (char) => `&#${char.codePointAt(0)};`);
}
