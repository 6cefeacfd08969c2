// Routes in a browser: from their table to one of them, to its requests, and to the hints.
import assert from "node:assert/strict";
import { seriousViolations } from "./accessibility.ts";
import { dashboardTest } from "./dashboard_on.ts";
import { fillFolder, madeRecord, writeMadeFile } from "./made_profiles.ts";

const ORDERS = "GET /orders/:id";

dashboardTest(
  "routes can be sorted and lead to their requests",
  (folder) => fillFolder(folder, 150),
  async ({ page, dashboard }) => {
    await page.goto(`${dashboard.url}/routes`);
    const names = () => page.locator("td.route").allInnerTexts();
    assert.equal((await names())[0], ORDERS);
    assert.deepEqual(await seriousViolations(page), []);
    await page.getByRole("link", { name: "Route", exact: true }).click();
    assert.equal(await page.locator("th[aria-sort]").getAttribute("aria-sort"), "ascending");
    assert.deepEqual(await names(), (await names()).toSorted());
    await page.getByRole("link", { name: ORDERS }).click();
    await page.getByRole("heading", { name: ORDERS }).waitFor();
    const count = Number(await page.locator(".facts dd").first().innerText());
    await page.getByRole("link", { name: "Show in the list" }).click();
    await page.locator("#count", { hasText: `${count} of 150` }).waitFor();
  },
);

for (const colorScheme of ["light", "dark"] as const) {
  dashboardTest(
    `route page can be read by everybody, ${colorScheme}`,
    (folder) => fillFolder(folder, 150),
    async ({ page, dashboard }) => {
      await page.goto(`${dashboard.url}/route?key=${encodeURIComponent(ORDERS)}`);
      await page.getByText("Slowest requests").waitFor();
      assert.deepEqual(await seriousViolations(page), []);
    },
    { colorScheme },
  );
}

dashboardTest(
  "bars of the histogram lead to the requests that they stand for",
  (folder) => fillFolder(folder, 150),
  async ({ page, dashboard }) => {
    await page.goto(`${dashboard.url}/route?key=${encodeURIComponent(ORDERS)}`);
    const bars = page.locator(".charts a:has(.bar)");
    const labels = await bars.evaluateAll((all) => all.map((bar) => bar.ariaLabel ?? ""));
    const counts = labels.map((label) => Number(label.match(/: (\d+) requests$/)![1]));
    assert.equal(
      counts.reduce((sum, count) => sum + count, 0),
      Number(await page.locator(".facts dd").first().innerText()),
    );
    const index = counts.indexOf(Math.max(...counts));
    // The label of a marker may lie above it.
    await bars.nth(index).dispatchEvent("click");
    await page.locator("#count", { hasText: `${counts[index]} of 150` }).waitFor();
  },
);

dashboardTest("waits in a loop are pointed out", async (folder) => {
  const made = {
    path: "/list",
    route: "/list",
    method: "GET",
    cpu: 4000,
    wait: 60_000,
    gc: 0,
    queued: 0,
  };
  for (let id = 1; id <= 6; id++) {
    await writeMadeFile(
      folder,
      { ...madeRecord(id, Date.now(), made), end: 1e9 + 64_000 },
      10 * id,
    );
  }
  await writeMadeFile(folder, {
    ...madeRecord(7, Date.now(), made),
    end: 1e9 + 64_000,
    route: "/one",
    path: "/one",
  }, 1);
}, async ({ page, dashboard }) => {
  await page.goto(`${dashboard.url}/route?key=GET+/list`);
  const hint = page.locator(".hints li");
  assert.match(
    await hint.innerText(),
    /^30 times, up to 60 at db\.ts:44 in loadRow, 60\.0 ms per request$/,
  );
  assert.match(
    (await hint.getByRole("link").getAttribute("href"))!,
    /^\/source\?name=.+db\.ts#L44$/,
  );
  await page.goto(`${dashboard.url}/route?key=GET+/one`);
  await page.getByText("Slowest requests").waitFor();
  assert.equal(await page.locator(".hints").count(), 0);
});

dashboardTest(
  "a route leads to the flame graph of all its requests, and to comparisons",
  (folder) => fillFolder(folder, 60),
  async ({ page, dashboard }) => {
    const address = `${dashboard.url}/route?key=${encodeURIComponent(ORDERS)}`;
    await page.goto(address);
    await page.getByRole("link", { name: "Flame graph of all" }).click();
    await page.waitForURL("**/request/.route%2FGET%20%2Forders%2F%3Aid");
    await page.getByRole("heading", { name: ORDERS }).first().waitFor();
    await page.goto(address);
    await page.getByLabel("Route to compare with").selectOption({ label: "GET /search" });
    await page.getByRole("button", { name: "Compare" }).click();
    await page.waitForURL("**/compare?*");
    const { searchParams } = new URL(page.url());
    assert.deepEqual([searchParams.get("a"), searchParams.get("b")], [
      ".route/GET /orders/:id",
      ".route/GET /search",
    ]);
  },
);
