// Names and paths that try to be markup, pages of other origins, and names that lead here by DNS rebinding: nothing of
// them runs, and nothing is told to them.
/// <reference lib="dom" />
import assert from "node:assert/strict";
import { seriousViolations } from "./accessibility.ts";
import { DEADLINE_MS } from "./chromium.ts";
import { dashboardTest, type OpenedDashboard } from "./dashboard_on.ts";
import { madeFile, madeRecord } from "./made_profiles.ts";

const MARKUP = `"'><img src=x onerror=ran()><script>ran()</script>`;
const SECRET = "/only-for-its-owner";

/** Requests whose every text is markup; the file's name too, as far as the file system takes it. */
async function fillWithMarkup(folder: string): Promise<void> {
  const made = {
    method: MARKUP,
    path: `/${MARKUP}`,
    query: `?${MARKUP}`,
    route: `/${MARKUP}/:id`,
    host: MARKUP,
  };
  for (let id = 1; id <= 3; id++) {
    const bytes = madeFile(madeRecord(id, Date.now(), made), 8);
    const name = `${MARKUP.replaceAll("/", "_")} %2e%2e #${id}?.cpuprofile`;
    await Deno.writeFile(`${folder}/${name}`, bytes);
    await Deno.writeFile(`${folder}/foreign ${name}`, new TextEncoder().encode('{"nodes":[]}'));
  }
}

dashboardTest(
  "markup in names and paths stays text",
  fillWithMarkup,
  async ({ page, dashboard }) => {
    await page.exposeFunction("ran", () => assert.fail("markup was run"));
    const { url } = dashboard;
    await page.goto(`${url}/?q=${encodeURIComponent(MARKUP)}&sort=${encodeURIComponent(MARKUP)}`);
    await page.locator('#live[data-state="live"]').waitFor();
    await page.locator("#filter").fill("is:request");
    const row = page.locator("#requests tr[data-name]").first();
    assert.equal(await row.locator(".col-path").innerText(), `/${MARKUP}?${MARKUP}`);
    assert.deepEqual(await page.locator("img, td script, main script").count(), 0);
    const href = await row.locator(".col-path a").getAttribute("href");
    await row.locator(".col-route a").click();
    await page.getByRole("heading", { level: 1 }).getByText(`${MARKUP} /${MARKUP}/:id`).waitFor();
    await page.getByText("Waits that repeat").waitFor();
    assert.equal(await page.locator("img, main script").count(), 0);
    await page.getByRole("link", { name: "Show in the list" }).click();
    // Quotes cannot be written in a filter, so nothing but the page itself is expected here.
    await page.locator("#count").waitFor();
    await page.goto(`${url}/routes?sort=${encodeURIComponent(MARKUP)}`);
    await page.locator("td.route").first().waitFor();
    assert.equal(await page.locator("img, main script").count(), 0);
    assert.equal((await page.goto(`${url}${href}`))!.status(), 200);
    assert.equal(await page.locator("img, main script").count(), 0);
  },
);

dashboardTest(
  "addresses out of the folder are not found, and said so as text",
  (folder) => Deno.writeFile(`${folder}/a.cpuprofile`, madeFile(madeRecord(1, Date.now()))),
  async ({ page, dashboard, allow }) => {
    allow(/status of 404/);
    const paths = [
      "/request/..%2f..%2fetc%2fpasswd",
      "/request/%2e%2e%2fa.cpuprofile",
      "/request/%2fetc%2fpasswd",
      "/request/a.cpuprofile%00",
      `/request/${encodeURIComponent(MARKUP)}`,
      "/assets/..%2fassets.ts",
      "/assets/%2fetc%2fpasswd",
      "/assets/constructor",
      `/route?key=${encodeURIComponent(MARKUP)}`,
      "/route",
      "/id/1-999",
    ];
    for (const path of paths) {
      const response = await page.goto(dashboard.url + path);
      assert.equal(response!.status(), 404, path);
      assert.doesNotMatch(await response!.text(), /root:x:0|<img|export const/, path);
    }
    assert.deepEqual(await seriousViolations(page), []);
  },
);

async function fillWithSecret(folder: string): Promise<void> {
  const record = madeRecord(1, Date.now(), { path: SECRET });
  await Deno.writeFile(`${folder}/a.cpuprofile`, madeFile(record));
}

/** A page on another port of this host that tries to get at the dashboard in every way that a page has. */
function hostilePage({ url }: OpenedDashboard): string {
  return `<!DOCTYPE html><title>hostile</title><iframe src="${url}/"></iframe>
    <script src="${url}/requests.json"></script><img src="${url}/requests.json">
    <link rel="stylesheet" href="${url}/assets/style.css">
    <script>
      const attempts = {
        read: () => fetch("${url}/requests.json").then((answer) => answer.text()),
        readOpaque: () => fetch("${url}/requests.json", { mode: "no-cors" }).then((answer) => answer.text()),
        write: () => fetch("${url}/", { method: "POST", mode: "no-cors", body: "x" }).then((answer) => answer.text()),
        live: () => new Promise((resolve, reject) => {
          const source = new EventSource("${url}/live");
          source.onmessage = source.onopen = () => resolve("connected");
          source.onerror = () => { source.close(); reject(new Error("refused")); };
        }),
        frame: async () => document.querySelector("iframe").contentDocument.body.textContent,
        module: () => import("${url}/assets/list.js").then(() => "loaded"),
        styles: async () => [...document.styleSheets].map((sheet) => sheet.cssRules.length).join() || "none",
      };
      globalThis.outcomes = Promise.all(Object.entries(attempts).map(async ([name, attempt]) => {
        try { return name + ": " + await attempt(); } catch (error) { return name + ": refused"; }
      }));
    </script>`;
}

dashboardTest(
  "a page on another port of this host gets nothing",
  fillWithSecret,
  async ({ page, dashboard, allow }) => {
    // The browser tells the hostile page what it was refused.
    allow(/^console: /);
    const refused: number[] = [];
    page.on("response", (response) => {
      if (response.url().startsWith(dashboard.url)) refused.push(response.status());
    });
    const server = Deno.serve(
      { port: 0, hostname: "127.0.0.1", onListen: () => {} },
      () => new Response(hostilePage(dashboard), { headers: { "content-type": "text/html" } }),
    );
    try {
      await page.goto(`http://127.0.0.1:${server.addr.port}/`);
      const outcomes = await page.evaluate(() =>
        (globalThis as unknown as { outcomes: Promise<string[]> }).outcomes
      );
      assert.deepEqual(outcomes.filter((text) => !/: (refused|none|)$/.test(text)), []);
      assert.ok(refused.length > 0 && refused.every((status) => status === 403), String(refused));
      const texts = await Promise.all(page.frames().map((frame) => frame.content()));
      assert.ok(!texts.join().includes(SECRET));
    } finally {
      await page.goto("about:blank");
      await server.shutdown();
    }
  },
);

dashboardTest(
  "a name that was made to lead here gets nothing",
  fillWithSecret,
  async ({ page, dashboard, allow }) => {
    // The browser says what it makes of the answers, and asks for an icon.
    allow(/^console: |evil\.test/);
    for (
      const path of ["/", "/requests.json", "/live", "/assets/list.js", "/request/a.cpuprofile"]
    ) {
      const response = await page.goto(`http://evil.test:${dashboard.port}${path}`);
      assert.equal(response!.status(), 421, path);
      assert.doesNotMatch(await response!.text(), new RegExp(`${SECRET}|addEventListener`), path);
    }
  },
);

dashboardTest(
  "a link from elsewhere opens the page",
  fillWithSecret,
  async ({ page, dashboard }) => {
    const server = Deno.serve(
      { port: 0, hostname: "127.0.0.1", onListen: () => {} },
      () =>
        new Response(
          `<!DOCTYPE html><link rel="icon" href="data:,"><a href="${dashboard.url}/">x</a>`,
          {
            headers: { "content-type": "text/html" },
          },
        ),
    );
    await page.goto(`http://127.0.0.1:${server.addr.port}/`);
    await page.getByRole("link").click();
    await page.getByText(SECRET).first().waitFor({ timeout: DEADLINE_MS });
    await server.shutdown();
  },
);
