// speedscope as we embed it: it must open, and open again from the browser's store.
import assert from "node:assert/strict";
import { browserTest, until } from "./chromium.ts";
import { FLAME_FILE, onDashboardPage, openFlame, writeFlameRequest } from "./flame_request.ts";

browserTest(
  "speedscope: opens a request twice in a row, with nothing refused",
  async ({ page, offences }) => {
    await onDashboardPage(page, writeFlameRequest, async ({ url }) => {
      const statuses: number[] = [];
      page.on("response", (response) => {
        if (response.url().endsWith("/speedscope.js")) statuses.push(response.status());
      });
      for (let visit = 0; visit < 2; visit++) {
        await openFlame(page, url, FLAME_FILE);
        await page.getByRole("link", { name: "Open in speedscope" }).click();
        await page.getByText("Left Heavy").waitFor();
        // Its title is the profile's as soon as that is shown.
        await until(async () => /search/.test(await page.title()), "the profile");
        await page.getByText("Sandwich").click();
        await page.getByText("render").first().waitFor();
      }
      // The second time it is asked for only whether it has changed: then the policy comes with a 304.
      assert.equal(statuses.length, 2);
      const others = offences.filter((offence) => !/GL Driver Message|WebGL/.test(offence));
      assert.deepEqual(others, []);
      offences.length = 0;
    });
  },
);

browserTest("speedscope: its licence is there", async ({ page }) => {
  await onDashboardPage(page, writeFlameRequest, async ({ url }) => {
    const answer = await page.request.get(`${url}/speedscope/LICENSE`);
    assert.match(await answer.text(), /MIT License[^]*Jamie Wong/);
  });
});
