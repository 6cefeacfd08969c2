// Large profiles open, zoom and search without holding up the page: everything heavy is done in the worker.
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { largeProfile, type LargeProfileSize } from "../../scripts/bench/large_profile.ts";
import { browserTest, until } from "./chromium.ts";
import { clickAt, flameReady, onDashboardPage, openFlame, tooltipAt } from "./flame_request.ts";

/** No task of the page's thread may be longer. */
const MAX_TASK_MS = 200;
/** Other programs on the machine make tasks longer, never shorter: the best of a few is what the page can do. */
const ATTEMPTS = 4;

const OBSERVE_TASKS = `{
  globalThis.longTasks = [];
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) globalThis.longTasks.push(Math.round(duration));
  }).observe({ type: "longtask", buffered: true });
}`;

/** Opens the profile, works with it, and returns the longest task in milliseconds. */
async function longestTask(page: Page, url: string): Promise<number> {
  await page.goto("about:blank");
  await openFlame(page, url, "large.cpuprofile");
  await clickAt(page, 0.5, 2);
  await page.locator("#selected-actions").waitFor();
  await page.keyboard.press("Escape");
  for (const key of ["2", "1"]) {
    await page.keyboard.press(key);
    await page.locator(`button[aria-pressed="true"][data-view]`).nth(0).waitFor();
    await flameReady(page);
  }
  await page.locator("#flame-search").fill("handleFunction12");
  await page.getByText(/% of the time/).waitFor();
  await until(async () => await tooltipAt(page, 0.5, 1) !== "", "a box");
  const tasks = await page.evaluate<number[]>("longTasks");
  return Math.max(0, ...tasks);
}

function largeTest(name: string, size: LargeProfileSize, leastBytes: number): void {
  browserTest(`large profile: ${name}`, async ({ page }) => {
    const file = largeProfile(size);
    assert(file.length >= leastBytes, `only ${file.length} bytes`);
    const write = (folder: string) => Deno.writeFile(`${folder}/large.cpuprofile`, file);
    await page.addInitScript(OBSERVE_TASKS);
    await onDashboardPage(page, write, async ({ url }) => {
      const longest: number[] = [];
      do longest.push(await longestTask(page, url)); while (
        Math.min(...longest) > MAX_TASK_MS && longest.length < ATTEMPTS
      );
      assert(Math.min(...longest) <= MAX_TASK_MS, `longest tasks ${longest.join(", ")} ms`);
    });
  });
}

largeTest(
  "25 MB with 110,000 nodes",
  { nodes: 110_000, samples: 42_000, functions: 7_000 },
  24.9e6,
);
largeTest("2.4 million samples", { nodes: 2_000, samples: 2_400_000, functions: 300 }, 18e6);
