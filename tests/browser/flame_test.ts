// The flame graph: views, zoom, search, rules, keyboard and the call tree beside it.
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { seriousViolations } from "./accessibility.ts";
import { requestHref } from "../../src/dashboard/links.ts";
import { browserTest, until } from "./chromium.ts";
import {
  clickAt,
  flameReady,
  onDashboardPage,
  openFlame,
  pointAt,
  tooltipAt,
  writeFlameRequest,
} from "./flame_request.ts";

/** Runs `test` on the page of the request of flame_request.ts. */
async function onFlame(page: Page, test: () => Promise<void>, hash = ""): Promise<void> {
  let name = "";
  await onDashboardPage(
    page,
    async (folder) => name = await writeFlameRequest(folder),
    async ({ url }) => {
      await openFlame(page, url, name, hash);
      await test();
    },
  );
}

async function hashOf(page: Page): Promise<URLSearchParams> {
  return new URLSearchParams(await page.evaluate(() => location.hash.slice(1)));
}

/** Waits until the stretch in view is about `from` to `to` milliseconds; undefined = everything. */
async function rangeIs(page: Page, range?: { from: number; to: number }): Promise<void> {
  await until(async () => {
    const text = (await hashOf(page)).get("range");
    if (!range || !text) return !range && !text;
    const [from = NaN, to = NaN] = text.split("-").map(Number);
    return Math.abs(from - range.from * 1000) < 50 && Math.abs(to - range.to * 1000) < 50;
  }, `the range ${range?.from} to ${range?.to} ms`);
}

/** Red, green and blue of the graph's top right corner; of a copy, because reading a canvas makes it slow. */
const CORNER_BRIGHTNESS = `{
  const probe = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const canvas = document.querySelector("#flame-canvas");
  probe.drawImage(canvas, canvas.width - 2, 2, 1, 1, 0, 0, 1, 1);
  const [red, green, blue] = probe.getImageData(0, 0, 1, 1).data;
  red + green + blue;
}`;

const selected = (page: Page) => page.locator("#selected-name").innerText();

browserTest(
  "flame graph: the order of time tells functions, waits and queueing apart",
  async ({ page }) => {
    await onFlame(page, async () => {
      assert.match(await tooltipAt(page, 0.05, 3), /^load\ndb\.ts:2:27\n.*total 50\.0 ms/);
      assert.match(await tooltipAt(page, 0.3, 4), /^\(await\)\nload waits here\ndb\.ts:4/);
      assert.match(await tooltipAt(page, 0.6, 1), /^\(behind GET \/slow #3\)/);
      assert.match(await tooltipAt(page, 0.6, 2), /^\(queued\)[^]*waiting 20\.0 ms/);
      assert.match(await tooltipAt(page, 0.97, 3), /^\(garbage collector\)/);
      assert.equal(await tooltipAt(page, 0.6, 4), "");
    });
  },
);

browserTest(
  "flame graph: left heavy adds up, sandwich shows callers and callees",
  async ({ page }) => {
    await onFlame(page, async () => {
      await page.keyboard.press("2");
      await flameReady(page);
      assert.match(await tooltipAt(page, 0.4, 1), /^handler[^]*total 80\.0 ms \(80\.0 %\)/);
      await clickAt(page, 0.7, 2);
      assert.equal(await selected(page), "render");
      await page.getByRole("button", { name: "Sandwich", exact: true }).last().click();
      await until(async () => (await hashOf(page)).get("view") === "sandwich", "the sandwich");
      await flameReady(page);
      assert.equal((await hashOf(page)).get("focus"), "render app.ts:8:16");
      assert.match(await tooltipAt(page, 0.5, 0), /^handler/);
      assert.match(await tooltipAt(page, 0.5, 1), /^render/);
      assert.match(await tooltipAt(page, 0.1, 2), /^\(garbage collector\)/);
    });
  },
);

browserTest(
  "flame graph: a sandwich of nothing takes the first function that is clicked",
  async ({ page }) => {
    await onFlame(page, async () => {
      await page.getByRole("button", { name: "Sandwich", exact: true }).first().click();
      await page.getByText("Select a function, here or in a table").waitFor();
      await flameReady(page);
      await clickAt(page, 0.1, 3);
      await page.getByText("Callers above, callees below load db.ts:2:27").waitFor();
      await flameReady(page);
      assert.match(await tooltipAt(page, 0.5, 2), /^load/);
    });
  },
);

browserTest(
  "flame graph: a click zooms in, the wheel too, Escape shows everything",
  async ({ page }) => {
    await onFlame(page, async () => {
      await clickAt(page, 0.8, 2);
      await rangeIs(page, { from: 70, to: 100 });
      assert.equal(await selected(page), "render");
      await page.keyboard.press("Escape");
      await rangeIs(page);
      const { x, y } = await pointAt(page, 0.25, 1);
      await page.mouse.move(x, y);
      await page.mouse.wheel(0, -300);
      // The instant below the pointer stays where it is.
      await rangeIs(page, { from: 25 - 25 / Math.E, to: 25 + 75 / Math.E });
      await page.getByRole("button", { name: "All" }).click();
      await rangeIs(page);
    });
  },
);

browserTest("flame graph: without focus the wheel scrolls the page", async ({ page }) => {
  await onFlame(page, async () => {
    const { x, y } = await pointAt(page, 0.25, 1);
    await page.mouse.move(x, y);
    await page.mouse.wheel(0, 200);
    await until(() => page.evaluate<boolean>("scrollY > 0"), "the page to scroll");
    await rangeIs(page);
  });
});

browserTest("flame graph: the keyboard walks the boxes", async ({ page }) => {
  await onFlame(page, async () => {
    await page.locator("#flame-canvas").focus();
    await page.keyboard.press("ArrowDown");
    assert.equal(await selected(page), "GET /search");
    await page.keyboard.press("ArrowDown");
    assert.equal(await selected(page), "handler");
    await page.keyboard.press("ArrowRight");
    assert.equal(await selected(page), "(behind GET /slow #3)");
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ArrowDown");
    assert.equal(await selected(page), "render");
    await page.keyboard.press("Enter");
    await rangeIs(page, { from: 70, to: 100 });
    await page.keyboard.press("ArrowUp");
    assert.equal(await selected(page), "handler");
    await page.keyboard.press("0");
    await rangeIs(page);
  });
});

browserTest(
  "flame graph: search tells the share of the time and goes from match to match",
  async ({ page }) => {
    await onFlame(page, async () => {
      await page.keyboard.press("/");
      await page.keyboard.type("DB.ts");
      await page.getByText("50.0 % of the time, 50.0 ms").waitFor();
      await page.keyboard.press("Enter");
      assert.equal(await selected(page), "load");
      await page.keyboard.press("Enter");
      assert.equal(await selected(page), "(await)");
      assert.equal((await hashOf(page)).get("search"), "DB.ts");
      await page.keyboard.press("Escape");
      assert.equal(await page.locator("#flame-matches").innerText(), "");
    });
  },
);

browserTest("flame graph: my code hides packages, by package joins them", async ({ page }) => {
  await onFlame(page, async () => {
    await page.keyboard.press("m");
    await until(async () => /^load/.test(await tooltipAt(page, 0.05, 2)), "load below handler");
    assert.equal(await page.locator("#call-tree").getByText("next", { exact: true }).count(), 0);
    await page.keyboard.press("m");
    await page.keyboard.press("p");
    await until(async () => /^hono\n/.test(await tooltipAt(page, 0.05, 2)), "the package");
  });
});

browserTest("flame graph: the address brings everything back", async ({ page }) => {
  const hash = "#view=left&mine=1&search=render&range=50000-80000";
  await onFlame(page, async () => {
    await page.locator('button[data-view="left"][aria-pressed="true"]').waitFor();
    await page.locator('button[data-rule="mine"][aria-pressed="true"]').waitFor();
    assert.equal(await page.locator("#flame-search").inputValue(), "render");
    assert.match(await tooltipAt(page, 0.5, 2), /^render/);
    assert.equal((await hashOf(page)).get("range"), "50000-80000");
  }, hash);
});

browserTest(
  "flame graph: a stack is copied, a place opens the source or an editor",
  async ({ page }) => {
    await onFlame(page, async () => {
      await clickAt(page, 0.05, 3);
      await page.keyboard.press("c");
      await page.getByText("Copied a stack of 3 functions").waitFor();
      assert.equal(
        await page.evaluate("navigator.clipboard.readText()"),
        "at load (db.ts:2:27)\nat next (node_modules/hono/hono.js:9:1)\nat handler (app.ts:4:30)",
      );
      const editor = await page.locator("#selected-editor").getAttribute("href");
      assert.match(editor ?? "", /^vscode:\/\/file\/.*\/db\.ts:2:27$/);
      await page.locator("#selected-place").click();
      await page.getByRole("heading", { name: "db.ts" }).waitFor();
    });
  },
  { permissions: ["clipboard-read", "clipboard-write"] },
);

browserTest(
  "call tree: opens and closes with the keyboard and follows the graph",
  async ({ page }) => {
    await onFlame(page, async () => {
      const rows = page.locator("#call-tree tbody tr");
      assert.equal(await page.locator("#call-tree").getAttribute("role"), "treegrid");
      await rows.first().focus();
      assert.match(await rows.first().innerText(), /^handler\s*app\.ts:4:30\s+80\.0 %\s+80\.0 ms/);
      const before = await rows.count();
      await page.keyboard.press("ArrowLeft");
      assert.equal(await rows.first().getAttribute("aria-expanded"), "false");
      assert(await rows.count() < before);
      await page.keyboard.press("ArrowRight");
      await until(async () => /^next/.test(await rows.nth(1).innerText()), "the children");
      await page.keyboard.press("ArrowDown");
      assert.equal(await selected(page), "next");
      await clickAt(page, 0.8, 2);
      const marked = page.locator('#call-tree [aria-selected="true"]');
      await until(async () => /^render/.test(await marked.innerText()), "the row of render");
    });
  },
);

browserTest("flame graph: no serious violation for axe, in light and in dark", async ({ page }) => {
  await onFlame(page, async () => {
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await clickAt(page, 0.8, 2);
      assert.deepEqual(await seriousViolations(page), []);
      await page.keyboard.press("?");
      assert.deepEqual(await seriousViolations(page), []);
      await page.keyboard.press("Escape");
    }
  });
});

browserTest("flame graph: follows the colour scheme", async ({ page }) => {
  await onFlame(page, async () => {
    const corner = () => page.evaluate<number>(CORNER_BRIGHTNESS);
    await page.emulateMedia({ colorScheme: "light" });
    await until(async () => await corner() > 600, "a light graph");
    await page.emulateMedia({ colorScheme: "dark" });
    await until(async () => await corner() < 200, "a dark graph");
  });
});

browserTest(
  "flame graph: a profile that is gone says so in its place",
  async ({ page, offences }) => {
    let name = "";
    await onDashboardPage(
      page,
      async (folder) => name = await writeFlameRequest(folder),
      async ({ url }) => {
        await page.route(
          "**/flame?**",
          (route) => route.fulfill({ status: 404, body: "No profile." }),
        );
        await page.goto(url + requestHref(name));
        await page.getByText("Cannot show the flame graph: No profile.").waitFor();
        offences.length = 0;
      },
    );
  },
);
