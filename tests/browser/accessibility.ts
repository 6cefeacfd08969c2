// What axe-core says of a page.
import axe from "axe-core";
import type { Page } from "playwright-core";

/** The serious and critical violations, each with the first element. */
export async function seriousViolations(page: Page): Promise<string[]> {
  // Not a script of the page, which its policy would refuse.
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(async () =>
    await (globalThis as unknown as { axe: { run(): Promise<axe.AxeResults> } }).axe.run()
  );
  return violations.filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes[0]?.html} ${nodes[0]?.failureSummary}`);
}
