// 5,000 requests: the list stays smooth. Measured is the CPU time of the page's main thread for each thing that somebody
// does, which no task of it can exceed: times on the clock would tell how busy the machine is.
/// <reference lib="dom" />
import assert from "node:assert/strict";
import type { CDPSession, Page } from "playwright-core";
import { until } from "./chromium.ts";
import { dashboardTest } from "./dashboard_on.ts";
import { fillFolder, madeRecord, writeMadeFile } from "./made_profiles.ts";

const COUNT = 5_000;
/** No task may take longer, on a machine whose loop takes LOOP_MS. */
const MAX_TASK_MS = 200;
const LOOP_MS = 30;
/** Rows that a window has, with those above and below. */
const MAX_ROWS = 60;

/** What the main thread of a page works. */
class MainThread {
  readonly #page: Page;
  readonly #session: CDPSession;
  #slowness = 1;
  /** The most that one act took, in milliseconds of a machine as fast as ours. */
  most = { act: "", ms: 0 };

  private constructor(page: Page, session: CDPSession) {
    this.#page = page;
    this.#session = session;
  }

  static async of(page: Page): Promise<MainThread> {
    const session = await page.context().newCDPSession(page);
    await session.send("Performance.enable", { timeDomain: "threadTicks" });
    const thread = new MainThread(page, session);
    const before = await thread.#workedMs();
    await page.evaluate(() => {
      let sum = 0;
      for (let i = 0; i < 2e7; i++) sum += Math.sqrt(i);
      return sum;
    });
    thread.#slowness = Math.max(1, (await thread.#workedMs() - before) / LOOP_MS);
    return thread;
  }

  /** Does something and waits until it is painted. */
  async during(act: string, work: () => Promise<unknown>): Promise<void> {
    const before = await this.#workedMs();
    await work();
    await this.#page.evaluate(() =>
      new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))
    );
    const ms = (await this.#workedMs() - before) / this.#slowness;
    if (ms > this.most.ms) this.most = { act, ms };
  }

  async #workedMs(): Promise<number> {
    const { metrics } = await this.#session.send("Performance.getMetrics");
    return metrics.find(({ name }) => name === "TaskDuration")!.value * 1000;
  }
}

async function rowCount(page: Page): Promise<number> {
  return await page.locator("#requests tbody tr").count();
}

dashboardTest(
  "list of 5,000 requests scrolls, filters, sorts and grows smoothly",
  (folder) => fillFolder(folder, COUNT),
  async ({ page, dashboard }) => {
    await page.goto(dashboard.url);
    await page.locator("#count", { hasText: "5,000 of 5,000" }).waitFor();
    await page.locator('#live[data-state="live"]').waitFor();
    const thread = await MainThread.of(page);
    await scrollThrough(page, thread);
    assert.ok(await rowCount(page) <= MAX_ROWS);
    await filterAndSort(page, thread);
    await thread.during("grow", async () => {
      for (let id = COUNT + 1; id <= COUNT + 20; id++) {
        await writeMadeFile(dashboard.folder, madeRecord(id, Date.now() - id * 1000));
      }
      await page.locator("#count", { hasText: "5,020 of 5,020" }).waitFor();
    });
    assert.ok(await rowCount(page) <= MAX_ROWS);
    const { act, ms } = thread.most;
    assert.ok(ms <= MAX_TASK_MS, `"${act}" took ${ms.toFixed(0)} ms`);
  },
);

/** To the end, and back, as fast as a wheel goes. */
async function scrollThrough(page: Page, thread: MainThread): Promise<void> {
  const last = page.locator('#requests tr[aria-rowindex="5001"]');
  for (let step = 0; step < 60 && await last.count() === 0; step++) {
    await thread.during("scroll", () => page.mouse.wheel(0, 4500));
  }
  await until(() => page.getByText("Time", { exact: true }).isVisible(), "the head, which stays");
  assert.match((await last.getAttribute("data-name"))!, /\.1\.cpuprofile$/);
  await thread.during("jump", () => page.keyboard.press("Home"));
  await page.locator('#requests tr[aria-rowindex="2"]').waitFor();
}

async function filterAndSort(page: Page, thread: MainThread): Promise<void> {
  for (const letter of "orders") {
    await thread.during("type", () => page.locator("#filter").press(letter));
  }
  await page.locator("#count", { hasText: /^\d{3} of 5,000$/ }).waitFor();
  await thread.during("clear", () => page.locator("#filter").fill(""));
  for (const name of ["Duration", "Path", "CPU", "Time"]) {
    await thread.during(name, () => page.getByRole("button", { name, exact: true }).click());
    assert.equal(await page.locator("th[aria-sort]").innerText(), name);
  }
}
