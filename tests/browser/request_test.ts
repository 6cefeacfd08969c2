// The request page around its flame graph: totals, tables, downloads, and what strangers' names can do to it.
import assert from "node:assert/strict";
import { cpuprofileCodec } from "../../src/format/cpuprofile/cpuprofile.ts";
import { codecs, detectCodec } from "../../src/format/codecs.ts";
import { requestHref, routeRecording } from "../../src/dashboard/links.ts";
import { seriousViolations } from "./accessibility.ts";
import { browserTest, until } from "./chromium.ts";
import {
  FLAME_FILE,
  flameReady,
  onDashboardPage,
  openFlame,
  tooltipAt,
  writeFlameRequest,
} from "./flame_request.ts";

browserTest("request page: the kinds of time add up to the duration", async ({ page }) => {
  await onDashboardPage(page, writeFlameRequest, async ({ url }) => {
    await openFlame(page, url, FLAME_FILE);
    await page.getByRole("heading", { name: "GET /search?q=tea 200" }).waitFor();
    assert.match(await page.locator(".duration").innerText(), /^100 ms/);
    const parts = await page.locator(".parts li").allInnerTexts();
    assert.deepEqual(parts.map((text) => text.replace(/\s+/g, " ")), [
      "before the handler 12.0 ms not in the duration",
      "CPU 35.0 ms 35.0 %",
      "GC 5.00 ms 5.0 %",
      "waiting 40.0 ms 40.0 %",
      "queued 20.0 ms 20.0 %",
      "after the response 3.00 ms not in the duration",
    ]);
    const shares = parts.map((text) => Number(text.match(/([\d.]+) %/)?.[1] ?? 0));
    assert.equal(shares.reduce((sum, share) => sum + share, 0), 100);
  });
});

browserTest("request page: how a request ended is told", async ({ page }) => {
  const record = { outcome: "aborted", status: 0 } as const;
  await onDashboardPage(
    page,
    (folder) => writeFlameRequest(folder, { record }),
    async ({ url }) => {
      await page.goto(url + requestHref(FLAME_FILE));
      await page.getByText("no response", { exact: true }).waitFor();
      await page.getByText("aborted", { exact: true }).waitFor();
    },
  );
});

browserTest("request page: hot functions, hot lines and wait sites lead on", async ({ page }) => {
  await onDashboardPage(page, writeFlameRequest, async ({ url }) => {
    await openFlame(page, url, FLAME_FILE);
    const rowsOf = async (name: string) => {
      const rows = page.getByRole("region", { name }).locator("tbody tr");
      return (await rows.allInnerTexts()).map((text) => text.replace(/\s+/g, " ").trim());
    };
    assert.deepEqual(await rowsOf("Hot functions"), [
      "25.0 ms 25.0 % 30.0 ms render app.ts:8:16",
      "10.0 ms 10.0 % 50.0 ms load db.ts:2:27",
      "5.00 ms 5.0 % 5.00 ms (garbage collector)",
    ]);
    assert.deepEqual(await rowsOf("Hot lines"), [
      '25.0 ms 25.0 % app.ts:9 return rows.map((row) => row.name).join("<br>");',
      '10.0 ms 10.0 % db.ts:3 const query = "select * from rows";',
    ]);
    assert.deepEqual(await rowsOf("Wait sites"), [
      "40.0 ms 40.0 % 1 40.0 ms load db.ts:4:10",
      "20.0 ms 20.0 % 1 20.0 ms queued behind GET /slow #3",
    ]);
    await page.getByRole("region", { name: "Hot functions" }).getByText("load").click();
    await page.getByText("Callers above, callees below load db.ts:2:27").waitFor();
    await flameReady(page);
    assert.match(await tooltipAt(page, 0.5, 0), /^handler/);
    await page.getByRole("region", { name: "Hot lines" }).getByText("db.ts:3").click();
    await page.locator("#L3.timed").waitFor();
  });
});

browserTest("request page: downloads in every format", async ({ page }) => {
  await onDashboardPage(page, writeFlameRequest, async ({ url, folder }) => {
    await openFlame(page, url, FLAME_FILE);
    for (const codec of codecs) {
      await page.getByText("Download", { exact: true }).click();
      const [download] = await Promise.all([
        page.waitForEvent("download"),
        page.locator(".menu a", { hasText: codec.name }).first().click(),
      ]);
      const base = FLAME_FILE.replace(".cpuprofile", "");
      assert.equal(download.suggestedFilename(), `${codec.prefix}${base}${codec.extension}`);
      const bytes = await Deno.readFile(await download.path());
      assert.equal(detectCodec(bytes)?.name, codec.name);
      if (codec.name !== "cpuprofile") continue;
      assert.deepEqual(bytes, await Deno.readFile(`${folder}/${FLAME_FILE}`));
    }
  });
});

browserTest("request page: a request that was in the way is one click away", async ({ page }) => {
  const write = async (folder: string) => {
    await writeFlameRequest(folder);
    const record = { id: 3, path: "/slow", query: "" };
    await writeFlameRequest(folder, { fileName: "slow.cpuprofile", record });
  };
  await onDashboardPage(page, write, async ({ url }) => {
    await openFlame(page, url, FLAME_FILE);
    await page.getByRole("link", { name: "behind GET /slow #3" }).click();
    await page.getByRole("heading", { name: "GET /slow 200" }).waitFor();
  });
});

const EVIL = '<img src=x onerror="pwned=1"><script>pwned=1</script>';

browserTest("request page: hostile names are text", async ({ page }) => {
  const record = { path: `/${EVIL}`, query: `?${EVIL}`, host: EVIL, route: EVIL, method: "G<b>T" };
  const fileName = `${EVIL.replaceAll("/", "_")}.cpuprofile`;
  const request = { record, fileName, renderName: EVIL };
  await onDashboardPage(page, (folder) => writeFlameRequest(folder, request), async ({ url }) => {
    await openFlame(page, url, fileName);
    assert.match(await page.locator("h1").innerText(), /<img src=x onerror="pwned=1">/);
    assert((await tooltipAt(page, 0.8, 2)).startsWith(EVIL));
    await page.locator("#call-tree").getByText(EVIL).waitFor();
    await page.keyboard.press("3");
    assert.equal(await page.locator("main img, main script, main b:not(.parts b)").count(), 0);
    assert.equal(await page.evaluate("typeof pwned"), "undefined");
  });
});

browserTest(
  "request page: a profile of another program has no record, and all the rest",
  async ({ page }) => {
    const write = async (folder: string) => {
      await writeFlameRequest(folder);
      const { profile } = cpuprofileCodec.decode!(await Deno.readFile(`${folder}/${FLAME_FILE}`));
      const bytes = cpuprofileCodec.encode({ profile }, { base: "", creator: "" });
      await Deno.writeFile(`${folder}/CPU.1.cpuprofile`, bytes);
    };
    await onDashboardPage(page, write, async ({ url }) => {
      await openFlame(page, url, "CPU.1.cpuprofile");
      await page.getByRole("heading", { name: "CPU.1.cpuprofile" }).waitFor();
      const parts = await page.locator(".parts li b").allInnerTexts();
      assert.deepEqual(parts, ["35.0 ms", "5.00 ms", "40.0 ms", "20.0 ms"]);
      assert.match(await tooltipAt(page, 0.3, 4), /^\(await\)/);
    });
  },
);

browserTest(
  "request page: a route is shown as the sum of its requests, without an order of time",
  async ({ page }) => {
    const write = async (folder: string) => {
      await writeFlameRequest(folder);
      await writeFlameRequest(folder, { fileName: "second.cpuprofile", renderFactor: 3 });
    };
    await onDashboardPage(page, write, async ({ url }) => {
      await openFlame(page, url, routeRecording("GET /search"));
      await page.getByRole("heading", { name: "GET /search" }).waitFor();
      assert.match(await page.locator(".duration").innerText(), /^250 ms/);
      assert.equal(await page.locator('button[data-view="time"]').count(), 0);
      assert.match(await tooltipAt(page, 0.1, 1), /^handler[^]*total 210 ms/);
    });
  },
);

browserTest(
  "request page: no serious violation for axe, in light and in dark",
  async ({ page }) => {
    await onDashboardPage(page, writeFlameRequest, async ({ url }) => {
      await openFlame(page, url, FLAME_FILE);
      await page.getByText("Download", { exact: true }).click();
      for (const colorScheme of ["light", "dark"] as const) {
        await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
        assert.deepEqual(await seriousViolations(page), []);
      }
    });
  },
);

browserTest("request page: what is not there is told of", async ({ page, offences }) => {
  await onDashboardPage(page, writeFlameRequest, async ({ url }) => {
    for (
      const path of [
        "/request/nothing.cpuprofile",
        "/request/..%2f..%2fetc%2fpasswd",
        "/source?name=nothing&url=file:///etc/passwd",
        "/compare?a=nothing&b=nothing",
        "/download?name=nothing&format=cpuprofile",
        `/download?name=${FLAME_FILE}&format=exe`,
      ]
    ) {
      const answer = await page.goto(url + path);
      assert.equal(answer?.status(), 404, path);
      await page.getByText(/There is no/).waitFor();
    }
    await until(() => offences.every((offence) => offence.includes("404")), "nothing but 404");
    offences.length = 0;
  });
});
