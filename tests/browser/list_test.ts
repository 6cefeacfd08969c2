// The list of requests in a browser: live, filtered, sorted, by keyboard, in both themes.
/// <reference lib="dom" />
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { seriousViolations } from "./accessibility.ts";
import { until } from "./chromium.ts";
import { dashboardTest, type OpenedDashboard } from "./dashboard_on.ts";
import { fillFolder, type MadeRecord, madeRecord, writeMadeFile } from "./made_profiles.ts";

/** A list that is live. */
async function openList(page: Page, { url }: { url: string }, query = ""): Promise<void> {
  await page.goto(`${url}/${query}`);
  await page.locator('#live[data-state="live"]').waitFor();
}

function listTest(
  name: string,
  count: number,
  test: Parameters<typeof dashboardTest>[2],
  options: Parameters<typeof dashboardTest>[3] = {},
): void {
  dashboardTest(name, (folder) => fillFolder(folder, count), test, options);
}

/** The texts of a column in the rows that are there. */
async function column(page: Page, name: string): Promise<string[]> {
  return await page.locator(`#requests tbody td.col-${name}`).allInnerTexts();
}

let lastId = 100_000;

/** A request that ends now. */
async function add({ folder }: OpenedDashboard, made: MadeRecord = {}): Promise<string> {
  return await writeMadeFile(folder, madeRecord(++lastId, 0, { startedAt: Date.now(), ...made }));
}

listTest("list shows a request as soon as its file is there", 3, async ({ page, dashboard }) => {
  await openList(page, dashboard);
  assert.equal(await page.locator("#count").innerText(), "3 of 3");
  await add(dashboard, { path: "/just/now", route: "/just/:when", status: 503, method: "PATCH" });
  const row = page.locator("#requests tbody tr[data-name]").first();
  await row.getByText("/just/now").waitFor();
  assert.match(await row.innerText(), /PATCH\s+\/just\/now\s+\/just\/:when\s+503\s+[\d.]+ m?s/);
  assert.equal(await page.locator("#count").innerText(), "4 of 4");
  assert.equal(
    await row.locator(".col-path a").getAttribute("href"),
    `/request/just.now.${lastId}.cpuprofile`,
  );
});

listTest("list drops a request whose file is deleted", 3, async ({ page, dashboard }) => {
  const name = await add(dashboard, { path: "/gone" });
  await openList(page, dashboard);
  await page.getByText("/gone").first().waitFor();
  await Deno.remove(`${dashboard.folder}/${name}`);
  await page.locator("#count", { hasText: "3 of 3" }).waitFor();
  assert.equal(await page.getByText("/gone").count(), 0);
});

listTest(
  "list is filtered by what is typed, and the address keeps it",
  40,
  async ({ page, dashboard }) => {
    await openList(page, dashboard);
    await page.locator("#filter").fill("path:/search status<400");
    const paths = await column(page, "path");
    assert.ok(paths.length > 0 && paths.every((path) => path.startsWith("/search")), String(paths));
    assert.equal(new URL(page.url()).searchParams.get("q"), "path:/search status<400");
    const count = await page.locator("#count").innerText();
    await page.reload();
    await page.locator('#live[data-state="live"]').waitFor();
    assert.deepEqual(await column(page, "path"), paths);
    assert.equal(await page.locator("#count").innerText(), count);
    await add(dashboard, { path: "/other", method: "GET", status: 200 });
    await page.locator("#count", { hasText: "of 41" }).waitFor();
    assert.deepEqual(await column(page, "path"), paths);
  },
);

listTest("list has the same rows before its script has run", 40, async ({ page, dashboard }) => {
  await openList(page, dashboard, "?q=method:get&sort=-duration");
  const [durations, paths] = [await column(page, "duration"), await column(page, "path")];
  await page.route("**/*.js", (route) => route.abort());
  const bare = await (await page.context().browser()!.newContext({ javaScriptEnabled: false }))
    .newPage();
  await bare.goto(`${dashboard.url}/?q=method:get&sort=-duration`);
  assert.deepEqual(await column(bare, "duration"), durations);
  assert.deepEqual(await column(bare, "path"), paths);
  await bare.locator("#filter").fill("method:post");
  await bare.locator("#filter").press("Enter");
  await bare.waitForURL(/q=method%3Apost&sort=-duration/);
  assert.ok((await column(bare, "method")).every((method) => method === "POST"));
  await bare.context().close();
});

listTest(
  "list is sorted by a press on a head, and the address keeps it",
  60,
  async ({ page, dashboard }) => {
    await openList(page, dashboard);
    const sorted = () => page.locator("th[aria-sort]");
    assert.equal(await sorted().innerText(), "Time");
    await page.getByRole("button", { name: "Duration" }).click();
    assert.equal(await sorted().getAttribute("aria-sort"), "descending");
    const slowest = (await column(page, "duration")).map(parseMs);
    assert.deepEqual(slowest, slowest.toSorted((a, b) => b - a));
    await page.getByRole("button", { name: "Duration" }).click();
    assert.equal(await sorted().getAttribute("aria-sort"), "ascending");
    assert.equal(new URL(page.url()).search, "?sort=duration");
    await page.reload();
    await page.locator('#live[data-state="live"]').waitFor();
    const fastest = (await column(page, "duration")).map(parseMs);
    assert.deepEqual(fastest, fastest.toSorted((a, b) => a - b));
    await page.getByRole("button", { name: "Path" }).click();
    const paths = await column(page, "path");
    assert.equal(paths[0], "/");
  },
);

function parseMs(text: string): number {
  return parseFloat(text) * (text.endsWith(" s") ? 1000 : 1);
}

listTest(
  "list has buttons for errors and slow requests, and a way back",
  60,
  async ({ page, dashboard }) => {
    await openList(page, dashboard);
    await page.getByRole("button", { name: "Errors" }).click();
    assert.equal(await page.locator("#filter").inputValue(), "status>=400");
    const statuses = await column(page, "status");
    assert.ok(statuses.every((status) => /^[45]|aborted/.test(status)), String(statuses));
    assert.equal(
      await page.getByRole("button", { name: "Errors" }).getAttribute("aria-pressed"),
      "true",
    );
    await page.getByRole("button", { name: "Slow" }).click();
    assert.equal(await page.locator("#filter").inputValue(), "status>=400 ms>=100");
    await page.locator("#filter").fill("nothing-like-this");
    await page.getByText("No request matches the filter").waitFor();
    assert.equal(await page.locator("#requests").isVisible(), false);
    await page.getByRole("link", { name: "Show all requests" }).click();
    assert.equal(await page.locator("#count").innerText(), "60 of 60");
    assert.equal(new URL(page.url()).search, "");
  },
);

listTest("list goes by keyboard", 60, async ({ page, dashboard }) => {
  await openList(page, dashboard);
  const { keyboard } = page;
  const focused = () =>
    page.evaluate(() => document.activeElement?.closest("tr")?.getAttribute("aria-rowindex"));
  await keyboard.press("j");
  assert.equal(await focused(), "2");
  await keyboard.press("ArrowDown");
  assert.equal(await focused(), "3");
  await keyboard.press("k");
  assert.equal(await focused(), "2");
  await keyboard.press("End");
  assert.equal(await focused(), "61");
  await keyboard.press("Home");
  assert.equal(await focused(), "2");
  await keyboard.press("/");
  await keyboard.type("search");
  assert.equal(await page.locator("#filter").inputValue(), "search");
  await keyboard.press("ArrowDown");
  assert.equal(await focused(), "2");
  await keyboard.press("Escape");
  assert.equal(await page.locator("#filter").inputValue(), "");
  await keyboard.press("?");
  await page.getByRole("heading", { name: "Keys and filters" }).waitFor();
  assert.deepEqual(await seriousViolations(page), []);
  await keyboard.press("Escape");
  await page.locator("dialog").waitFor({ state: "hidden" });
  await keyboard.press("j");
  const name = await page.locator("tr:focus-within").getAttribute("data-name");
  await keyboard.press("Enter");
  await page.waitForURL(`**/request/${encodeURIComponent(name!)}`);
});

listTest(
  "list leads to the comparison of two, the older one first",
  20,
  async ({ page, dashboard }) => {
    await openList(page, dashboard);
    const rowName = (index: number) =>
      page.locator("#requests tr[data-name]").nth(index).getAttribute("data-name");
    const [newer, older] = [await rowName(2), await rowName(4)];
    await page.locator("#requests tr[data-name]").nth(1).hover();
    await page.locator("#requests tr[data-name] input").nth(1).check();
    await page.getByRole("button", { name: "Choose one more" }).waitFor();
    await page.keyboard.press("j");
    for (const key of ["x", "j", "j", "x"]) await page.keyboard.press(key);
    // A third one takes the place of the first.
    assert.equal(await page.locator("#requests input:checked").count(), 2);
    await page.keyboard.press("c");
    await page.waitForURL("**/compare?*");
    const { searchParams } = new URL(page.url());
    assert.deepEqual([searchParams.get("a"), searchParams.get("b")], [older, newer]);
  },
);

listTest("list can be paused", 3, async ({ page, dashboard }) => {
  await openList(page, dashboard);
  await page.keyboard.press("p");
  await add(dashboard);
  await add(dashboard);
  await page.getByRole("button", { name: "Paused, 2 new" }).waitFor();
  assert.equal(await page.locator("#count").innerText(), "3 of 3");
  await page.keyboard.press("p");
  await page.locator("#count", { hasText: "5 of 5" }).waitFor();
});

listTest("list catches up after the server was away", 3, async ({ page, dashboard, allow }) => {
  // The browser logs that nobody answered.
  allow(/ERR_/);
  await openList(page, dashboard);
  await dashboard.stop();
  await page.locator('#live[data-state="offline"]').waitFor();
  await add(dashboard, { path: "/meanwhile" });
  await dashboard.restart();
  await page.getByText("/meanwhile").first().waitFor();
  await page.locator('#live[data-state="live"]').waitFor();
  assert.equal(await page.locator("#count").innerText(), "4 of 4");
});

listTest("list gets what it missed while it was hidden", 3, async ({ page, dashboard }) => {
  await openList(page, dashboard);
  const hide = (isHidden: boolean) =>
    page.evaluate((hidden) => {
      Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
      document.dispatchEvent(new Event("visibilitychange"));
    }, isHidden);
  await hide(true);
  await add(dashboard, { path: "/unseen" });
  const asked = page.waitForRequest(/\/live\?after=.+\.\d+$/);
  await hide(false);
  await asked;
  await page.getByText("/unseen").first().waitFor();
});

listTest("empty list says what to do, until the first request", 0, async ({ page, dashboard }) => {
  await openList(page, dashboard);
  await page.getByRole("heading", { name: "Waiting for the first request" }).waitFor();
  assert.equal(await page.locator("#empty pre").innerText(), "curl http://127.0.0.1:8000/");
  assert.equal(await page.locator("#requests").isVisible(), false);
  assert.deepEqual(await seriousViolations(page), []);
  await add(dashboard, { path: "/first" });
  await page.getByText("/first").first().waitFor();
  assert.equal(await page.locator("#empty").isVisible(), false);
});

for (const colorScheme of ["light", "dark"] as const) {
  listTest(`list can be read by everybody, ${colorScheme}`, 30, async ({ page, dashboard }) => {
    await openList(page, dashboard);
    assert.deepEqual(await seriousViolations(page), []);
    const [red] = (await page.evaluate(() => getComputedStyle(document.body).backgroundColor))
      .match(/\d+/g)!.map(Number);
    assert.equal(red! < 128, colorScheme === "dark");
  }, { colorScheme });
}

listTest(
  "theme button turns dark to light, and pages after it too",
  3,
  async ({ page, dashboard }) => {
    const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    await openList(page, dashboard);
    const dark = await background();
    await page.getByRole("button", { name: "Dark or light" }).click();
    const light = await background();
    assert.notEqual(light, dark);
    await page.goto(`${dashboard.url}/routes`);
    assert.equal(await background(), light);
    await page.getByRole("button", { name: "Dark or light" }).click();
    assert.equal(await background(), dark);
  },
  { colorScheme: "dark" },
);

listTest(
  "list keeps what is looked at in place while requests come",
  200,
  async ({ page, dashboard }) => {
    await openList(page, dashboard);
    await page.mouse.wheel(0, 2000);
    await until(() => page.evaluate(() => scrollY > 1900), "the scrolling");
    const place = () =>
      page.evaluate(() => {
        const row = document.elementFromPoint(400, 400)?.closest("tr");
        return `${row?.dataset.name} at ${Math.round(row?.getBoundingClientRect().top ?? 0)}`;
      });
    const before = await place();
    assert.match(before, /cpuprofile at \d+/);
    for (let i = 0; i < 5; i++) await add(dashboard);
    await page.locator("#count", { hasText: "205 of 205" }).waitFor();
    assert.equal(await place(), before);
  },
);
