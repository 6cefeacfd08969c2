// The page that compares two recordings.
import assert from "node:assert/strict";
import { compareHref, requestHref, routeRecording } from "../../src/dashboard/links.ts";
import { seriousViolations } from "./accessibility.ts";
import { browserTest, until } from "./chromium.ts";
import {
  FLAME_FILE,
  flameReady,
  onDashboardPage,
  tooltipAt,
  writeFlameRequest,
} from "./flame_request.ts";

const SLOWER = "slower.cpuprofile";

async function writeBoth(folder: string): Promise<void> {
  await writeFlameRequest(folder);
  const record = { id: 8 };
  await writeFlameRequest(folder, { fileName: SLOWER, renderFactor: 3, record });
}

browserTest("compare page: shows what takes more and what takes less time", async ({ page }) => {
  await onDashboardPage(page, writeBoth, async ({ url }) => {
    await page.goto(url + compareHref(FLAME_FILE, SLOWER));
    await flameReady(page);
    const durations = await page.locator(".compare-times tbody tr").first().innerText();
    assert.match(durations, /duration\s+100 ms\s+150 ms\s+\+50\.0 ms/);
    assert.match(await tooltipAt(page, 0.1, 1), /before 80\.0 ms, after 130 ms: 50\.0 ms more/);
    const changed = page.getByRole("region", { name: "Changed functions" }).locator("tbody tr");
    assert.equal(await changed.count(), 1);
    assert.match(await changed.innerText(), /^25\.0 ms\s+75\.0 ms\s+\+50\.0 ms\s+render/);
    await page.getByRole("link", { name: "Swap" }).click();
    await flameReady(page);
    await until(async () => /50\.0 ms less/.test(await tooltipAt(page, 0.1, 1)), "the other way");
  });
});

browserTest("compare page: a request offers the others of its route", async ({ page }) => {
  await onDashboardPage(page, writeBoth, async ({ url }) => {
    await page.goto(url + requestHref(SLOWER));
    await page.getByText("Compare", { exact: true }).click();
    await page.getByRole("link", { name: "with the route's average" }).waitFor();
    await page.getByRole("link", { name: "with #7" }).click();
    await flameReady(page);
    assert.match(await page.locator("h1").innerText(), /Before[^]*#7,[^]*After[^]*#8,/);
    assert.match(await tooltipAt(page, 0.1, 1), /50\.0 ms more/);
  });
});

browserTest("compare page: the call tree has both sides, the sandwich too", async ({ page }) => {
  await onDashboardPage(page, writeBoth, async ({ url }) => {
    await page.goto(url + compareHref(FLAME_FILE, SLOWER));
    await flameReady(page);
    const row = page.locator("#call-tree tbody tr").first();
    assert.match(await row.innerText(), /^handler\s*app\.ts:4:30\s+80\.0 ms\s+130 ms\s+\+50\.0 ms/);
    await page.locator('.changes [data-focus^="render"]').click();
    await page.getByText("Callers above, callees below render app.ts:8:16").waitFor();
    await flameReady(page);
    assert.match(await tooltipAt(page, 0.5, 1), /^render[^]*before 30\.0 ms, after 80\.0 ms/);
  });
});

browserTest("compare page: a route counts as its average request", async ({ page }) => {
  await onDashboardPage(page, writeBoth, async ({ url }) => {
    await page.goto(url + compareHref(FLAME_FILE, routeRecording("GET /search")));
    await flameReady(page);
    const durations = await page.locator(".compare-times tbody tr").first().innerText();
    assert.match(durations, /duration\s+100 ms\s+125 ms\s+\+25\.0 ms/);
    await page.getByText("average of 2 requests").waitFor();
  });
});

browserTest(
  "compare page: no serious violation for axe, in light and in dark",
  async ({ page }) => {
    await onDashboardPage(page, writeBoth, async ({ url }) => {
      await page.goto(url + compareHref(FLAME_FILE, SLOWER));
      await flameReady(page);
      for (const colorScheme of ["light", "dark"] as const) {
        await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
        assert.deepEqual(await seriousViolations(page), []);
      }
    });
  },
);
